/** What this machine and this process must have: Node, the native edge, open files, memory. */
import type { Config } from "../../config/settings.ts";
import { importNative, type LoadNative, NATIVE_NEEDS } from "../edge/native.ts";
import { openFileShortage } from "../open-files.ts";
import { speaksPlain } from "../start-warnings.ts";
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

/** `relay` is how many the relay that runs may have open, if one says so, and `shell` how many this process may. */
export function checkOpenFiles(
  config: Config,
  { relay, shell }: { readonly relay?: number | undefined; readonly shell: number | undefined },
): Finding {
  const { ok, problem } = about("open files");
  const openFiles = relay ?? shell;
  if (openFiles === undefined) return ok("No limit on open files is known.");
  const who = relay === undefined ? "What is started in this shell" : "The relay that runs";
  const own = relay === undefined ? "; a service has a limit of its own (systemd: LimitNOFILE)" : "";
  const shortage = openFileShortage(config, openFiles, who);
  if (shortage !== undefined) return problem(shortage.says.replace(/\.$/, `${own}.`), shortage.todo);
  const { maxConnections } = config;
  const wanted =
    maxConnections === 0
      ? "maxConnections is unlimited, so this is the limit"
      : `enough for maxConnections ${maxConnections}`;
  return ok(`${who} may have ${openFiles} files open, ${wanted}${own}.`);
}

/** What the relay takes by itself, an idle person of v1, and TLS for one more: as config/README.md has it under Sizing. Bytes. */
const ALONE = 100e6;
const PER_PERSON = 5e3;
const PER_TLS = 8e3;
/** How many times that the portable edge takes. */
const PORTABLE = 2;

/** `memory` is what the machine or the container has, bytes; `isPortable` is about the edge that will be used. */
export function checkMemory(
  config: Config,
  memory: number,
  { isPortable }: { isPortable: boolean },
): Finding {
  const { maxConnections, outboxBytes } = config;
  const { ok, warning } = about("memory");
  const perConnection = PER_PERSON * (isPortable ? PORTABLE : 1) + (speaksPlain(config) ? 0 : PER_TLS);
  const has = `${mebibytes(memory)} MiB`;
  if (maxConnections === 0) {
    const room = Math.max(0, Math.floor((memory - ALONE) / perConnection));
    return ok(`${has} have room for some ${room} idle connections; maxConnections is unlimited.`);
  }
  const needed = ALONE + maxConnections * perConnection;
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
