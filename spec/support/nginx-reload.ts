import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { Program } from "./program.ts";

/** Milliseconds between two looks at its workers. */
const LOOK_EVERY = 20;

/**
 * Tells nginx to read its configuration again, once `prepare` has put that in place. Resolves when those that have read the
 * one before let nobody new in; they go on for whom they serve.
 */
export async function reloadNginx(program: Program, prepare: () => Promise<unknown>): Promise<void> {
  await prepare();
  const before = await workers(program);
  program.signal("SIGHUP");
  while ((await Promise.all(before.map(takesPeople))).includes(true)) {
    if (program.pid === undefined) throw new Error(`nginx has ended: ${program.complaints}`);
    await setTimeout(LOOK_EVERY);
  }
}

async function workers({ pid }: Program): Promise<readonly string[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.split(" ").filter((child) => child !== "");
}

/** nginx writes into a worker's command line that it is shutting down; one that is gone has none. */
async function takesPeople(worker: string): Promise<boolean> {
  const line = await readFile(`/proc/${worker}/cmdline`, "utf8").catch(() => "");
  return line !== "" && !line.includes("shutting down");
}
