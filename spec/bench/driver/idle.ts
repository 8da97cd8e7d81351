/** What a connection that says nothing costs the server's memory. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Job, LoadOf, Measurement } from "../job.ts";
import { residentBytes } from "../proc.ts";
import { median } from "../stats.ts";
import { openCrowd } from "./crowd.ts";
import { DIALECTS } from "./dialect.ts";

const READS = 5;
const READ_EVERY = 200;

export async function runIdle(job: Job, load: LoadOf<"idle">): Promise<Measurement[]> {
  const { connections } = load;
  await sleep(job.pace.settle);
  const before = await resident(job.pid);
  await openCrowd({ dialect: DIALECTS[job.dialect], port: job.port, count: connections, concurrency: 64 });
  await sleep(job.pace.settle);
  const bytesPerConnection = ((await resident(job.pid)) - before) / connections;
  return [{ kind: "memory", name: `${connections} idle`, connections, bytesPerConnection }];
}

/** The median of several reads, in bytes. */
async function resident(pid: number): Promise<number> {
  const reads: number[] = [];
  for (let i = 0; i < READS; i++) {
    reads.push(residentBytes(pid));
    await sleep(READ_EVERY);
  }
  return median(reads);
}
