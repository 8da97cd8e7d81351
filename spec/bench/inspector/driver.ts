/** The load: many who are silent, pairs in a closed loop, and one pair that is watched. */
import { setTimeout as sleep } from "node:timers/promises";
import { TEXT_BYTES } from "../driver/connection.ts";
import { type Client, openCrowd } from "../driver/crowd.ts";
import { DIALECTS } from "../driver/dialect.ts";
import type { Connected, DriverRequest, Talked } from "./messages.ts";

const dialect = DIALECTS.classic;
const MESSAGE = dialect.frame("MSG", { text: "x".repeat(TEXT_BYTES) });
/** Messages under way in each pair. */
const WINDOW = 4;
/** Between two messages of the watched pair when it talks as people do, ms. */
const PAUSE = 100;

let delivered = 0;
let going = false;
let crowd: readonly Client[] = [];

async function connect({ port, idle, pairs }: Extract<DriverRequest, { do: "connect" }>): Promise<Connected> {
  await openCrowd({ dialect, port, count: idle, concurrency: 64 });
  crowd = await openCrowd({ dialect, port, count: 2 * pairs, after: idle, concurrency: 64 });
  for (let i = 0; i < crowd.length; i += 2) await join(crowd[i], crowd[i + 1]);
  for (const [i, { connection }] of crowd.entries()) {
    connection.onDeliveries = (count) => {
      delivered += count;
      // The first pair answers nothing but when it is to be as fast as the others.
      if (going && (i > 1 || isFast)) for (let n = 0; n < count; n++) connection.write(MESSAGE);
    };
  }
  return { code: crowd[0]?.code ?? "" };
}

let isFast = false;

async function join(asker: Client | undefined, asked: Client | undefined): Promise<void> {
  if (asker === undefined || asked === undefined) return;
  const both = [asker.connection.next("PAIR"), asked.connection.next("PAIR")];
  asker.connection.send("JOIN", { code: asked.code });
  await Promise.all(both);
}

async function talk({ ms, watched }: Extract<DriverRequest, { do: "talk" }>): Promise<Talked> {
  isFast = watched === "fast";
  going = true;
  for (let i = isFast ? 0 : 2; i < crowd.length; i += 2) {
    for (let n = 0; n < WINDOW; n++) crowd[i]?.connection.write(MESSAGE);
  }
  const people = setInterval(() => crowd[0]?.connection.write(MESSAGE), PAUSE);
  await sleep(ms / 4);
  const before = delivered;
  process.send?.({ warm: true });
  await sleep(ms);
  const measured = delivered - before;
  clearInterval(people);
  going = false;
  process.send?.({ delivered: measured } satisfies Talked);
  await sleep(ms / 4);
  return { delivered: measured };
}

process.on("message", async (request: DriverRequest) => {
  if (request.do === "connect") process.send?.(await connect(request));
  else {
    await talk(request);
    process.send?.({ settled: true });
  }
});
