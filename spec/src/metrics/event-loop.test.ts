import { afterEach, expect, test } from "@jest/globals";
import { EventLoopDelay, type Histogram } from "../../../src/metrics/event-loop.ts";

let delay: EventLoopDelay;
afterEach(() => delay.stop());

/** What has been the longest time from one round to the next, ns. */
class Longest implements Histogram {
  #longest = 0;
  isEnabled = true;

  add(ns: number): void {
    this.#longest = Math.max(this.#longest, ns);
  }

  percentile(): number {
    return this.#longest;
  }

  reset(): void {
    this.#longest = 0;
  }

  disable(): boolean {
    this.isEnabled = false;
    return true;
  }
}

test("D13: the delay of the event loop is told for one to two minutes, whoever reads it", () => {
  const minutes: (() => void)[] = [];
  const histograms: Longest[] = [];
  delay = new EventLoopDelay(
    (callback, ms) => {
      expect(ms).toBe(60_000);
      minutes.push(callback);
      return () => minutes.pop();
    },
    () => {
      const histogram = new Longest();
      histograms.push(histogram);
      return histogram;
    },
  );
  const pass = () => minutes[0]?.();
  const hear = (ms: number) => {
    for (const histogram of histograms) histogram.add(ms * 1e6);
  };
  hear(520);
  for (let readers = 0; readers < 3; readers++) expect(delay.delays[100]).toBeCloseTo(0.5);
  pass();
  hear(30);
  expect(delay.delays[100]).toBeCloseTo(0.5);
  pass();
  expect(delay.delays[100]).toBeCloseTo(0.01);
  hear(220);
  expect(delay.delays[100]).toBeCloseTo(0.2);
  pass();
  expect(delay.delays[100]).toBeCloseTo(0.2);
  pass();
  expect(delay.delays[100]).toBe(0);
  delay.stop();
  expect(minutes).toEqual([]);
  expect(histograms.map(({ isEnabled }) => isEnabled)).toEqual([false, false]);
});

test("D13: it is that of this process", async () => {
  delay = new EventLoopDelay();
  // Node begins to measure when the loop has come round once, and notices what was late when it comes round again.
  while (delay.delays[100] < 0.4) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const until = performance.now() + 500;
    while (performance.now() < until) {}
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { 50: half, 100: longest } = delay.delays;
  expect(longest).toBeGreaterThanOrEqual(half);
});
