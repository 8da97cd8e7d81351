/** What a self-signed certificate needs to know of this machine, so that a test can stand in for it. */
import { homedir, hostname, networkInterfaces } from "node:os";
import { join } from "node:path";

export interface Machine {
  /** Where Parley keeps what is its user's. It need not exist yet. */
  readonly dataFolder: string;
  readonly hostName: string;
  /** The addresses that others on the network use. */
  readonly addresses: readonly string[];
  readonly now: () => Date;
}

export function thisMachine(): Machine {
  return {
    dataFolder: dataFolder(process.platform, process.env, homedir()),
    hostName: hostname(),
    addresses: lanAddresses(),
    now: () => new Date(),
  };
}

/** The user's data folder of each platform; elsewhere as the XDG Base Directory Specification has it. */
export function dataFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (env["XDG_DATA_HOME"]?.startsWith("/")) return join(env["XDG_DATA_HOME"], "parley");
  if (platform === "darwin") return join(home, "Library", "Application Support", "parley");
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "parley");
  return join(home, ".local", "share", "parley");
}

/** IPv4 alone: machines change their IPv6 addresses daily (RFC 8981), and each would ask for another certificate. */
function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}
