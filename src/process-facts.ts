import { totalmem } from "node:os";

/** What Node's diagnostic report says of this process. */
export interface ProcessFacts {
  /**
   * Files and sockets that may be open. Node raises its soft limit to the hard one when it starts, so this is the hard
   * one. `undefined` where there is no such limit or nobody says, as on Windows.
   */
  readonly openFiles: number | undefined;
  /** The version of glibc, e.g. `2.36`; `undefined` on musl and on other systems. */
  readonly glibc: string | undefined;
}

/** Reads `report`, by default that of this process; what is missing or another thing than expected is not known. */
export function processFacts(report: unknown = currentReport()): ProcessFacts {
  const openFiles = at(report, "userLimits", "open_files", "soft");
  const glibc = at(report, "header", "glibcVersionRuntime");
  return {
    openFiles: typeof openFiles === "number" ? openFiles : undefined,
    glibc: typeof glibc === "string" ? glibc : undefined,
  };
}

/** What this process may use, bytes: what its container or service may, or what the machine has. */
export function availableMemory(): number {
  // Without a limit Node says 0, or a number that no machine has.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

function currentReport(): unknown {
  // Without this Node looks up the names of all who are connected, and waits for them.
  Object.assign(process.report, { excludeNetwork: true });
  return process.report.getReport();
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
