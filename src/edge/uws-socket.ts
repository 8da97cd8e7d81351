import type { TemplatedApp, WebSocket } from "uWebSockets.js";
import type { EdgeSocket, SocketListener } from "./port.ts";

/** What hangs on a native socket: uWebSockets.js copies each property over, so there is but one. */
export interface UwsUserData {
  readonly socket: UwsSocket;
}

/**
 * One socket of uWebSockets.js. Ten thousands of these lie idle, hence four fields and no closures. The native
 * object throws once it is closed, so the reference is dropped with it and every method asks for it first.
 */
export class UwsSocket implements EdgeSocket {
  readonly remoteAddress: string;
  /** All apps but the socket's own; the same list for all of its app. */
  readonly #others: readonly TemplatedApp[];
  #native: WebSocket<UwsUserData> | undefined;
  /** Before {@link listen}: the code of a socket that closed already, if one did. */
  #listener: SocketListener | number | undefined;

  constructor(remoteAddress: string, others: readonly TemplatedApp[]) {
    this.remoteAddress = remoteAddress;
    this.#others = others;
  }

  opened(native: WebSocket<UwsUserData>): void {
    this.#native = native;
  }

  /** From here on `listener` hears everything, also that the socket was ended before there was a listener. */
  listen(listener: SocketListener): void {
    const closedWith = this.#listener;
    this.#listener = listener;
    if (typeof closedWith === "number") listener.closed(closedWith);
  }

  /** The listener of an open socket. */
  get listener(): SocketListener | undefined {
    return typeof this.#listener === "object" ? this.#listener : undefined;
  }

  gone(code: number): void {
    this.#native = undefined;
    const listener = this.listener;
    if (listener === undefined) this.#listener = code;
    else listener.closed(code);
  }

  send(frame: string): void {
    this.#native?.send(frame, false, false);
  }

  cork(write: () => void): void {
    this.#native?.cork(write);
  }

  subscribe(topic: string): void {
    this.#native?.subscribe(topic);
  }

  unsubscribe(topic: string): void {
    this.#native?.unsubscribe(topic);
  }

  publish(topic: string, frame: string): void {
    const native = this.#native;
    if (native === undefined) return;
    for (const app of this.#others) app.publish(topic, frame, false, false);
    if (native.publish(topic, frame, false, false) || native.isSubscribed(topic)) return;
    // Native code drops, without a word, what a socket publishes that never subscribed to anything.
    native.subscribe(topic);
    native.publish(topic, frame, false, false);
    native.unsubscribe(topic);
  }

  bufferedAmount(): number {
    return this.#native?.getBufferedAmount() ?? 0;
  }

  end(code: number, reason: string): void {
    this.#native?.end(code, reason);
  }
}
