import type { TemplatedApp, WebSocket } from "uWebSockets.js";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import type { EdgeSocket, SocketListener } from "./port.ts";
import type { Reader, Readers } from "./uws-readers.ts";

/** What hangs on a native socket: uWebSockets.js copies each property over, so there is but one. */
export interface UwsUserData {
  readonly socket: UwsSocket;
}

/** What the sockets of one app have in common. */
export interface UwsShared {
  /** All apps but the sockets' own. */
  readonly others: readonly TemplatedApp[];
  readonly readers: Readers;
}

/** What native code answers when a frame is on its way and nothing is left unsent. */
const SENT = 1;

/**
 * One socket of uWebSockets.js. Ten thousands of these lie idle, hence few fields and no closures. The native
 * object throws once it is closed, so the reference is dropped with it and every method asks for it first.
 */
export class UwsSocket implements EdgeSocket, Reader {
  readonly remoteAddress: string;
  readonly #shared: UwsShared;
  #isCorked = false;
  #native: WebSocket<UwsUserData> | undefined;
  /** Before {@link listen}: the code of a socket that closed already, if one did. */
  #listener: SocketListener | number | undefined;

  constructor(remoteAddress: string, shared: UwsShared) {
    this.remoteAddress = remoteAddress;
    this.#shared = shared;
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
    this.#shared.readers.remove(this);
    const listener = this.listener;
    if (listener === undefined) this.#listener = code;
    else listener.closed(code);
  }

  send(frame: string): void {
    const native = this.#native;
    if (native === undefined || native.send(frame, false, false) === SENT || this.#isCorked) return;
    this.endIfSlow(Buffer.byteLength(frame));
  }

  cork(write: () => void): void {
    this.endIfSlow();
    this.#isCorked = true;
    try {
      this.#native?.cork(write);
    } finally {
      this.#isCorked = false;
    }
  }

  /** `last` bytes, of a frame that was just written, are not held against it. */
  endIfSlow(last = 0): void {
    const { readers } = this.#shared;
    const unsent = this.bufferedAmount();
    if (unsent - last <= readers.limit.bytes) return;
    if (readers.mayLinger(unsent)) this.end(CLOSE.tooSlow.code, CLOSE.tooSlow.reason);
    else this.#native?.close();
  }

  subscribe(topic: string): void {
    if (this.#native?.subscribe(topic)) this.#shared.readers.add(this);
  }

  unsubscribe(topic: string): void {
    const native = this.#native;
    native?.unsubscribe(topic);
    if (native?.getTopics().length === 0) this.#shared.readers.remove(this);
  }

  publish(topic: string, frame: string): void {
    const native = this.#native;
    if (native === undefined) return;
    const { others, readers } = this.#shared;
    for (const app of others) app.publish(topic, frame, false, false);
    if (!native.publish(topic, frame, false, false) && !native.isSubscribed(topic)) {
      // Native code drops, without a word, what a socket publishes that never subscribed to anything.
      native.subscribe(topic);
      native.publish(topic, frame, false, false);
      native.unsubscribe(topic);
    }
    readers.published(frame);
  }

  bufferedAmount(): number {
    return this.#native?.getBufferedAmount() ?? 0;
  }

  end(code: number, reason: string): void {
    this.#native?.end(code, reason);
  }
}
