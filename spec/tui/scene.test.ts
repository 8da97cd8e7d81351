import { describe, expect, test } from "@jest/globals";
import type { PairId } from "../../actors/protocol/identity.ts";
import type { SessionView } from "../../actors/session/snapshot.ts";
import { cellsOf } from "../../tui/cells.ts";
import { type Scene, type Size, sceneOf } from "../../tui/scene.ts";
import { ASCII_SIGNS, UNICODE_SIGNS } from "../../tui/style.ts";
import { TranscriptWindow } from "../../tui/transcript-window.ts";
import { startUi, type Ui } from "../../tui/ui.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import {
  ADA,
  BERT,
  chat,
  NOON,
  notice,
  pairedWith,
  person,
  transcriptOf,
  viewWith,
} from "../support/session-view.ts";

const CALENDAR = { time: () => "12:00", day: () => "Tuesday, 25 November 2025" };
const SMALL: Size = { columns: 80, rows: 24 };
const LARGE: Size = { columns: 200, rows: 60 };

function scene(view: SessionView, more: { ui?: Partial<Ui>; size?: Size; ascii?: boolean } = {}): Scene {
  const { size = SMALL, ascii = false } = more;
  const signs = ascii ? ASCII_SIGNS : UNICODE_SIGNS;
  const window = new TranscriptWindow();
  return sceneOf(
    view,
    { ...startUi(8192), ...more.ui },
    { size, signs, calendar: CALENDAR, now: NOON, window },
  );
}

/** What is seen, a line each, without the blanks at their ends. */
function lines({ rows, columns }: Scene): string[] {
  return rows.map((row) =>
    cellsOf(row, columns)
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );
}

const text = (shown: Scene) => lines(shown).join("\n");

const VIEWS: readonly (readonly [string, SessionView])[] = [
  ["lobby", viewWith()],
  ["pair", pairedWith({ transcript: transcriptOf([chat(1, "Hello", { place: "P1" as PairId })]) })],
  [
    "room",
    viewWith({
      place: { at: "room" },
      roster: {
        count: 300,
        members: [
          { ...ADA, number: 1 },
          { ...BERT, number: 2, away: true },
        ],
        whole: false,
        more: true,
      },
      transcript: transcriptOf(HOSTILE.map((hostile, i) => chat(i + 1, hostile.text))),
    }),
  ],
  [
    "reconnecting",
    pairedWith({
      link: {
        is: "reconnecting",
        attempt: 2,
        retryAt: NOON + 4200,
        why: "lost",
        sentence: "The connection is lost; trying again.",
      },
    }),
  ],
  [
    "asked",
    viewWith({
      invitations: [
        { invitation: "i" as never, from: { ...BERT, video: false, away: false }, until: NOON + 60_000 },
      ],
      inviting: { code: BERT.code, until: undefined },
    }),
  ],
];

describe.each(VIEWS)("U12: %s", (_, view) => {
  test.each([
    ["80x24", SMALL],
    ["200x60", LARGE],
    ["40x8", { columns: 40, rows: 8 }],
    ["30x10", { columns: 30, rows: 10 }],
    ["20x6", { columns: 20, rows: 6 }],
    ["1x1", { columns: 1, rows: 1 }],
  ] as const)("fills %s exactly, and the cursor is within", (_, size) => {
    for (const ui of [{}, { help: { top: 1000 } }, { pasting: "a\nb" }, { query: "e" }]) {
      const shown = scene(view, { size, ui });
      expect(shown.rows).toHaveLength(size.rows);
      for (const row of shown.rows) expect(cellsOf(row, size.columns)).toHaveLength(size.columns);
      const { x, y } = shown.cursor ?? { x: 0, y: 0 };
      expect(x).toBeLessThan(size.columns);
      expect(y).toBeLessThan(size.rows);
    }
  });
});

test("U12: a terminal that is too small says so, and how large it has to be", () => {
  expect(lines(scene(viewWith(), { size: { columns: 30, rows: 10 } })).slice(0, 2)).toEqual([
    "30x10 is too small.",
    "Parley needs 40x8.",
  ]);
});

describe("U11: what is shown", () => {
  test("the lobby shows the code large, and what can be done", () => {
    const shown = text(scene(viewWith()));
    for (const part of [
      "Z 6 S H   0 Y P G",
      "/join CODE",
      "/chatroom",
      "● online",
      "Ada Z6SH0YPG",
      "chat.example.org",
    ]) {
      expect(shown).toContain(part);
    }
  });

  test("a link that is down says when it is tried again", () => {
    const down = { is: "reconnecting", attempt: 2, retryAt: NOON + 4200, why: "lost", sentence: "" } as const;
    expect(text(scene(pairedWith({ link: down })))).toContain("trying again in 5 s");
  });

  test("an invitation asks for an answer and says how long it rings", () => {
    const from = { ...BERT, video: false, away: false };
    const shown = text(
      scene(viewWith({ invitations: [{ invitation: "i" as never, from, until: NOON + 59_500 }] })),
    );
    expect(shown).toMatch(/Bert \(9U6CK0HX\) wants to chat: \/accept or \/decline +60 s/);
  });

  test("marks, notices and errors are told apart, and the unread begin at a line", () => {
    const place = "P1" as PairId;
    const transcript = transcriptOf([
      chat(1, "one", { place, from: ADA, mark: "delivered" }),
      chat(2, "two", { place, from: ADA, mark: "failed" }),
      notice(3, "Bert is back."),
      { kind: "error", id: 4, place, at: NOON, code: "lost", text: "This was not delivered." },
      chat(5, "three", { place }),
    ]);
    const shown = lines(scene(pairedWith({ transcript, unread: { count: 1, first: 5 } }))).map((line) =>
      line.slice(0, 58),
    );
    expect(shown.slice(-8, -2).map((line) => line.trimEnd())).toEqual([
      "12:00        Ada │ one ✓✓",
      "12:00        Ada │ two ✗ not sent",
      "12:00          – │ Bert is back.",
      "12:00          ! │ This was not delivered.",
      expect.stringMatching(/^─+ new ─+$/),
      "12:00       Bert │ three",
    ]);
  });

  test("the people pane is there from 72 columns on, and F2 hides it", () => {
    expect(text(scene(pairedWith()))).toContain("● here");
    expect(text(scene(pairedWith(), { ui: { showPeople: false } }))).not.toContain("● here");
    expect(text(scene(pairedWith(), { size: { columns: 71, rows: 24 } }))).not.toContain("● here");
  });

  test("people of the same name are told apart by their codes", () => {
    const members = [ADA, BERT, person("EVIL0000", "Ada")].map((who, i) => ({ ...who, number: i + 1 }));
    const roster = { count: 3, members, whole: true, more: false };
    const shown = text(scene(viewWith({ place: { at: "room" }, roster }), { size: LARGE }));
    for (const part of ["● Ada Z6SH0YPG you", "● Bert\n", "● Ada EVIL0000\n"]) expect(shown).toContain(part);
  });

  test("the help has every command and key, and scrolls no further than its end", () => {
    const shown = text(scene(viewWith(), { ui: { help: { top: 0 } }, size: LARGE }));
    for (const part of [
      "/join CODE",
      "/ignore NAME-or-CODE",
      "/bell off|mention|all",
      "//text",
      "C-r",
      "Alt-Enter",
    ]) {
      expect(shown).toContain(part);
    }
    const end = scene(viewWith(), { ui: { help: { top: 1000 } } });
    expect(lines(end).at(-3)).toContain("C-d");
    expect(end.cursor).toBeUndefined();
  });
});

describe("U1: remote text in a scene", () => {
  const ALLOWED = /^[^\p{Cc}\u202a-\u202e]*$/u;

  test.each(HOSTILE)("$name: stays in its column, and is no control", ({ text: hostile }) => {
    const name = person("EVIL0000", hostile.slice(0, 32));
    const place = "P1" as PairId;
    const view = pairedWith({
      place: {
        at: "pair",
        pair: place,
        partner: { ...name, video: false, away: false, typing: false },
        polite: true,
      },
      transcript: transcriptOf([chat(1, hostile, { place, from: name }), notice(2, hostile)]),
    });
    const shown = lines(scene(view));
    for (const line of shown) expect(line).toMatch(ALLOWED);
    // Between header and status every line with text has the gutter's border where it has to be.
    for (const line of shown.slice(1, -2)) {
      expect(line === "" || / │ /.test(line) || /^[─ ]|Only you/.test(line)).toBe(true);
    }
  });
});

test("U1: a control that has slipped through until then is not written", () => {
  const cells = cellsOf([{ text: "a\x1b[31m\x9bb\r\nc\x07", style: "plain" }], 12);
  expect(cells.map(({ text: written }) => written).join("")).toBe("a[31mbc     ");
});

describe("U4: borders and cursor", () => {
  test.each([
    ["CJK", "山田さん"],
    ["emoji", "👩\u200d💻👨\u200d👩\u200d👧\u200d👦🏳\ufe0f\u200d🌈"],
    ["VS16", "❤\ufe0f☎\ufe0f1\ufe0f\u20e3"],
    ["flags", "🇫🇷🇯🇵"],
    ["marks", "e\u0301Z\u0336\u0335"],
    ["Hebrew", "שלום עולם"],
    ["Hangul jamo", "\u1112\u1161\u11ab\u1100\u1173\u11af"],
    ["Devanagari", "क्षि"],
  ])("%s: the border stays in its column, and the cursor is behind what was typed", (_, sample) => {
    const view = pairedWith({
      transcript: transcriptOf([chat(1, sample, { place: "P1" as PairId }), chat(2, "x")]),
    });
    const shown = scene(view, {
      ui: { editor: { ...startUi(8192).editor, text: sample, cursor: sample.length } },
    });
    const border = (y: number) => cellsOf(shown.rows[y] ?? [], 80).findLastIndex(({ text }) => text === "│");
    expect([border(20), border(21)]).toEqual([60, 60]);
    const typed = cellsOf(shown.rows[23] ?? [], 80).findLastIndex(({ text }) => text !== " ");
    expect(shown.cursor).toEqual({ x: typed + 1, y: 23 });
  });
});

test("U15: with --ascii nothing of ours is drawn but ASCII", () => {
  for (const [, view] of VIEWS) {
    for (const size of [SMALL, LARGE]) {
      const shown = text(
        scene({ ...view, transcript: transcriptOf([chat(1, "Hello")]) }, { ascii: true, size }),
      );
      expect(shown).toMatch(/^[ -~\n]*$/);
    }
  }
});
