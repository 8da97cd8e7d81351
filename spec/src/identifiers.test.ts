import { describe, expect, test } from "@jest/globals";
import { isCode } from "../../actors/protocol/identity.ts";
import { randomIdentifiers } from "../../src/identifiers.ts";

/** Bytes that go round and round through all 256. */
function everyByte(): (bytes: number) => Uint8Array {
  let next = 0;
  return (bytes) => Uint8Array.from({ length: bytes }, () => next++ % 256);
}

describe("identifiers", () => {
  test("P1, C1: codes are 8 of A–Z 0–9, names client_ and 5 of them, pairs 16", () => {
    const identifiers = randomIdentifiers();
    for (let i = 0; i < 1000; i++) {
      expect(isCode(identifiers.code())).toBe(true);
      expect(identifiers.name()).toMatch(/^client_[A-Z0-9]{5}$/);
      expect(identifiers.pair()).toMatch(/^[A-Z0-9]{16}$/);
    }
  });

  test("P1: every letter is equally likely: of all bytes each stands for seven, and four are thrown away", () => {
    const { code } = randomIdentifiers(everyByte());
    const counts = new Map<string, number>();
    // 252 of 256 bytes count: 252 letters take all of one round.
    for (let i = 0; i < 63; i++) {
      for (const letter of code()) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(36);
    expect(new Set(counts.values())).toEqual(new Set([14]));
  });

  test("P1: bytes that would make low letters likelier are thrown away", () => {
    const bytes = [252, 253, 254, 255, 0, 35, 36, 251];
    const { code } = randomIdentifiers((count) =>
      Uint8Array.from({ length: count }, (_, i) => bytes[i % 8] ?? 0),
    );
    expect(code()).toBe("A9A9A9A9");
  });
});
