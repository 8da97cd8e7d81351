import { afterEach, expect, test } from "@jest/globals";
import { EventLoopDelay } from "../../../src/metrics/event-loop.ts";

let delay: EventLoopDelay;
afterEach(() => delay.stop());

/** Long enough to be seen whatever else this machine does. */
const LATE = 0.4;

/** Holds the event loop up, and lets it come round again, so that this is noticed. */
async function holdUp(): Promise<void> {
  const until = performance.now() + 1000 * (LATE + 0.1);
  // Node begins to measure when the loop has come round once.
  await new Promise((resolve) => setTimeout(resolve, 100));
  while (performance.now() < until + 100) {}
  await new Promise((resolve) => setTimeout(resolve, 100));
}

test("D13: the delay of the event loop is told for one to two minutes, whoever reads it", async () => {
  const minutes: (() => void)[] = [];
  delay = new EventLoopDelay((callback, ms) => {
    expect(ms).toBe(60_000);
    minutes.push(callback);
    return () => minutes.pop();
  });
  const pass = () => minutes[0]?.();
  await holdUp();
  for (let readers = 0; readers < 3; readers++) expect(delay.delays["1"]).toBeGreaterThan(LATE);
  pass();
  expect(delay.delays["1"]).toBeGreaterThan(LATE);
  pass();
  expect(delay.delays["1"]).toBeLessThan(LATE);
  await holdUp();
  expect(delay.delays["1"]).toBeGreaterThan(LATE);
  pass();
  expect(delay.delays["1"]).toBeGreaterThan(LATE);
  pass();
  expect(delay.delays["1"]).toBeLessThan(LATE);
  delay.stop();
  expect(minutes).toEqual([]);
});
