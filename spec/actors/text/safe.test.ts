import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { safeLine, safeText } from "../../../actors/text/safe.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { hostileText } from "../protocol/hostile.ts";

/** What no safe text holds, wherever it stands; what the table shows to be right in some places is left out. */
const FORBIDDEN =
  /(?!\n|[\u061c\u200c-\u200f\u2066-\u2069\u180e\u{e0061}-\u{e007f}]|\p{Variation_Selector})[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800\u{1d159}]/u;

/** What meddles with its neighbours, and neighbours. */
const PARTS = [
  ...["\u200e", "\u200f", "\u202b", "\u202c", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\n", "\t"],
  ...["\u200b", "\u200c", "\u200d", "\ufe0f", "\ufe0e", "\u20e3", "\u0301", "\u094d", "\u180b", "\u{e0100}"],
  ...[
    "a",
    "1",
    "א",
    "م",
    "क",
    "ᠠ",
    "葛",
    "👩",
    "🏽",
    "❤",
    "🇫",
    "🏴",
    "\u{e0067}\u{e0062}",
    "\u{e0065}\u{e006e}",
  ],
  ...["\u{e0067}\u{e007f}", "\ud83d", "\ude00", "\u3164"],
];

const WORDS = [
  "Grüße, Ελλάδα, Привет, հայերեն, ქართული",
  "« Ça va ? » — déjà vu…\u00a0!",
  "Tiếng Việt, Türkçe, Íslenska, Ìgbò, ɓa",
  "العربية: السَّلامُ عليكم ٣",
  "فارسی: می\u200cروم",
  "עִבְרִית, יידיש",
  "हिन्दी, বাংলা, ਪੰਜਾਬੀ, ગુજરાતી, தமிழ், తెలుగు, ಕನ್ನಡ, മലയാളം, සිංහල",
  "ไทย ลาว ខ្មែរ မြန်မာ བོད་ཡིག",
  "中文，日本語　ガギグ、한국어",
  "አማርኛ ᏣᎳᎩ ⵜⴰⵎⴰⵣⵉⵖⵜ 𞤆𞤵𞤤𞤢𞤪",
  "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋ ½ №5 €10 ©",
  "😀😂🤷🏾\u200d♀\ufe0f 🫠🇺🇦",
  "¯\\_(ツ)_/¯ ʕ•ᴥ•ʔ ┌─┐",
];

describe("safeText", () => {
  test.each(HOSTILE)("P9, P10, P11, P12: $name", ({ text, expect: safe = text }) => {
    expect(safeText(text)).toBe(safe);
    expect(safe).not.toMatch(FORBIDDEN);
    expect(safeText(safe)).toBe(safe);
  });

  test("P9: every control is one visible character", () => {
    for (let code = 0; code < 0xa0; code++) {
      const control = String.fromCharCode(code);
      if (!/\p{Cc}/u.test(control) || /[\t-\r\x85]/.test(control)) continue;
      expect(safeText(`a${control}b`)).toMatch(/^a[\u2400-\u2421\ufffd]b$/);
    }
  });

  test("P10: without its breaks, every line is what it would be alone", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), (texts) => {
        const lines = texts.flatMap((text) => safeText(text).split("\n"));
        expect(safeText(lines.join("\n"))).toBe(lines.join("\n"));
      }),
    );
  });

  test("P12: isolates are balanced and a line begins with no mark, whatever goes in", () => {
    const tangle = fc.array(fc.constantFrom(...PARTS), { maxLength: 60 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(tangle, hostileText), (text) => {
        for (const line of safeText(text).split("\n")) {
          expect(depths(line).every((depth) => depth >= 0)).toBe(true);
          expect(depths(line).at(-1) ?? 0).toBe(0);
          expect(line).not.toMatch(/^[\u061c\u200e\u200f\u2066-\u2069]*\p{M}/u);
          expect(line).not.toMatch(/\p{M}{9}/u);
        }
        expect(safeText(safeText(text))).toBe(safeText(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("safeLine", () => {
  test.each([
    ["nothing", "", ""],
    ["a run of breaks", "a\r\n\n\v\u2028b", "a b"],
    ["a break at the end", "a\n", "a "],
    ["an escape", "\x1b[2J\nx", "␛[2J x"],
    ["an isolate across lines", "א\u2067b\nc", "א\u2067b c\u2069"],
    ["a mark after a break", "\n\u0338a", " \u0338a"],
  ])("P9, P10: %s", (_, text, safe) => expect(safeLine(text)).toBe(safe));

  test.each(HOSTILE)("P9, P10: of $name is one line of safe text", ({ text }) => {
    expect(safeLine(text)).not.toContain("\n");
    expect(safeLine(text)).not.toMatch(FORBIDDEN);
    expect(safeText(safeLine(text))).toBe(safeLine(text));
  });
});

describe("safe text of any kind", () => {
  const ways = [
    ["safeText", safeText],
    ["safeLine", safeLine],
  ] as const;

  test.each(ways)(
    "P9, P13: %s of whatever text is its own safe text, and at most twice as long",
    (_, make) => {
      fc.assert(
        fc.property(hostileText, (text) => {
          const safe = make(text);
          expect(safe).not.toMatch(FORBIDDEN);
          expect(make(safe)).toBe(safe);
          expect(safe.length).toBeLessThanOrEqual(2 * text.length);
        }),
        { numRuns: 3000 },
      );
    },
  );

  test("P9, P13: so it is with every character of Unicode, between two letters", () => {
    for (let first = 0; first < 0x110000; first += 0x100) {
      let text = "";
      for (let code = first; code < first + 0x100; code++) text += `a${String.fromCodePoint(code)}b`;
      const safe = safeText(text);
      if (FORBIDDEN.test(safe) || safeText(safe) !== safe) throw new Error(`U+${first.toString(16)}…`);
    }
  });

  test.each(ways)("P13: %s leaves printable ASCII alone", (_, make) => {
    fc.assert(fc.property(fc.stringMatching(/^[ -~]*$/), (text) => expect(make(text)).toBe(text)));
  });

  test.each(WORDS)("P13: %j is shown as it is", (words) => {
    expect(safeText(words)).toBe(words);
    expect(safeLine(words)).toBe(words);
    expect(safeText(words.normalize("NFD"))).toBe(words.normalize("NFD"));
  });
});

/** How many isolates are open after each character that opens or closes one. */
function depths(line: string): number[] {
  let depth = 0;
  return Array.from(line.matchAll(/[\u2066-\u2069]/g), ([character]) => {
    depth += character === "\u2069" ? -1 : 1;
    return depth;
  });
}
