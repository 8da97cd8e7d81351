import { EdgeError, type EdgeErrorKind } from "./edge/port.ts";
import { CertificateError } from "./tls/certificate.ts";

/** Every code `parley` ends with, and its meaning as `--help` prints it. A second Ctrl-C adds the shell's 130 and 143. */
export const exitCodes = {
  ok: { code: 0, meaning: "success" },
  unexpected: { code: 1, meaning: "unexpected error" },
  usage: { code: 2, meaning: "bad configuration or usage" },
  portInUse: { code: 3, meaning: "port in use" },
  permission: { code: 4, meaning: "permission denied" },
  address: { code: 5, meaning: "address not available" },
  noNative: { code: 6, meaning: "native edge missing, with --edge uws" },
  certificate: { code: 7, meaning: "certificate or its key not usable" },
  unreachable: { code: 8, meaning: "chat: no relay there, or its certificate is not trusted" },
  otherProtocol: { code: 9, meaning: "chat: what is there is no Parley relay" },
  refused: { code: 10, meaning: "chat: refused by the relay, or by the person to be joined" },
  undelivered: { code: 11, meaning: "chat: something that was said may not have arrived" },
  unwell: { code: 12, meaning: "doctor: there is a problem" },
} as const;

/** The code that tells why the relay did not start. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CertificateError) return exitCodes.certificate.code;
  return (error instanceof EdgeError ? byKind[error.kind] : exitCodes.unexpected).code;
}

const byKind: Readonly<Record<EdgeErrorKind, { readonly code: number }>> = {
  "port-in-use": exitCodes.portInUse,
  permission: exitCodes.permission,
  address: exitCodes.address,
  "no-native": exitCodes.noNative,
  other: exitCodes.unexpected,
};
