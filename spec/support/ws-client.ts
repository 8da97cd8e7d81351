import { WebSocket } from "ws";

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface ClientOptions {
  /** Offered subprotocol, or several in order of preference. */
  readonly protocol?: string | readonly string[];
  /** The client's own address, e.g. `127.0.0.2`, for tests of limits per address. */
  readonly localAddress?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The PEM of a certificate to trust, with a `wss:` URL. */
  readonly ca?: string;
  /** By which version of IP, where a name has addresses of both. */
  readonly family?: 4 | 6;
  /** `false` for a client that answers no pings. */
  readonly autoPong?: boolean;
}

/** Milliseconds a test waits for anything before it fails. Only ever spent by a test that fails. */
const PATIENCE = 20_000;

/**
 * A WebSocket client for tests. Text frames queue up from the first moment, so that none is missed however late a
 * test asks for it; a binary frame, which the relay never sends, queues up as `<binary>…`.
 */
export class Client {
  /** Settles when the connection is gone; code 1006 without a close frame, 1005 for one without a code. */
  readonly closed: Promise<Closed>;
  readonly socket: WebSocket;
  readonly #url: string;
  readonly #opened: Promise<void>;
  readonly #frames: string[] = [];
  readonly #log: string[] = [];
  #wake: (() => void) | undefined;
  #end: Closed | undefined;

  /** Starts to connect; {@link Client.open} waits until it has. */
  constructor(url: string, options: ClientOptions = {}) {
    const { protocol = [], ...rest } = options;
    this.#url = url;
    this.socket = new WebSocket(url, typeof protocol === "string" ? [protocol] : [...protocol], {
      perMessageDeflate: false,
      ...rest,
    });
    this.socket.on("message", (data, isBinary) => this.#arrived(isBinary ? `<binary>${data}` : String(data)));
    this.#opened = new Promise((resolve, reject) => {
      this.socket.once("open", resolve);
      this.socket.once("error", reject);
    });
    this.#opened.catch(() => {});
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => {
        this.#end = { code, reason: reason.toString() };
        this.#wake?.();
        resolve(this.#end);
      });
    });
  }

  /** Connects, or rejects when the server refuses (`Unexpected server response: 403`). */
  static async open(url: string, options?: ClientOptions): Promise<Client> {
    const client = new Client(url, options);
    await client.#within(client.#opened, "the connection to open");
    return client;
  }

  /** The subprotocol the server confirmed, or `""`. */
  get protocol(): string {
    return this.socket.protocol;
  }

  /** The next text frame that was not asked for yet. Rejects when the socket closes first. One wait at a time. */
  async next(): Promise<string> {
    if (this.#wake !== undefined) throw new Error("next() is already waiting; await it first");
    if (this.#frames.length === 0 && this.#end === undefined) {
      const arrival = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await this.#within(arrival, "a frame").finally(() => {
        this.#wake = undefined;
      });
    }
    const frame = this.#frames.shift();
    if (frame === undefined) throw new Error(this.#describe("closed while a frame was awaited"));
    return frame;
  }

  /** The next `count` frames. */
  async take(count: number): Promise<string[]> {
    const frames: string[] = [];
    while (frames.length < count) frames.push(await this.next());
    return frames;
  }

  /** Frames that have arrived and were not asked for. */
  get pending(): readonly string[] {
    return this.#frames;
  }

  /** {@link closed} with a deadline. */
  untilClosed(): Promise<Closed> {
    return this.#within(this.closed, "the connection to close");
  }

  send(frame: string | Uint8Array): void {
    this.socket.send(frame);
  }

  /** Says goodbye and waits until the connection is gone. */
  close(code?: number, reason?: string): Promise<Closed> {
    this.socket.close(code, reason);
    return this.untilClosed();
  }

  /** Vanishes without a goodbye. */
  destroy(): void {
    this.socket.terminate();
  }

  #arrived(frame: string): void {
    this.#frames.push(frame);
    this.#log.push(frame);
    this.#wake?.();
  }

  async #within<T>(wait: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(this.#describe(`waited in vain for ${what}`))), PATIENCE);
    });
    return Promise.race([wait, deadline]).finally(() => clearTimeout(timer));
  }

  #describe(what: string): string {
    const state =
      this.#end === undefined ? "still connected" : `closed ${this.#end.code} "${this.#end.reason}"`;
    const log =
      this.#log.length === 0 ? "nothing" : this.#log.map((frame, i) => `\n  ${i + 1}. ${frame}`).join("");
    return `${this.#url}: ${what} (${state}); arrived so far: ${log}`;
  }
}
