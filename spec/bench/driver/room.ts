/**
 * The chatroom in a closed loop. A few senders each keep `window` messages unanswered; a message is answered
 * when all watchers have it: members spread over the room, the last to enter among them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Job, LoadOf, Measurement } from "../job.ts";
import { TEXT_BYTES } from "./connection.ts";
import type { Client } from "./crowd.ts";
import { openCrowd } from "./crowd.ts";
import type { Dialect } from "./dialect.ts";
import { DIALECTS } from "./dialect.ts";
import { Meter } from "./meter.ts";
import { until } from "./waiting.ts";

const DRAIN_LIMIT = 15_000;
const WATCHERS = 8;
/** Stands in the text before the sender's number, and nowhere else in a frame. */
const MARK = "#";
const MARK_BYTE = MARK.charCodeAt(0);
const ZERO_BYTE = "0".charCodeAt(0);

export async function runRoom(job: Job, load: LoadOf<"room">): Promise<Measurement[]> {
  const { members, windows } = load;
  const dialect = DIALECTS[job.dialect];
  const clients = await openCrowd({ dialect, port: job.port, count: members, concurrency: 64 });
  for (const client of clients) await enter(client);

  const meter = new Meter(job.pid);
  const game = { going: true };
  const senders = clients
    .slice(0, load.senders)
    .map((client, number) => new Sender(client, number, dialect, Math.max(...windows), meter, game));
  for (const watcher of spread(clients.slice(load.senders), WATCHERS)) watch(watcher, senders);
  let received = 0;
  for (const { connection } of clients) {
    connection.onDeliveries = (count) => {
      received += count;
      meter.events += count;
    };
  }

  const measurements: Measurement[] = [];
  for (const window of windows) {
    game.going = true;
    for (const sender of senders) for (let i = 0; i < window; i++) sender.say();
    await sleep(job.pace.warmUp);
    const name = `room of ${members}, ${load.senders} senders, window ${window}`;
    measurements.push(await meter.during(name, () => sleep(job.pace.duration)));
    game.going = false;
    const expected = () => senders.reduce((sum, sender) => sum + sender.sent, 0) * (members - 1);
    await until(() => received >= expected(), DRAIN_LIMIT, "some room messages were lost: not all arrived");
  }
  return measurements;
}

class Sender {
  sent = 0;
  readonly #client: Client;
  readonly #message: Buffer;
  readonly #meter: Meter;
  readonly #game: { readonly going: boolean };
  /** For each message under way, when it was sent and how many watchers have it; rings by message number. */
  readonly #sentAt: Float64Array;
  readonly #seen: Uint8Array;

  constructor(
    client: Client,
    number: number,
    dialect: Dialect,
    window: number,
    meter: Meter,
    game: { readonly going: boolean },
  ) {
    this.#client = client;
    this.#message = dialect.frame("MSG", { text: `${MARK}${number}`.padEnd(TEXT_BYTES, "x") });
    this.#meter = meter;
    this.#game = game;
    this.#sentAt = new Float64Array(window);
    this.#seen = new Uint8Array(window);
  }

  say(): void {
    const slot = this.sent++ % this.#sentAt.length;
    this.#sentAt[slot] = performance.now();
    this.#seen[slot] = 0;
    this.#client.connection.write(this.#message);
  }

  /** A watcher has this sender's message of that number; the watchers' last one frees the next message. */
  heard(message: number): void {
    const slot = message % this.#sentAt.length;
    this.#meter.latency(performance.now() - (this.#sentAt[slot] ?? Number.NaN));
    const seen = (this.#seen[slot] ?? 0) + 1;
    this.#seen[slot] = seen;
    if (seen === WATCHERS && this.#game.going) this.say();
  }
}

/** Tells the senders what this member hears of them; each sender's messages come in order. */
function watch(watcher: Client, senders: readonly Sender[]): void {
  const heard = new Uint32Array(senders.length);
  watcher.connection.onText = (bytes, start) => {
    const number = (bytes[bytes.indexOf(MARK_BYTE, start) + 1] ?? 0) - ZERO_BYTE;
    const count = heard[number] ?? 0;
    heard[number] = count + 1;
    senders[number]?.heard(count);
  };
}

async function enter({ connection }: Client): Promise<void> {
  const entered = connection.next("INFO");
  connection.send("/chatroom");
  await entered;
}

/** `count` of the clients at even distances, the last one included. */
function spread(clients: readonly Client[], count: number): Client[] {
  return clients.filter(
    (_, i) => Math.floor(((i + 1) * count) / clients.length) > Math.floor((i * count) / clients.length),
  );
}
