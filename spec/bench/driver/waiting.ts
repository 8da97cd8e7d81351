import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when `condition` holds, looking every few milliseconds; rejects after `limit` milliseconds. */
export async function until(condition: () => boolean, limit: number, what: string): Promise<void> {
  const deadline = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what} within ${limit} ms`);
    await sleep(5);
  }
}
