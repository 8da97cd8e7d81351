import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fitsUtf8, LIMITS, utf8Length } from "../../../actors/protocol/limits.ts";

/** Any sequence of UTF-16 units, surrogates often and unpaired. */
const units = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7ff, max: 0xe000 })))
  .map((codes) => String.fromCharCode(...codes));

describe("utf8Length", () => {
  test.each([
    ["", 0],
    ["\x7f", 1],
    ["\x80", 2],
    ["\u07ff", 2],
    ["\u0800", 3],
    ["\uffff", 3],
    ["\u{10000}", 4],
    ["\u{10ffff}", 4],
    ["\ud800", 3],
    ["\udc00", 3],
    ["\udc00\ud800", 6],
    ["\ud800\ud800\udc00", 7],
    ["a\ud800", 4],
  ])("P3: %j has %i bytes", (text, bytes) => expect(utf8Length(text)).toBe(bytes));

  test("P3: counts what an encoder writes, lone surrogates included", () => {
    fc.assert(
      fc.property(fc.oneof(units, fc.string({ unit: "binary" })), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("fitsUtf8", () => {
  test("P3, P4: is the same question as the length, for any limit", () => {
    fc.assert(
      fc.property(units, fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 1, 3), (text, off, scale) => {
        const limit = Math.max(0, scale === 0 ? Buffer.byteLength(text) + off : text.length * scale + off);
        expect(fitsUtf8(text, limit)).toBe(Buffer.byteLength(text) <= limit);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["a", 1],
    ["é", 2],
    ["€", 3],
    ["😀", 4],
    ["\ud800", 3],
  ])("P3: %j up to 8,192 bytes and no further", (letter, bytes) => {
    const most = letter.repeat(Math.floor(LIMITS.text / bytes));
    const full = most + "x".repeat(LIMITS.text % bytes);
    expect(Buffer.byteLength(full)).toBe(8192);
    expect(fitsUtf8(full, LIMITS.text)).toBe(true);
    expect(fitsUtf8(`${full}x`, LIMITS.text)).toBe(false);
    expect(fitsUtf8(full.replace(/^./u, `${letter}x`), LIMITS.text)).toBe(false);
  });
});
