/** A connection is a file: how many of them there may be. */
import type { Config } from "../config/settings.ts";
import type { Warning } from "./start-warnings.ts";

type Limit = Pick<Config, "maxConnections">;

/** Files that the relay has open beside its connections: the standard ones, the event loop's, the port; with room. */
const RESERVED_FILES = 64;

const roomIn = (openFiles: number) => Math.max(0, openFiles - RESERVED_FILES);

/** When fewer files may be open than `maxConnections` takes. `who` begins the sentence: `The process`. */
export function openFileShortage(
  { maxConnections }: Limit,
  openFiles: number | undefined,
  who: string,
): Warning | undefined {
  const wanted = maxConnections + RESERVED_FILES;
  if (openFiles === undefined || maxConnections === 0 || openFiles >= wanted) return undefined;
  return {
    says: `${who} may have ${openFiles} files open, enough for about ${roomIn(openFiles)} connections of maxConnections ${maxConnections}.`,
    todo: `Raise the hard limit to ${wanted} or more (systemd: LimitNOFILE, containers: --ulimit nofile), or lower maxConnections.`,
  };
}

/**
 * Takes no more connections than there may be files, also when maxConnections is 0: who is one too many hears that the
 * relay is full, and it never runs dry.
 */
export function withinOpenFiles<T extends Limit>(config: T, openFiles: number | undefined): T {
  if (openFiles === undefined) return config;
  const room = Math.max(1, roomIn(openFiles));
  const { maxConnections } = config;
  return { ...config, maxConnections: maxConnections === 0 ? room : Math.min(maxConnections, room) };
}
