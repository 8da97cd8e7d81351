import { EdgeError, type EdgeErrorKind } from "./edge/port.ts";

/** Every code `parley` ends with, and its meaning as `--help` prints it. A second Ctrl-C adds the shell's 130 and 143. */
export const exitCodes = {
  ok: { code: 0, meaning: "success" },
  unexpected: { code: 1, meaning: "unexpected error" },
  usage: { code: 2, meaning: "bad configuration or usage" },
  portInUse: { code: 3, meaning: "port in use" },
  permission: { code: 4, meaning: "permission denied" },
  address: { code: 5, meaning: "address not available" },
  noNative: { code: 6, meaning: "native edge missing, with --edge uws" },
} as const;

/** The code that tells why the relay did not start. */
export function exitCodeOf(error: unknown): number {
  return (error instanceof EdgeError ? byKind[error.kind] : exitCodes.unexpected).code;
}

const byKind: Readonly<Record<EdgeErrorKind, { readonly code: number }>> = {
  "port-in-use": exitCodes.portInUse,
  permission: exitCodes.permission,
  address: exitCodes.address,
  "no-native": exitCodes.noNative,
  other: exitCodes.unexpected,
};
