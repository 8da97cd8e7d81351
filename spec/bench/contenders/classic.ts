/**
 * What every contender needs of the classic dialect, and no more: fresh codes and names, and a frame
 * taken apart with the least checking an honest relay does.
 */
import { randomInt } from "node:crypto";
import type { Server } from "node:http";

/** The fields the relays look at; what is in them is anybody's. */
export interface Payload {
  readonly code?: unknown;
  readonly text?: unknown;
  readonly newName?: unknown;
}

export interface Message {
  readonly type: string;
  readonly payload: Payload;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** `length` characters of A–Z 0–9. */
export function randomCode(length: number): string {
  let code = "";
  for (let i = 0; i < length; i++) code += ALPHABET[randomInt(ALPHABET.length)];
  return code;
}

/** The frame's message, or `undefined` when it is not `{"type": string, "payload"?: object}`. */
export function parse(frame: string): Message | undefined {
  let value: { readonly type?: unknown; readonly payload?: unknown } | null;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }
  if (!isObject(value) || typeof value.type !== "string") return undefined;
  const payload = value.payload ?? {};
  return isObject(payload) ? { type: value.type, payload } : undefined;
}

/** The message as a classic JSON text. */
export function encode(type: string, payload: object): string {
  return JSON.stringify({ type, payload });
}

/** The line that tells the harness where this contender listens; it ends when the harness does. */
export function announce(port: number): void {
  console.log(`listening at http://127.0.0.1:${port}/`);
  process.stdin.on("end", () => process.exit()).resume();
}

/** Listens on a free port with the kernel's longest backlog, and announces it. */
export function listen(http: Server): void {
  http.listen(0, "127.0.0.1", 4096, () => {
    const address = http.address();
    if (typeof address === "object" && address) announce(address.port);
  });
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
