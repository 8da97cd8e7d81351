import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DIALECTS } from "../../../actors/protocol/dialects.ts";
import { FIELDS, line, shaped, TYPES, typed } from "./frames.ts";
import { hostileText } from "./hostile.ts";
import { frame, nested } from "./samples.ts";
import { expectWithinLimits } from "./within-limits.ts";

describe.each(DIALECTS)("$name decode", ({ decode, name }) => {
  test.each([
    ["any text", hostileText],
    ["any JSON", fc.json({ noUnicodeString: false })],
    ["frames of known types with any fields", typed],
    ["frames of known types with their fields", shaped],
    ["frames cut off anywhere", fc.tuple(shaped, fc.nat(200)).map(([whole, end]) => whole.slice(0, end))],
    ["lines", line],
  ])("P7, P5: understands %s, or answers with an error", (_, frames) => {
    fc.assert(
      fc.property(frames, (input) => expectWithinLimits(decode(input))),
      { numRuns: 1000 },
    );
  });

  const deep = 100_000;
  test.each([
    ["[[[[…", "[".repeat(deep)],
    ["[[[[…]]]]", nested(deep)],
    ['{"a":{"a":…', '{"a":'.repeat(deep)],
    ['{"a":{"a":…}}', `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`],
    ["a deep type", `{"type":${nested(deep)}}`],
    ["colons", ":".repeat(deep)],
    ["line breaks", "\r\n".repeat(deep)],
    ["a long word", "A".repeat(deep)],
    ["a long name", `RENAME:${"\u0301".repeat(deep)}`],
    ["a long code", `JOIN:${" ".repeat(deep)}`],
    ["digits", "9".repeat(deep)],
    ["an unending string", `"${"\\u0000".repeat(deep)}`],
  ])("P7, P5: answers 100,000 of %s with an error", (_, input) => {
    const decoded = decode(input);
    expect(decoded?.type).toBe("error");
    expectWithinLimits(decoded);
  });

  test("P7: is not brought down by depth or length in any field of any type", () => {
    const depth = 10_000;
    const values = [nested(depth), `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`, `"${"x".repeat(deep)}"`];
    for (const type of TYPES) {
      for (const field of FIELDS) {
        for (const value of values) {
          expectWithinLimits(decode(`{"type":"${type}","${field}":${value}}`));
        }
      }
      for (const value of values)
        expectWithinLimits(decode(`{"type":"${type}","payload":{"text":${value}}}`));
    }
  });

  test("P5, P7: every beginning of a good frame is answered", () => {
    const message = { to: "room", id: 1, text: 'h"é😀' };
    const frames = {
      classic: frame({ type: "MSG", payload: message }),
      v1: frame({ type: "message", ...message }),
      text: "/chatroom",
    };
    const good = frames[name];
    expect(decode(good)?.type).not.toBe("error");
    for (let end = 0; end < good.length; end++) {
      const cut = decode(good.slice(0, end));
      expect(cut?.type).toBe("error");
      expectWithinLimits(cut);
    }
  });
});

test("P6: no frame of these tests has changed a prototype", () => {
  const hit = Object.keys(Object.prototype);
  expect(hit).toEqual([]);
});
