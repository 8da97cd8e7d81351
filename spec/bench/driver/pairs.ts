/**
 * 1:1 chat in a closed loop. In every pair `window` messages go to and fro: who receives one sends one
 * back, so there are always that many under way. Messages that arrive in one read are answered in one write.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Job, LoadOf, Measurement } from "../job.ts";
import { TEXT_BYTES } from "./connection.ts";
import type { Client } from "./crowd.ts";
import { openCrowd } from "./crowd.ts";
import { DIALECTS } from "./dialect.ts";
import { Meter } from "./meter.ts";
import { until } from "./waiting.ts";

const DRAIN_LIMIT = 10_000;

export async function runPairs(job: Job, load: LoadOf<"pairs">): Promise<Measurement[]> {
  const { connections, windows } = load;
  const dialect = DIALECTS[job.dialect];
  const clients = await openCrowd({ dialect, port: job.port, count: connections, concurrency: 64 });
  const meter = new Meter(job.pid);
  const message = dialect.frame("MSG", { text: "x".repeat(TEXT_BYTES) });
  const game = { going: true, absorbed: 0 };
  const ends = clients.map((client) => new End(client, message, Math.max(...windows), meter, game));
  for (let i = 0; i + 1 < ends.length; i += 2) await pair(ends[i], ends[i + 1]);

  const measurements: Measurement[] = [];
  for (const window of windows) {
    game.going = true;
    for (let i = 0; i < ends.length; i += 2) ends[i]?.say(window, performance.now());
    await sleep(job.pace.warmUp);
    const name = `1:1, ${connections} connections, window ${window}`;
    measurements.push(await meter.during(name, () => sleep(job.pace.duration)));
    game.going = false;
    const underWay = (connections / 2) * window;
    await until(() => game.absorbed >= underWay, DRAIN_LIMIT, `only some of ${underWay} messages arrived`);
    game.absorbed = 0;
  }
  return measurements;
}

/** One person of a pair. */
class End {
  readonly client: Client;
  peer: End | undefined;
  /** Ready-made writes of 1, 2, 3 … messages. */
  readonly #writes: readonly Buffer[];
  /** When each of the messages under way to the peer was sent; a ring, first in, first out. */
  readonly #sentAt: Float64Array;
  #sent = 0;
  #arrived = 0;

  constructor(
    client: Client,
    message: Buffer,
    window: number,
    meter: Meter,
    game: { going: boolean; absorbed: number },
  ) {
    this.client = client;
    this.#sentAt = new Float64Array(window);
    this.#writes = Array.from({ length: window + 1 }, (_, count) =>
      Buffer.concat(Array(count).fill(message)),
    );
    client.connection.onDeliveries = (count) => {
      const now = performance.now();
      meter.events += count;
      for (let i = 0; i < count; i++) meter.latency(now - (this.peer?.arrival() ?? now));
      if (game.going) this.say(count, now);
      else game.absorbed += count;
    };
  }

  say(count: number, now: number): void {
    const frames = this.#writes[count];
    if (!frames) throw new Error(`${count} messages at once, more than were sent`);
    for (let i = 0; i < count; i++) this.#sentAt[this.#sent++ % this.#sentAt.length] = now;
    this.client.connection.write(frames);
  }

  /** When the message that has just arrived at the peer was sent. */
  arrival(): number {
    return this.#sentAt[this.#arrived++ % this.#sentAt.length] ?? Number.NaN;
  }
}

async function pair(one: End | undefined, other: End | undefined): Promise<void> {
  if (!one || !other) return;
  one.peer = other;
  other.peer = one;
  const paired = [one.client.connection.next("PAIR"), other.client.connection.next("PAIR")];
  one.client.connection.send("JOIN", { code: other.client.code });
  await Promise.all(paired);
}
