import { describe, expect, test } from "@jest/globals";
import { TokenBucket } from "../../../src/admission/token-bucket.ts";

const RATE = { burst: 3, interval: 100 };
const START = 1_700_000_000_000;

describe("S5: a token bucket", () => {
  test.each<readonly [string, ReadonlyArray<readonly [at: number, wait: number]>]>([
    ["has its burst at once", at([0, 0], [0, 0], [0, 0], [0, 100])],
    ["says how long to wait, less as time goes by", at([0, 0], [0, 0], [0, 0], [40, 60], [99, 1], [100, 0])],
    ["asking in vain costs nothing", at([0, 0], [0, 0], [0, 0], [10, 90], [20, 80], [100, 0], [100, 100])],
    ["gets one each interval", at([0, 0], [0, 0], [0, 0], [100, 0], [200, 0], [200, 100])],
    ["holds no more than its burst", at([0, 0], [9999, 0], [9999, 0], [9999, 0], [9999, 100])],
    ["a clock set back brings nothing", at([0, 0], [0, 0], [0, 0], [-5000, 100], [-4950, 50], [-4900, 0])],
  ])("%s", (_, asked) => {
    const bucket = new TokenBucket(RATE, START);
    for (const [when, wait] of asked) expect(bucket.take(RATE, START + when)).toBeCloseTo(wait, 6);
  });

  test("S9: several may be taken at once, all or none; for more than it holds a full one is enough", () => {
    const bucket = new TokenBucket(RATE, START);
    expect(bucket.take(RATE, START, 2)).toBe(0);
    expect(bucket.take(RATE, START, 2)).toBe(100);
    expect(bucket.take(RATE, START, 1)).toBe(0);
    expect(bucket.take(RATE, START, 5)).toBe(300);
    expect(bucket.take(RATE, START + 300, 5)).toBe(0);
    expect(bucket.wait(RATE, START + 300)).toBe(300);
  });

  test("over a long time as many are taken as came in", () => {
    const rate = { burst: 60, interval: 10_000 / 60 };
    const bucket = new TokenBucket(rate, START);
    let taken = 0;
    for (let ms = 0; ms < 100_000; ms++) if (bucket.take(rate, START + ms) === 0) taken++;
    expect(taken).toBeGreaterThanOrEqual(60 + 595);
    expect(taken).toBeLessThanOrEqual(60 + 600);
  });

  test("is full again when all that was taken has come back", () => {
    const bucket = new TokenBucket(RATE, START);
    expect(bucket.untilFull(RATE, START)).toBe(0);
    bucket.take(RATE, START);
    bucket.take(RATE, START);
    expect(bucket.untilFull(RATE, START + 199)).toBeCloseTo(1, 6);
    expect(bucket.untilFull(RATE, START + 200)).toBe(0);
  });
});

function at(...asked: readonly (readonly [number, number])[]) {
  return asked;
}
