/** Who is measured, and how each is started. The only place that knows the command lines. */
import { fileURLToPath } from "node:url";
import type { DialectName } from "./driver/dialect.ts";

export interface Contender {
  readonly name: string;
  readonly what: string;
  readonly dialect: DialectName;
  /** Arguments to Node, with the plain flags for everyone; the first is the script. */
  readonly command: readonly string[];
}

/** Ratios are against this one. */
export const LIMIT = "bare-uws";
export const PARLEY = "parley";
export const BARE_WS = "bare-ws";

/** A server is ready when it prints where it listens, e.g. `http://127.0.0.1:6789/`. */
export const READY = /http:\/\/127\.0\.0\.1:(\d+)/;

const PRODUCT = "dist/src/cli.js";

/**
 * The load comes from a few loopback addresses, as fast as it goes, so what is for strangers is set as high as it can be:
 * it is counted all the same.
 */
const HIGH_LIMITS: Readonly<Record<string, number>> = {
  "--max-connections": 10_000_000,
  "--max-connections-per-address": 10_000_000,
  "--handshakes-per-address": 10_000_000,
  "--message-burst": 1_000_000,
  "--message-rate": 1_000_000,
  "--byte-burst": 1_073_741_824,
  "--byte-rate": 1_073_741_824,
  "--invitations-per-address": 1_000_000,
  "--misses-per-address": 1_000_000,
};

export const CONTENDERS: readonly Contender[] = [
  {
    name: LIMIT,
    what: "uWebSockets.js, plain objects, native publish: the limit",
    dialect: "classic",
    command: [script("bare-uws")],
  },
  { name: PARLEY, what: "Parley on uWebSockets.js", dialect: "classic", command: product("uws") },
  {
    name: "parley-portable",
    what: "Parley on its portable edge (`ws`)",
    dialect: "classic",
    command: product("ws"),
  },
  {
    name: BARE_WS,
    what: "the `ws` library, plain objects, a room message framed once",
    dialect: "classic",
    command: [script("bare-ws")],
  },
  {
    name: "socket-io",
    what: "Socket.IO, WebSocket transport only, its own rooms",
    dialect: "socket.io",
    command: [script("socket-io")],
  },
];

function script(name: string): string {
  return fileURLToPath(new URL(`./contenders/${name}.js`, import.meta.url));
}

function product(edge: "uws" | "ws"): readonly string[] {
  const options = ["--port", "0", "--admin-port", "0", "--edge", edge, "--log-level", "warn"];
  return [PRODUCT, "serve", ...options, ...Object.entries(HIGH_LIMITS).flat().map(String)];
}
