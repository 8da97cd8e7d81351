import { Streams } from "./streams.ts";
import { type Frame, type ParsedFrame, parseV1 } from "./wire.ts";
import { Client } from "./ws-client.ts";

/** Frames of its own stream after which a client says that it has them. */
const ACK_EVERY = 32;

/** A numbered frame that has not been answered yet. */
interface Pending {
  readonly id: number;
  readonly frame: string;
}

/**
 * A v1 client that comes back whenever its socket breaks, and sends again what was not dealt with: what PROTOCOL.md
 * asks of a client, in as few lines as will do.
 */
export class Survivor {
  /** All that it was told, in order, without positions; `welcome` is not among it. */
  readonly heard: Frame[] = [];
  /** Whether {@link heard} is kept; {@link onHeard} is called all the same. */
  keeps = true;
  /** Sockets on which it was welcomed. */
  welcomes = 0;
  code = "";
  readonly #url: string;
  readonly #streams = new Streams();
  /** Called for each frame. */
  onHeard: (frame: Frame) => void = () => {};
  readonly #waiting = new Set<(frame: ParsedFrame | undefined) => void>();
  #pending: Pending[] = [];
  #lastId = 0;
  #client: Client | undefined;
  #leaving = false;
  #running: Promise<void> | undefined;
  #fail: (error: unknown) => void = () => {};
  readonly #failed = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(port: number) {
    this.#url = `ws://127.0.0.1:${port}/ws`;
  }

  /** Resolves when `holds` does, looked at now and after each frame, which it is given; rejects when it can't go on. */
  until(holds: (frame?: ParsedFrame) => boolean): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      const check = (frame: ParsedFrame | undefined) => {
        if (!holds(frame)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check(undefined);
    });
    return Promise.race([reached, this.#failed]);
  }

  /** Connects, and goes on until {@link leave}; ends when the relay does not let it go on where it was. */
  run(): void {
    this.#running ??= this.#run().catch(this.#fail);
  }

  /** Asks with the next number, now or as soon as there is a socket. */
  ask(message: object): number {
    const id = ++this.#lastId;
    const pending = { id, frame: JSON.stringify({ ...message, id }) };
    this.#pending.push(pending);
    this.#client?.send(pending.frame);
    return id;
  }

  /** Loses the socket without a goodbye; false when there is none at the moment. */
  cut(): boolean {
    if (this.#client === undefined || this.#leaving) return false;
    this.#client.destroy();
    return true;
  }

  /** Says goodbye and resolves when it is gone. */
  async leave(): Promise<void> {
    this.#leaving = true;
    this.#client?.socket.close(1000);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#leaving) {
      const client = await Client.open(this.#url, { protocol: "parley.v1" }).catch(() => undefined);
      if (client !== undefined) await this.#talk(client);
    }
  }

  /** Until the socket is gone. */
  async #talk(client: Client): Promise<void> {
    client.send(JSON.stringify({ type: "hello", ...this.#resume() }));
    for (;;) {
      const text = await client.next().catch(() => undefined);
      if (text === undefined) break;
      const frame = parseV1(text);
      if (frame["type"] === "welcome") this.#welcomed(client, frame);
      else this.#take(frame);
    }
    this.#client = undefined;
  }

  #resume(): object {
    return this.#streams.session === undefined ? {} : { resume: this.#streams.position() };
  }

  #welcomed(client: Client, frame: ParsedFrame): void {
    const wanted = this.#streams.session !== undefined;
    this.#streams.take(frame);
    const { resumed, received, lost } = this.#streams.session ?? {};
    if (wanted && !resumed) throw new Error(`not resumed: ${lost}`);
    this.welcomes++;
    this.code = String(frame["code"]);
    this.#pending = this.#pending.filter(({ id }) => id > (received ?? 0));
    for (const { frame } of this.#pending) client.send(frame);
    this.#client = client;
    this.#check(frame);
    if (this.#leaving) client.socket.close(1000);
  }

  #check(frame: ParsedFrame): void {
    for (const check of this.#waiting) check(frame);
  }

  #take(frame: ParsedFrame): void {
    const rest = this.#streams.take(frame);
    if (rest["type"] === "sent") {
      this.#pending = this.#pending.filter(({ id }) => id !== rest["id"]);
    }
    if (this.#streams.seq % ACK_EVERY === 0 && frame["seq"] !== undefined) {
      this.#client?.send(JSON.stringify({ type: "ack", seq: this.#streams.seq }));
    }
    if (this.keeps) this.heard.push(rest);
    this.onHeard(rest);
    this.#check(rest);
  }
}
