import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { Conditions } from "./conditions.ts";
import { type Cut, type Direction, FaultLink } from "./fault-link.ts";
import type { FaultClock } from "./faults.ts";

const REAL_CLOCK: FaultClock = {
  setTimeout: (callback, ms) => Number(setTimeout(callback, ms)),
  clearTimeout: (timer) => clearTimeout(timer),
};

/**
 * A TCP proxy between clients and the relay that does what bad networks do, when a test says so and at the place it
 * says. It has no randomness of its own, and no time but that of `clock`.
 */
export class FaultProxy {
  /** Every connection, in the order of their coming, also those that are gone. */
  readonly links: FaultLink[] = [];
  /** Called for a new connection before anything has gone through it. */
  onLink: (link: FaultLink) => void = () => {};
  readonly #target: number;
  readonly #clock: FaultClock;
  readonly #conditions = new Conditions();
  #server: Server | undefined;
  #port = 0;

  private constructor(target: number, clock: FaultClock) {
    this.#target = target;
    this.#clock = clock;
  }

  /** Listens on a free port of 127.0.0.1 and connects to the port `target` there. */
  static async start(target: number, clock: FaultClock = REAL_CLOCK): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, clock);
    await proxy.accept();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** Bytes that have gone on, over all connections. */
  forwarded(direction: Direction): number {
    return this.links.reduce((sum, link) => sum + link[direction].counts.forwarded, 0);
  }

  /** The connection that came as the `index`th, once it has. */
  async link(index: number): Promise<FaultLink> {
    const missing = () => `waited in vain for connection ${index}; ${this.links.length} came`;
    await this.#conditions.until(() => this.links.length > index, missing);
    const link = this.links[index];
    if (link === undefined) throw new Error(missing());
    return link;
  }

  /** Refuses new connections and leaves the old ones alone. */
  refuse(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /** Takes new connections again, on the same port. */
  async accept(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true }, (client) => this.#connected(client));
    this.#server = server;
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  cutAll(how: Cut = "reset"): void {
    for (const link of this.links) link.cut(how);
  }

  /** Refuses, cuts all, and resolves when nothing is left. */
  async close(): Promise<void> {
    this.refuse();
    this.cutAll();
    await Promise.all(this.links.map((link) => link.closed));
  }

  #connected(client: Socket): void {
    const relay = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    const link = new FaultLink(client, relay, this.#clock);
    this.links.push(link);
    this.onLink(link);
    this.#conditions.check();
  }
}
