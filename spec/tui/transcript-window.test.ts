import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Entry } from "../../actors/session/snapshot.ts";
import type { Layout } from "../../tui/entry-rows.ts";
import { UNICODE_SIGNS } from "../../tui/style.ts";
import {
  AT_END,
  findBefore,
  type Looks,
  type Scroll,
  TranscriptWindow,
} from "../../tui/transcript-window.ts";
import { widthOf } from "../../tui/width.ts";
import { wrapped } from "../../tui/wrap.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import { chat, NOON, notice, transcriptOf } from "../support/session-view.ts";

const DAY = 24 * 60 * 60_000;
const CALENDAR = { time: () => "12:00", day: (at: number) => `day ${Math.floor(at / DAY)}` };
const LAYOUT: Layout = {
  columns: 60,
  showTime: false,
  signs: UNICODE_SIGNS,
  calendar: CALENDAR,
  me: undefined,
};

function looks(entries: readonly Entry[], more: Partial<Looks> = {}): Looks {
  return {
    transcript: transcriptOf(entries),
    layout: LAYOUT,
    unread: { count: 0, first: undefined },
    query: "",
    ...more,
  };
}

const some = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => chat(from + i, `line ${from + i}`));

/** The texts behind the gutter. */
function shown(window: TranscriptWindow, scroll: Scroll, height: number, at: Looks): string[] {
  return window.at(scroll, height, at).rows.map((row) =>
    row
      .map(({ text }) => text)
      .join("")
      .replace(/^.* │ /, ""),
  );
}

describe("U7: the window", () => {
  test("at the end it goes on with it", () => {
    const window = new TranscriptWindow();
    expect(shown(window, AT_END, 2, looks(some(5)))).toEqual(["line 4", "line 5"]);
    expect(shown(window, AT_END, 2, looks(some(6)))).toEqual(["line 5", "line 6"]);
  });

  test("scrolled, it stays where it is, and says how much is below", () => {
    const window = new TranscriptWindow();
    const scroll = window.moved(AT_END, -3, 3, looks(some(20)));
    expect(shown(window, scroll, 3, looks(some(20)))).toEqual(["line 15", "line 16", "line 17"]);
    expect(shown(window, scroll, 3, looks(some(100)))).toEqual(["line 15", "line 16", "line 17"]);
    expect(window.at(scroll, 3, looks(some(20))).below).toBe(3);
    expect(window.at(scroll, 3, looks(some(100))).below).toBe(83);
  });

  test("scrolling beyond either end stops there", () => {
    const window = new TranscriptWindow();
    const all = looks(some(10));
    const top = window.moved(AT_END, -1000, 4, all);
    expect(shown(window, top, 4, all)[1]).toBe("line 1"); // below the line of the day
    expect(window.at(window.moved(top, 1000, 4, all), 4, all).scroll).toEqual(AT_END);
    expect(window.at(window.start(looks([])), 4, looks([]))).toEqual({ rows: [], scroll: AT_END, below: 0 });
  });

  test("what was scrolled to may be gone: it begins with the oldest that is left", () => {
    const window = new TranscriptWindow();
    const left = looks(some(20, 101));
    expect(shown(window, { at: "line", entry: 3, line: 0 }, 2, left)[1]).toBe("line 101");
  });

  test("a line with the day is above its first entry", () => {
    const days = [chat(1, "a"), chat(2, "b", { at: NOON + DAY }), chat(3, "c", { at: NOON + DAY })];
    const lines = shown(new TranscriptWindow(), AT_END, 9, looks(days));
    expect(lines.map((line) => line.replace(/─+ | ─+/g, ""))).toEqual([
      "day 20417",
      "a",
      "day 20418",
      "b",
      "c",
    ]);
  });

  test("going up and down by any steps shows each line once, in order", () => {
    const entries = HOSTILE.slice(0, 40).map(({ text }, i) =>
      i % 3 ? chat(i + 1, text) : notice(i + 1, text.slice(0, 300)),
    );
    const at = looks(entries);
    const all = shown(new TranscriptWindow(), AT_END, 100_000, at);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 30 }),
        (steps, height) => {
          const window = new TranscriptWindow();
          let scroll: Scroll = AT_END;
          let top = all.length - height;
          for (const step of steps) {
            scroll = window.at(window.moved(scroll, step, height, at), height, at).scroll;
            top = Math.max(0, Math.min(all.length - height, top + step));
            expect(shown(window, scroll, height, at)).toEqual(all.slice(top, top + height));
          }
        },
      ),
    );
  });

  test("a search finds the newest before a place, in texts and names, as they are shown", () => {
    const { transcript } = looks([chat(1, "Good morning"), chat(2, "x"), chat(3, "good\u202e night")]);
    expect(findBefore(transcript, "GOOD", 4)).toBe(3);
    expect(findBefore(transcript, "good", 3)).toBe(1);
    expect(findBefore(transcript, "good night", 4)).toBe(3);
    expect(findBefore(transcript, "bert", 2)).toBe(1);
    expect(findBefore(transcript, "nothing", 4)).toBeUndefined();
  });

  test("what was searched for is marked", () => {
    const [row = []] = new TranscriptWindow().at(AT_END, 1, looks(some(3), { query: "LINE" })).rows;
    expect(row.filter(({ style }) => style === "match")).toEqual([{ text: "line", style: "match" }]);
  });
});

test("U7: with 10,000 entries only what is seen is broken into lines, and each once", () => {
  let read = 0;
  const entries = some(10_000).map((entry) => ({
    ...entry,
    get text() {
      read += 1;
      return "x";
    },
  })) as Entry[];
  const window = new TranscriptWindow();
  const at = looks(entries);
  window.at(AT_END, 50, at);
  expect(read).toBe(50);
  for (let more = 1; more <= 100; more++) window.at(AT_END, 50, looks([...entries, ...some(more, 10_001)]));
  expect(read).toBe(50);
});

describe("U4: wrapping", () => {
  test.each([
    ["one two three", 8, ["one two", "three"]],
    ["one  two", 5, ["one", "two"]],
    ["abcdefgh", 3, ["abc", "def", "gh"]],
    ["a abcdefgh", 4, ["a", "abcd", "efgh"]],
    ["山田山田", 5, ["山田", "山田"]],
    ["  code", 20, ["  code"]],
    ["a\n\nb", 5, ["a", "", "b"]],
  ])("%j in %d columns", (text, columns, expected) => {
    expect(wrapped(text, columns)).toEqual(expected);
  });

  test("no line is wider than it may be, and nothing but blanks is lost", () => {
    const text = fc.array(fc.constantFrom("a", "bc", " ", "  ", "山", "👩\u200d💻", "e\u0301", "\n"), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 20 }), (pieces, columns) => {
        const lines = wrapped(pieces.join(""), columns);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join("").replace(/\s/g, "")).toBe(pieces.join("").replace(/\s/g, ""));
      }),
    );
  });
});
