import type { Config } from "../../config/settings.ts";
import type { StaticFiles } from "../../src/http/static.ts";
import { createLog } from "../../src/log.ts";
import { type Relay, startRelay } from "../../src/relay.ts";
import { countingIdentifiers, NOW, TestClock } from "./world.ts";
import { Client, type ClientOptions } from "./ws-client.ts";

/** Both edges, for `describe.each`. */
export const BOTH_EDGES = ["uws", "ws"] as const;

/** Limits that no test comes upon by accident. */
export const TEST_CONFIG: Config = {
  edge: "ws",
  host: "127.0.0.1",
  port: 0,
  publicUrl: undefined,
  tls: "off",
  tlsCert: undefined,
  tlsKey: undefined,
  origins: [],
  trustedProxies: [],
  maxConnections: 0,
  maxConnectionsPerAddress: 0,
  handshakesPerAddress: 0,
  resumeWindow: 60,
  drainTimeout: 30,
  idleTimeout: 60,
  maxMessageBytes: 128 * 1024,
  messageBurst: 0,
  messageRate: 0,
  byteBurst: 0,
  byteRate: 0,
  invitationsPerAddress: 0,
  missesPerAddress: 0,
  outboxBytes: 0,
  stunUrls: [],
  turnUrls: [],
  turnSecret: undefined,
  turnTtl: 86_400,
  adminHost: "127.0.0.1",
  adminPort: -1,
  adminToken: undefined,
  inspectControl: false,
  inspectIdentities: false,
  logLevel: "info",
  logFormat: "json",
};

export type LogLine = Readonly<Record<string, unknown>>;

const NO_WEB_CLIENT: Promise<StaticFiles> = Promise.resolve(new Map());

/** A whole relay on a free port, with a clock, a calendar and identifiers that the test controls. */
export class TestRelay {
  readonly clock = new TestClock();
  /** What was logged, a parsed line each. */
  readonly log: LogLine[] = [];
  /** What clients are told of their pace. */
  pace = { burst: 0, rate: 0 };
  /** A test may let this throw. */
  now: () => number = () => NOW;
  readonly #clients: Client[] = [];
  #relay: Relay | undefined;

  static async start(settings: Partial<Config> = {}, webClient = NO_WEB_CLIENT): Promise<TestRelay> {
    const relay = new TestRelay();
    const config = { ...TEST_CONFIG, ...settings };
    relay.pace = { burst: config.messageBurst, rate: config.messageRate };
    const write = (line: string) => void relay.log.push(JSON.parse(line));
    const world = {
      identifiers: countingIdentifiers(),
      clock: relay.clock,
      now: () => relay.now(),
      random: () => 0.5,
    };
    const log = createLog(config, { isTerminal: false, write });
    relay.#relay = await startRelay(config, log, { world, webClient });
    return relay;
  }

  /** The relay itself. */
  get running(): Relay {
    if (this.#relay === undefined) throw new Error("the relay has not started");
    return this.#relay;
  }

  get port(): number {
    return this.running.port;
  }

  /** Of the admin listener. */
  get adminPort(): number {
    if (this.running.admin === undefined) throw new Error("the admin listener is switched off");
    return this.running.admin.port;
  }

  async connect(path = "/ws", options: ClientOptions = {}): Promise<Client> {
    const client = await Client.open(`ws://127.0.0.1:${this.port}${path}`, options);
    this.#clients.push(client);
    return client;
  }

  /** Resolves when the relay has noticed who came and went, and `count` sockets are open. */
  async untilOpen(count: number): Promise<void> {
    while (this.running.open !== count) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Resolves when the relay expects `count` people back. */
  async untilAway(count: number): Promise<void> {
    while (this.running.away !== count) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Closes the relay and waits until its clients know. */
  async stop(): Promise<void> {
    await this.running.close();
    await Promise.all(this.#clients.map((client) => client.untilClosed()));
  }
}
