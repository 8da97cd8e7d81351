/** `npm run bench:inspector`: what it costs those who are not watched that somebody looks. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cpuMicroseconds } from "../proc.ts";
import { median } from "../stats.ts";
import type { Connected, DriverRequest, Left, Listening, Looked, RelayRequest, Talked } from "./messages.ts";
import { lookedAt } from "./page.ts";
import { inspectorReport, type Round } from "./report.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, out: { type: "string" } },
});
const idle = values.quick ? 1000 : 10_000;
const rounds = values.quick ? 2 : 16;
const ms = values.quick ? 1000 : 2500;
const pairs = 20;
const out = values.out ?? (values.quick ? undefined : "spec/bench/INSPECTOR.md");

const children = ["./relay.js", "./driver.js"].map((script) =>
  fork(fileURLToPath(new URL(script, import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] }),
);
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
const [relay, driver] = children;
if (relay === undefined || driver === undefined) throw new Error("no processes");
for (const child of children) {
  child.once("exit", (code) => {
    console.error(`bench: a process ended (${code})`);
    process.exit(1);
  });
}

async function answer<Answer>(child: ChildProcess): Promise<Answer> {
  const [message] = await once(child, "message");
  return message;
}
const ask = <Answer>(child: ChildProcess, request: RelayRequest | DriverRequest): Promise<Answer> => {
  const answered = answer<Answer>(child);
  child.send(request);
  return answered;
};

/** The relay's CPU for each message delivered, µs. */
async function talk(relayPid: number, watched: "slow" | "fast"): Promise<number> {
  if (driver === undefined) return Number.NaN;
  await ask(driver, { do: "talk", ms, watched });
  const before = cpuMicroseconds(relayPid);
  const { delivered } = await answer<Talked>(driver);
  const cpu = cpuMicroseconds(relayPid) - before;
  await answer(driver);
  return cpu / delivered;
}

const { port, adminPort } = await answer<Listening>(relay);
const { code } = await ask<Connected>(driver, { do: "connect", port, idle, pairs });
const pid = relay.pid ?? 0;
await talk(pid, "slow");

const measured: Round[] = [];
for (let i = 0; i < rounds; i++) {
  const first = i % 2 === 0 ? await talk(pid, "slow") : undefined;
  const looked = await ask<Looked>(relay, { do: "look", code });
  const open = await talk(pid, "slow");
  const left = await ask<Left>(relay, { do: "leave" });
  // Now before it and now after it, so that what drifts is on both sides.
  const closed = first ?? (await talk(pid, "slow"));
  measured.push({ closed, open, looked, left });
  console.error(
    `closed ${closed.toFixed(2)} µs, open ${open.toFixed(2)} µs, scan ${looked.scan.toFixed(1)} ms`,
  );
}
await ask(relay, { do: "look", code });
const fast = await talk(pid, "fast");
const flood = await ask<Left>(relay, { do: "leave" });

const page = await lookedAt(`http://127.0.0.1:${adminPort}/`, code, () => talk(pid, "fast"));

const { text, passed } = inspectorReport(
  { idle, pairs, measured, fast, flood, page, date: new Date() },
  median,
);
console.log(text);
if (out !== undefined) writeFileSync(out, text);
for (const child of children) child.removeAllListeners("exit");
process.exit(passed ? 0 : 1);
