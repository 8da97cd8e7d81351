/** `npm run soak`: hundreds of thousands of connections and minutes of cut conversations; nothing may be left. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seeded } from "../../support/random.ts";
import { churn } from "./churn.ts";
import { PROBE, type Probe } from "./probe.ts";
import { type Sample, soakReport } from "./report.ts";
import { Traffic } from "./traffic.ts";

const { values } = parseArgs({
  options: {
    connects: { type: "string", default: "200000" },
    minutes: { type: "string", default: "10" },
    out: { type: "string" },
  },
});
const connects = Number(values.connects);
const minutes = Number(values.minutes);
const isWhole = connects >= 200_000 && minutes >= 10;
const out = values.out ?? (isWhole ? "spec/bench/SOAK.md" : undefined);

/** Seconds that somebody may be away: short, so that many absences end within the run. */
const WINDOW = 5;
const PAIRS = 50;
const MEMBERS = 20;
const CONCURRENCY = 100;
const SAMPLES = 20;
/** Every so many ms everybody says something, and some are cut. */
const ROUND = 200;
const CUTS_A_ROUND = 4;

const relay = fork(
  fileURLToPath(new URL("./relay.js", import.meta.url)),
  [
    `resumeWindow=${WINDOW}`,
    ...["maxConnections", "maxConnectionsPerAddress", "handshakesPerAddress", "messageRate", "byteRate"].map(
      (key) => `${key}=0`,
    ),
    ...["missesPerAddress", "invitationsPerAddress"].map((key) => `${key}=0`),
  ],
  { execArgv: ["--expose-gc"], stdio: ["ignore", "inherit", "inherit", "ipc"] },
);
process.on("exit", () => relay.kill("SIGKILL"));
relay.once("exit", (code) => {
  console.error(`soak: the relay ended (${code})`);
  process.exit(1);
});

const [{ port }] = await once(relay, "message");
const began = Date.now();
const samples: Sample[] = [];

async function sample(phase: Sample["phase"], done: number): Promise<Probe> {
  relay.send(PROBE);
  const [probe]: Probe[] = await once(relay, "message");
  if (probe === undefined) throw new Error("no probe");
  samples.push({ phase, done, seconds: (Date.now() - began) / 1000, ...probe });
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  console.error(
    `${phase} ${done}: heap ${mb(probe.heap)} MB, RSS ${mb(probe.resident)} MB, ${probe.actors} actors`,
  );
  return probe;
}

const settled = async () => {
  await sleep(WINDOW * 1000 + 2000);
};

// What is compiled once, and what is remembered up to a bound, before anything is compared.
await churn(port, {
  connects: Math.min(25_000, connects),
  concurrency: CONCURRENCY,
  every: 25_000,
  cuts: true,
});
await churn(port, { connects: Math.min(5000, connects), concurrency: CONCURRENCY, every: 5000 });
await settled();
await sample("start", 0);
await churn(
  port,
  { connects, concurrency: CONCURRENCY, every: Math.ceil(connects / SAMPLES) },
  async (done) => {
    await settled();
    await sample("connects", done);
  },
);

const traffic = await Traffic.start(port, PAIRS, MEMBERS);
const random = seeded(4);
const end = Date.now() + minutes * 60_000;
while (Date.now() < end) {
  const until = Math.min(Date.now() + (minutes * 60_000) / SAMPLES, end);
  while (Date.now() < until) {
    traffic.round();
    for (let i = 0; i < CUTS_A_ROUND; i++) traffic.cut(random());
    await sleep(ROUND);
  }
  await sample("traffic", traffic.counts.said);
}
await traffic.settle();
await traffic.leave();
await settled();
await sample("end", 0);
relay.removeAllListeners("exit");
relay.kill("SIGKILL");

const { text, passed } = soakReport(samples, traffic.counts, new Date());
console.log(text);
if (out !== undefined) writeFileSync(out, text);
process.exitCode = passed ? 0 : 1;
