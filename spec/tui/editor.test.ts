import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Complete } from "../../tui/completion.ts";
import { type Editor, edit, emptyEditor, withText } from "../../tui/editor.ts";
import { HISTORY_AT_MOST } from "../../tui/editor-history.ts";
import type { TerminalEvent } from "../../tui/keys.ts";
import { graphemes } from "../../tui/width.ts";

const NOTHING: Complete = (before) => ({ from: before.length, words: [], after: "" });
const WORDS = ["/join", "/name", "/no", "Ada", "Adam"];
const SOME: Complete = (before) => {
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const words = WORDS.filter((candidate) => candidate.startsWith(word));
  return { from: before.length - word.length, words, after: " " };
};

/** Types texts, and presses what is in angle brackets: `ab<Left>c`. */
function type(editor: Editor, script: string, complete = NOTHING): Editor {
  let now = editor;
  for (const piece of script.split(/(<[^>]+>)/).filter((part) => part !== "")) {
    const key = /^<(.+)>$/.exec(piece)?.[1];
    now = edit(
      now,
      key === undefined ? { type: "text", text: piece } : { type: "key", key },
      complete,
    ).editor;
  }
  return now;
}

/** The text with `|` where the cursor is. */
function shown({ text, cursor }: Editor): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const EMPTY = emptyEditor(8192);

describe("U5: the readline keys", () => {
  test.each([
    ["one two<C-a>", "|one two"],
    ["one<C-a><C-e>", "one|"],
    ["one<C-b><Left>x", "ox|ne"],
    ["one<Home><C-f><Right>x", "onx|e"],
    ["one<Backspace>", "on|"],
    ["one<C-a><C-d><Delete>", "|e"],
    ["one two three<M-b><C-Left>", "one |two three"],
    ["one two<C-a><M-f><C-Right>", "one two|"],
    ["one two<C-w>", "one |"],
    ["one two-x<M-Backspace>", "one two-|"],
    ["one two<C-a><M-d>", "| two"],
    ["one two<C-b><C-u>", "|o"],
    ["one two<C-a><M-f><C-k>", "one|"],
    ["one two<C-w><C-w><C-y>", "one two|"],
    ["one<C-k>two<C-u><C-y><C-y>", "onetwoonetwo|"],
    ["one<M-Enter>two<C-a>x", "one\nx|two"],
    ["one<C-j>three<Left><Up>x", "onex|\nthree"],
    ["three<C-j>one<Up><Up>x", "thrx|ee\none"],
    ["ab<C-j>cd<Up><C-e><Down>x", "ab\ncdx|"],
  ])("%s leaves %s", (script, expected) => {
    expect(shown(type(EMPTY, script))).toBe(expected);
  });

  test("the cursor passes what is seen as one character in one step, and erases it as one", () => {
    for (const one of ["👩\u200d💻", "❤\ufe0f", "e\u0301", "葛\u{e0100}", "🇫🇷", "\u1112\u1161\u11ab"]) {
      expect(shown(type(EMPTY, `a${one}b<Left><Left>`))).toBe(`a|${one}b`);
      expect(shown(type(EMPTY, `a${one}<Backspace>`))).toBe("a|");
    }
  });

  test("whatever is pressed, the cursor is between graphemes and the text within its limit", () => {
    const pressed = fc.constantFrom<TerminalEvent>(
      ...[
        "Left",
        "Right",
        "C-w",
        "C-k",
        "C-u",
        "C-y",
        "M-b",
        "M-d",
        "Up",
        "Down",
        "M-Enter",
        "C-r",
        "Backspace",
        "Enter",
      ].map((key) => ({ type: "key", key }) as const),
      ...["a", " ", "👩\u200d💻", "e\u0301", "山", "א\u200f"].map(
        (text) => ({ type: "text", text }) as const,
      ),
      { type: "paste", text: "one\r\n\ttwo\u202e\x1b[31m", cut: false },
    );
    fc.assert(
      fc.property(fc.array(pressed, { maxLength: 60 }), (events) => {
        let editor = emptyEditor(64);
        for (const event of events) editor = edit(editor, event, NOTHING).editor;
        expect(Buffer.byteLength(editor.text)).toBeLessThanOrEqual(64);
        expect(editor.text).not.toMatch(/(?![\n\t])\p{Cc}|\u202e/u);
        const places = new Set([0]);
        let place = 0;
        for (const { text } of graphemes(editor.text)) {
          place += text.length;
          places.add(place);
        }
        expect(places).toContain(editor.cursor);
      }),
    );
  });
});

describe("U5: sending and the history", () => {
  test("Enter sends the whole text, and blanks alone are not sent", () => {
    const two = type(EMPTY, "one<M-Enter>two");
    expect(edit(two, { type: "key", key: "Enter" }, NOTHING)).toMatchObject({
      editor: { text: "", cursor: 0, history: ["one\ntwo"] },
      outcome: { is: "send", text: "one\ntwo" },
    });
    expect(edit(type(EMPTY, "  "), { type: "key", key: "Enter" }, NOTHING).outcome).toEqual({ is: "bell" });
  });

  test("up and down go through it and come back to what was begun", () => {
    const editor = type(EMPTY, "one<Enter>two<Enter>be<Up><Up>");
    expect(editor.text).toBe("one");
    expect(type(editor, "<Down>").text).toBe("two");
    expect(shown(type(editor, "<Down><Down>"))).toBe("be|");
  });

  test("it is bounded, and keeps one of equal neighbours", () => {
    const script = Array.from({ length: HISTORY_AT_MOST + 10 }, (_, i) => `line ${i}<Enter>`).join("");
    const { history } = type(EMPTY, `${script}same<Enter>same<Enter>`);
    expect(history).toHaveLength(HISTORY_AT_MOST);
    expect(history.slice(-2)).toEqual([`line ${HISTORY_AT_MOST + 9}`, "same"]);
  });

  test("C-r finds by a part, further back by itself; Enter takes it, Esc does not", () => {
    const editor = type(EMPTY, "good morning<Enter>good night<Enter>hello<Enter>draft");
    expect(type(editor, "<C-r>good").text).toBe("good night");
    const further = type(editor, "<C-r>good<C-r>");
    expect(further.text).toBe("good morning");
    expect(shown(type(further, "<Enter>"))).toBe("|good morning");
    expect(type(further, "<Enter>").searching).toBeUndefined();
    expect(shown(type(further, "<Esc>"))).toBe("draft|");
    expect(shown(type(further, "<C-e>!"))).toBe("good morning!|");
  });
});

describe("U5: Tab", () => {
  test("completes what is the only one, and otherwise what all have in common, and goes through them", () => {
    expect(shown(type(EMPTY, "/jo<Tab>", SOME))).toBe("/join |");
    expect(shown(type(EMPTY, "/n<Tab>", SOME))).toBe("/name|");
    expect(shown(type(EMPTY, "/n<Tab><Tab><Tab>", SOME))).toBe("/name|");
    expect(shown(type(EMPTY, "/n<S-Tab>", SOME))).toBe("/no|");
    expect(shown(type(EMPTY, "A<Tab>", SOME))).toBe("Ada|");
    expect(shown(type(EMPTY, "A<Tab><Tab><Tab>", SOME))).toBe("Adam|");
    expect(edit(type(EMPTY, "xyz"), { type: "key", key: "Tab" }, SOME).outcome).toEqual({ is: "bell" });
  });
});

test("U5: what would be too long is refused whole, typed or pasted", () => {
  const full = withText(emptyEditor(10), "12345678");
  expect(edit(full, { type: "text", text: "éé" }, NOTHING)).toEqual({
    editor: full,
    outcome: { is: "full" },
  });
});
