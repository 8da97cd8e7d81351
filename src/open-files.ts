/** A connection is a file: how many of them there may be. */
import type { Config } from "../config/settings.ts";
import type { Warning } from "./start-warnings.ts";

type Limit = Pick<Config, "maxConnections">;

/** Files that the relay has open beside its connections: the standard ones, the event loop's, both ports, 22 in all; with room. */
const RESERVED_FILES = 64;

/** Files that it needs to start: Node has up to some 220 open while it loads the relay's modules, and with fewer it fails. */
const STARTING_FILES = 256;

/** When fewer files may be open than the start or `maxConnections` takes. `who` begins the sentence: `The process`. */
export function openFileShortage(
  { maxConnections }: Limit,
  openFiles: number | undefined,
  who: string,
): Warning | undefined {
  if (openFiles === undefined) return undefined;
  const wanted = Math.max(STARTING_FILES, maxConnections + RESERVED_FILES);
  const raise = `Raise the hard limit to ${wanted} or more (systemd: LimitNOFILE, containers: --ulimit nofile)`;
  if (openFiles < STARTING_FILES) {
    return {
      says: `${who} may have ${openFiles} files open, too few for a relay to start.`,
      todo: `${raise}.`,
    };
  }
  if (maxConnections === 0 || openFiles >= wanted) return undefined;
  const fit = openFiles - RESERVED_FILES;
  return {
    says: `${who} may have ${openFiles} files open, enough for about ${fit} connections of maxConnections ${maxConnections}.`,
    todo: `${raise}, or lower maxConnections.`,
  };
}

/**
 * Takes no more connections than there may be files, also when maxConnections is 0: who is one too many hears that the
 * relay is full, and it never runs dry.
 */
export function withinOpenFiles<T extends Limit>(config: T, openFiles: number | undefined): T {
  if (openFiles === undefined) return config;
  const room = Math.max(1, openFiles - RESERVED_FILES);
  const { maxConnections } = config;
  return { ...config, maxConnections: maxConnections === 0 ? room : Math.min(maxConnections, room) };
}
