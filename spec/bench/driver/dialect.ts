/** How the same messages travel to a classic relay and to a Socket.IO one, which wraps them in its own framing. */
import { clientFrame } from "../frames.ts";

export type DialectName = "classic" | "socket.io";

export interface Message {
  readonly type: string;
  readonly payload: { readonly code?: unknown; readonly message?: unknown };
}

export interface Dialect {
  readonly path: string;
  /** Written as soon as the WebSocket is open. */
  readonly greeting: Buffer | undefined;
  frame(type: string, payload: object): Buffer;
  /** The message in a text frame, or `undefined` for the transport's own packets. */
  parse(text: string): Message | undefined;
}

const classic: Dialect = {
  path: "/ws/",
  greeting: undefined,
  frame: (type, payload) => clientFrame(JSON.stringify({ type, payload })),
  parse: (text) => JSON.parse(text) as Message,
};

/** Engine.IO packet `4` (message) holding Socket.IO packet `0` (connect) or `2` (event). */
const socketIo: Dialect = {
  path: "/socket.io/?EIO=4&transport=websocket",
  greeting: clientFrame("40"),
  frame: (type, payload) => clientFrame(`42${JSON.stringify([type, payload])}`),
  parse(text) {
    if (!text.startsWith("42")) return undefined;
    const [type, payload] = JSON.parse(text.slice(2)) as [string, Message["payload"]];
    return { type, payload };
  },
};

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = { classic, "socket.io": socketIo };

/** Engine.IO's ping is the one-character text `2`, its pong `3`; no classic frame is that short. */
export const ENGINE_PING = 0x32;
export const ENGINE_PONG = clientFrame("3");
