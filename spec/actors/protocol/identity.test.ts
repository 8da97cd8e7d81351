import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isCode, isPairId, normaliseName } from "../../../actors/protocol/identity.ts";
import { hostileText } from "./hostile.ts";

describe("isCode", () => {
  test.each(["ABCDEFGH", "00000000", "A1B2C3Z9"])("P1: %j is a code", (code) =>
    expect(isCode(code)).toBe(true),
  );

  test.each([
    "",
    "ABCDEFG",
    "ABCDEFGHI",
    "abcdefgh",
    "ABCDEFG ",
    " ABCDEFG",
    "ABCDEFGH\n",
    "ABCD-FGH",
    "ÀBCDEFGH",
    "ABCDEFG\uff11", // a full-width 1
    "АBCDEFGH", // a Cyrillic A
    "ABCDEFG\0",
    12345678,
    null,
    undefined,
    ["ABCDEFGH"],
    { length: 8 },
  ])("P1: %j is none", (value) => expect(isCode(value)).toBe(false));
});

test.each([
  ["x", true],
  ["x".repeat(32), true],
  ["x".repeat(33), false],
  ["", false],
  ["room", false],
  [1, false],
  [null, false],
])("P5: that %j is the shape of a pair's id: %j", (value, is) => expect(isPairId(value)).toBe(is));

describe("normaliseName", () => {
  test.each([
    ["plain", "Ada", "Ada"],
    ["NFD becomes NFC", "Ame\u0301lie", "Am\u00e9lie"],
    ["a singleton becomes what it stands for", "\u212b", "\u00c5"],
    ["Hangul jamo become a syllable", "\u1112\u1161\u11ab", "\ud55c"],
    ["NFC leaves compatibility characters", "ﬁ①", "ﬁ①"],
    ["white space is collapsed and trimmed", " \t Ada\r\n\u00a0\u3000\u2028Lovelace\u0085", "Ada Lovelace"],
    ["spaces beside what is taken out collapse too", "a \u200b b", "a b"],
    ["control characters", "A\0d\x07a\x7f", "Ada"],
    ["an ANSI colour", "\x1b[31mAda\x1b[0m", "[31mAda[0m"],
    ["OSC 52, the clipboard", "\x1b]52;c;cm0gLXJm\x07Ada", "]52;c;cm0gLXJmAda"],
    ["C1: CSI in one character", "\x9b31mAda\x9d\x9c", "31mAda"],
    ["bidi overrides and embeddings", "\u202ea\u202db\u202ac\u202bd\u202c", "abcd"],
    ["bidi isolates and marks", "\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c", "abc"],
    ["zero-width characters", "A\u200bd\u200c\u2060a\ufeff", "Ada"],
    ["a byte order mark is no white space, a next line is", "a\ufeffb\x85c", "ab c"],
    ["a soft hyphen", "A\u00adda", "Ada"],
    ["interlinear annotations", "\ufff9a\ufffab\ufffb", "ab"],
    ["tags", "Ada\u{e0001}\u{e0041}\u{e007f}", "Ada"],
    ["variation selectors of letters", "a\ufe00b\ufe0ec\ufe0fd\u{e0100}", "abcd"],
    ["Mongolian separators and selectors", "a\u180e\u180bb", "ab"],
    ["a combining grapheme joiner", "a\u034fb", "ab"],
    ["Hangul fillers", "\u115fa\u1160b\u3164c\uffa0", "abc"],
    ["braille blanks are spaces", "\u2800a\u2800\u2800b\u2800", "a b"],
    ["an empty notehead is a space", "a\u{1d159}b", "a b"],
    ["lone surrogates", "\ud83dA\ude00", "A"],
    ["halves that meet only when what was between them is gone", "\ud83d\u200b\ude00a", "a"],
    ["an emoji and its presentation", "I \u2764\ufe0f U", "I \u2764\ufe0f U"],
    [
      "a selector that changes nothing",
      "\u{1f600}\ufe0f\u2764\ufe0f\ufe0f1\ufe0f\u20e3",
      "\u{1f600}\u2764\ufe0f1\u20e3",
    ],
    ["a joined emoji becomes its parts", "👩\u200d💻", "👩💻"],
    ["a skin tone", "👍🏽", "👍🏽"],
    ["a flag of two letters", "🇫🇷", "🇫🇷"],
    ["a flag of tags becomes a black one", "🏴\u{e0067}\u{e0062}\u{e007f}", "🏴"],
    ["right to left", "שלום עולם", "שלום עולם"],
    ["Arabic with marks", "مُحَمَّد", "مُحَمَّد".normalize("NFC")],
    ["Chinese, Japanese, Korean", "山田 太郎 김", "山田 太郎 김"],
    ["Devanagari", "नमस्ते", "नमस्ते"],
    ["a colon and markup", "a:b <b>{/}", "a:b <b>{/}"],
    ["punctuation alone", "!", "!"],
    ["__proto__", "__proto__", "__proto__"],
  ])("P2: %s", (_, raw, name) => expect(normaliseName(raw)).toBe(name));

  test.each([
    ["nothing", ""],
    ["white space", " \t\u00a0\u3000"],
    ["control characters", "\0\x1b\x9b"],
    ["zero-width characters", "\u200b\u200d\ufeff"],
    ["bidi characters", "\u202e\u2066"],
    ["Hangul fillers", "\u3164\u115f\uffa0"],
    ["braille blanks", "\u2800\u2800"],
    ["a selector", "\ufe0f"],
    ["combining marks", "\u0301\u0302"],
    ["lone surrogates", "\ud800\udc00\ud800".slice(1)],
    ["tags", "\u{e0041}\u{e0042}"],
    ["private use and unassigned", "\ue000\u0378"],
  ])("P2: %s alone can't be seen and is no name", (_, raw) => expect(normaliseName(raw)).toBeUndefined());

  test.each([
    ["letters", "a"],
    ["Chinese", "山"],
    ["emoji", "😀"],
    ["flags", "🇫🇷"],
    ["skin tones", "👍🏽"],
    ["hearts", "\u2764\ufe0f"],
    ["marked letters", "x\u0301\u0302"],
  ])("P2: 32 graphemes of %s are a name, 33 are none", (_, grapheme) => {
    const most = grapheme.repeat(32);
    expect(normaliseName(most)).toBe(most);
    expect(normaliseName(` ${most}\u200b`)).toBe(most);
    expect(normaliseName(most + grapheme)).toBeUndefined();
  });

  test("P2: a flood of combining marks is bounded, also on one letter", () => {
    expect(normaliseName(`x${"\u0301".repeat(127)}`)).toHaveLength(128);
    expect(normaliseName(`x${"\u0301".repeat(128)}`)).toBeUndefined();
    expect(normaliseName(`x${"\u0301".repeat(1_000_000)}`)).toBeUndefined();
  });

  test("P2: what is far too long is refused, whatever would be left of it", () => {
    expect(normaliseName(`a${" ".repeat(2047)}`)).toBe("a");
    expect(normaliseName(`a${" ".repeat(2048)}`)).toBeUndefined();
  });

  const FORBIDDEN =
    /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]|(?<!\p{Extended_Pictographic})\ufe0f/u;

  test("P2: whatever goes in, a name has 1 to 32 graphemes, is in NFC, holds nothing hidden, and is its own name", () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
    fc.assert(
      fc.property(hostileText, (raw) => {
        const name = normaliseName(raw);
        if (name === undefined) return;
        expect(normaliseName(name)).toBe(name);
        expect(name).not.toMatch(FORBIDDEN);
        expect(name).not.toMatch(/^ | $| {2}|[^\S ]/);
        expect(name).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
        expect(name.normalize("NFC")).toBe(name);
        expect(name.length).toBeLessThanOrEqual(128);
        expect([...segmenter.segment(name)].length).toBeLessThanOrEqual(32);
      }),
      { numRuns: 3000 },
    );
  });

  test("P2: every character of Unicode, between two letters, is kept for good or gone for good", () => {
    for (const first of eighths([0, 0x32400], [0xe0000, 0xe1000], [0x10ff00, 0x110000])) {
      let raw = "";
      for (let code = first; code < first + 8; code++) raw += `a${String.fromCodePoint(code)}b`;
      const name = normaliseName(raw) ?? "";
      if (name.length < 16 || FORBIDDEN.test(name) || normaliseName(name) !== name) {
        throw new Error(`U+${first.toString(16)}…: ${JSON.stringify(name)}`);
      }
    }
  });
});

/** Every eighth number of some ranges; here, of the planes that have characters. */
function* eighths(...ranges: [from: number, to: number][]) {
  for (const [from, to] of ranges) {
    for (let number = from; number < to; number += 8) yield number;
  }
}
