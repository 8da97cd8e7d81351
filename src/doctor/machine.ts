/** What this machine and this process must have: Node, the native edge, open files, memory. */
import type { Config } from "../../config/settings.ts";
import { importNative, type LoadNative, NATIVE_NEEDS } from "../edge/native.ts";
import { openFileShortage } from "../start-warnings.ts";
import { about, type Finding } from "./finding.ts";

/** `version` as in `process.versions.node`, `wanted` as `engines` of package.json has it: `>=20.19`. */
export function checkNode(version: string, wanted: string): Finding {
  const { ok, problem } = about("Node");
  const least = wanted.replace(">=", "");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  if (isEnough) return ok(`Node ${version}.`);
  return problem(`Node ${version} is too old.`, `Install Node ${least} or newer, see https://nodejs.org.`);
}

/** Which edge the relay will use. `glibc` is its version, if the system has it. */
export async function checkEdge(
  choice: Config["edge"],
  glibc: string | undefined,
  load: LoadNative = importNative,
): Promise<Finding> {
  const { ok, warning, problem } = about("edge");
  if (choice === "ws") return ok("The portable edge, as asked for.");
  const system = glibc === undefined ? "" : ` with glibc ${glibc}`;
  try {
    await load();
    return ok(`The fast edge (uWebSockets.js) loads here${system}.`);
  } catch {
    const says = `The fast edge (uWebSockets.js) does not load on Node ${process.versions.node}${system}, ${process.platform} ${process.arch}.`;
    const needs = `It needs ${NATIVE_NEEDS}`;
    if (choice === "uws") return problem(says, `${needs}; with --edge auto or ws the relay runs without it.`);
    return warning(
      `${says} The portable one is used, which is slower.`,
      `${needs}; with --edge ws this is as you want it.`,
    );
  }
}

export function checkOpenFiles(config: Config, openFiles: number | undefined): Finding {
  const { ok, problem } = about("open files");
  if (openFiles === undefined) return ok("No limit on open files is known.");
  const shortage = openFileShortage(config, openFiles);
  if (shortage !== undefined) return problem(shortage.says, shortage.todo);
  const { maxConnections } = config;
  const wanted =
    maxConnections === 0
      ? "maxConnections is unlimited, so this is the limit"
      : `enough for maxConnections ${maxConnections}`;
  return ok(`${openFiles} files may be open, ${wanted}.`);
}

/** What the relay takes by itself, and an idle connection: spec/bench measures both. Bytes. */
const ALONE = 100 * 2 ** 20;
const PER_CONNECTION = 4 * 1024;

/** `memory` is what the machine or the container has, bytes. */
export function checkMemory({ maxConnections, outboxBytes }: Config, memory: number): Finding {
  const { ok, warning } = about("memory");
  const has = `${mebibytes(memory)} MiB`;
  if (maxConnections === 0) {
    const room = Math.max(0, Math.floor((memory - ALONE) / PER_CONNECTION));
    return ok(`${has} have room for some ${room} idle connections; maxConnections is unlimited.`);
  }
  const needed = ALONE + maxConnections * PER_CONNECTION;
  const needs = `${maxConnections} idle connections (maxConnections) take some ${mebibytes(needed)} MiB`;
  if (needed > memory) {
    return warning(`${needs}, and there are ${has}.`, "Lower maxConnections, or give the relay more memory.");
  }
  const slow =
    outboxBytes === 0
      ? "without a bound, as outboxBytes is 0"
      : `up to ${Math.ceil(outboxBytes / 1024)} KiB each`;
  return ok(`${needs} of ${has}; slow readers ${slow} more.`);
}

const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
