import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createFrames } from "../../tui/frames.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("U13: however often it is asked to, it draws at most 60 times a second, and the last change is drawn", () => {
  const drawn: number[] = [];
  let changes = 0;
  const frames = createFrames(() => drawn.push(changes), Date.now);
  for (let i = 0; i < 1000; i++) {
    changes++;
    frames.request();
    jest.advanceTimersByTime(1);
  }
  jest.advanceTimersByTime(100);
  expect(drawn.length).toBeGreaterThan(50);
  expect(drawn.length).toBeLessThanOrEqual(61);
  expect(drawn.at(-1)).toBe(1000);
  frames.request();
  frames.stop();
  jest.advanceTimersByTime(1000);
  expect(drawn.at(-1)).toBe(1000);
});
