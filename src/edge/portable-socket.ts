import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import type { EdgeSocket, SocketListener } from "./port.ts";
import type { Topics } from "./topics.ts";

const TEXT = { binary: false } as const;

/** RFC 6455 §5.5: what a control frame can hold beside the two bytes of the close code. */
const MAX_REASON_BYTES = 123;

interface Below {
  readonly ws: WebSocket;
  /** The TCP stream below `ws`, which has no way of its own to gather frames. */
  readonly stream: Duplex;
}

/**
 * One socket of `ws`. Closing is told as uWebSockets.js tells it: {@link end} calls `closed` before it returns, and
 * what the client still sends while it says goodbye is not heard.
 */
export class PortableSocket implements EdgeSocket {
  readonly remoteAddress: string;
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #topics: Topics<PortableSocket>;
  /** Bytes that may be unsent. */
  readonly #outbox: number;
  #open = true;
  /** Before {@link listen}: the code of a socket that closed already, if one did. */
  #listener: SocketListener | number | undefined;
  /** Sweeps since the client was last heard; see {@link sweep}. */
  #quietSweeps = 0;

  constructor(below: Below, topics: Topics<PortableSocket>, remoteAddress: string, outbox: number) {
    this.remoteAddress = remoteAddress;
    this.#ws = below.ws;
    this.#stream = below.stream;
    this.#topics = topics;
    this.#outbox = outbox;
  }

  /** From here on `listener` hears everything, also that the socket was ended before there was a listener. */
  listen(listener: SocketListener): void {
    const closedWith = this.#listener;
    this.#listener = listener;
    if (typeof closedWith === "number") listener.closed(closedWith);
  }

  /** The listener, while the socket is open. */
  get listener(): SocketListener | undefined {
    return this.#open && typeof this.#listener === "object" ? this.#listener : undefined;
  }

  heard(): void {
    this.#quietSweeps = 0;
  }

  /** To be called twice an idle timeout: pings who was quiet for half of it, cuts who did not even answer that. */
  sweep(): void {
    if (this.#quietSweeps === 2) this.cut();
    else if (this.#quietSweeps++ === 1) this.#ws.ping();
  }

  /** Drops the connection without a goodbye; `closed` follows when the operating system has let it go. */
  cut(): void {
    this.#ws.terminate();
  }

  gone(code: number): void {
    if (!this.#open) return;
    this.#topics.forget(this);
    const listener = this.listener;
    this.#open = false;
    if (listener === undefined) this.#listener = code;
    else listener.closed(code);
  }

  send(frame: string): void {
    if (this.#mayWrite()) this.#ws.send(frame);
  }

  /** As {@link send}, of a text frame that is encoded already. */
  sendEncoded(frame: Buffer): void {
    if (this.#mayWrite()) this.#ws.send(frame, TEXT);
  }

  cork(write: () => void): void {
    if (!this.#mayWrite()) return;
    this.#stream.cork();
    try {
      write();
    } finally {
      this.#stream.uncork();
    }
  }

  subscribe(topic: string): void {
    if (this.#open) this.#topics.subscribe(topic, this);
  }

  unsubscribe(topic: string): void {
    this.#topics.unsubscribe(topic, this);
  }

  publish(topic: string, frame: string): void {
    if (this.#open) this.#topics.publish(topic, frame, this);
  }

  bufferedAmount(): number {
    return this.#open ? this.#ws.bufferedAmount : 0;
  }

  end(code: number, reason: string): void {
    if (!this.#open) return;
    this.#ws.close(code, clip(reason));
    this.gone(code);
  }

  #mayWrite(): boolean {
    if (!this.#open) return false;
    // What waits under a cork is not yet the reader's fault.
    if (this.#stream.writableCorked > 0 || this.#ws.bufferedAmount <= this.#outbox) return true;
    this.end(CLOSE.tooSlow.code, CLOSE.tooSlow.reason);
    return false;
  }
}

/** The longest beginning of `reason` that fits; `ws` throws at a longer one. */
function clip(reason: string): string {
  if (Buffer.byteLength(reason) <= MAX_REASON_BYTES) return reason;
  return new TextDecoder().decode(Buffer.from(reason).subarray(0, MAX_REASON_BYTES), { stream: true });
}
