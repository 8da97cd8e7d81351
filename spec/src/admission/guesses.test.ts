import { describe, expect, test } from "@jest/globals";
import { Guesses } from "../../../src/admission/guesses.ts";

/** What all addresses together may miss at once. */
const ALL = 1000;

describe("S10, S11: guessing codes", () => {
  let now = 0;
  const guesses = (missesPerAddress = 10) => new Guesses(missesPerAddress, () => now);
  const miss = (guessed: Guesses, source: string, times = 1) => {
    for (let n = 0; n < times; n++) guessed.missed(source);
  };
  /** Uses up what all may miss, each address once. */
  const exhaust = (guessed: Guesses) => {
    for (let n = 0; n < ALL; n++) guessed.missed(`guesser ${n}`);
  };

  test("S10: who missed too often waits for the next try; others don't", () => {
    const guessed = guesses();
    miss(guessed, "a", 9);
    expect(guessed.wait("a")).toBe(0);
    miss(guessed, "a");
    expect([guessed.wait("a"), guessed.wait("b")]).toEqual([1000, 0]);
    now += 400;
    expect(guessed.wait("a")).toBe(600);
    now += 600;
    expect(guessed.wait("a")).toBe(0);
    miss(guessed, "a");
    expect(guessed.wait("a")).toBe(1000);
  });

  test("S10: tries that were no misses cost nothing", () => {
    const guessed = guesses();
    for (let n = 0; n < 100; n++) expect(guessed.wait("a")).toBe(0);
  });

  test("S11: when all missed too often, who missed lately waits until that no longer counts", () => {
    const guessed = guesses();
    miss(guessed, "b", 3);
    exhaust(guessed);
    expect(guessed.wait("b")).toBe(3000);
    expect(guessed.wait("guesser 5")).toBe(1000);
  });

  test("S11: nobody locks out who did not miss", () => {
    const guessed = guesses();
    exhaust(guessed);
    for (let n = 0; n < 1000; n++) expect(guessed.wait("somebody")).toBe(0);
    miss(guessed, "somebody");
    expect(guessed.wait("somebody")).toBe(1000);
  });

  test("S11: the budget of all comes back with time", () => {
    const guessed = guesses();
    exhaust(guessed);
    now += 9;
    expect(guessed.wait("guesser 5")).toBeCloseTo(991, 6);
    now += 1;
    expect(guessed.wait("guesser 5")).toBe(0);
  });

  test("S10, S11, G3: 0 is unlimited", () => {
    const guessed = guesses(0);
    miss(guessed, "a", 2 * ALL);
    expect(guessed.wait("a")).toBe(0);
  });
});
