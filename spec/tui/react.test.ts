import { describe, expect, test } from "@jest/globals";
import type { SessionView } from "../../actors/session/snapshot.ts";
import { rings } from "../../tui/bell.ts";
import type { TerminalEvent } from "../../tui/keys.ts";
import { type Effect, react } from "../../tui/react.ts";
import { startUi, type Ui } from "../../tui/ui.ts";
import { ADA, chat, pairedWith, transcriptOf, viewWith } from "../support/session-view.ts";

const key = (name: string): TerminalEvent => ({ type: "key", key: name });
const typed = (text: string): TerminalEvent => ({ type: "text", text });
const pasted = (text: string): TerminalEvent => ({ type: "paste", text, cut: false });

/** What comes of these, one after the other. */
function outcome(
  events: readonly TerminalEvent[],
  view: SessionView = viewWith(),
  start: Ui = startUi(8192),
) {
  let ui = start;
  const effects: Effect[] = [];
  for (const event of events) {
    const reaction = react(ui, event, view);
    ui = reaction.ui;
    effects.push(...reaction.effects);
  }
  return { ui, effects: effects.filter((effect) => effect.do !== "tell" || effect.intent.type !== "typing") };
}

describe("U8: what is entered", () => {
  test("a text is said, and the transcript goes to its end", () => {
    const start = { ...startUi(8192), scroll: { at: "line", entry: 1, line: 0 } } as const;
    const { ui, effects } = outcome([typed("hello"), key("Enter")], viewWith(), start);
    expect(effects).toEqual([{ do: "tell", intent: { type: "say", text: "hello" } }]);
    expect([ui.editor.text, ui.scroll]).toEqual(["", { at: "end" }]);
  });

  test("a mistake stays in the line, with a sentence about it", () => {
    const { ui, effects } = outcome([typed("/jion ABCDEFGH"), key("Enter")]);
    expect(ui.editor.text).toBe("/jion ABCDEFGH");
    expect(ui.hint).toEqual({ style: "error", text: expect.stringContaining("did you mean /join?") });
    expect(effects).toEqual([]);
  });

  test("typing is told, but not that of a command", () => {
    const told = (text: string) => react(startUi(8192), typed(text), pairedWith()).effects;
    expect(told("h")).toEqual([{ do: "tell", intent: { type: "typing", on: true } }]);
    expect(told("/h")).toEqual([{ do: "tell", intent: { type: "typing", on: false } }]);
    expect(told("//h")).toEqual([{ do: "tell", intent: { type: "typing", on: true } }]);
  });
});

describe("U6: a paste", () => {
  const seven = "1\n2\n3\n4\n5\n6\n7";

  test("of up to five lines goes into the line, its ends and controls made safe", () => {
    expect(outcome([typed("a"), pasted("1\r\n2\x1b[31m\n")]).ui.editor.text).toBe("a1\n2␛[31m");
  });

  test("of more is asked about: Enter takes it, Esc does not, other keys wait", () => {
    const asked = outcome([typed("a"), pasted(seven), typed("x"), key("Up")]).ui;
    expect([asked.pasting, asked.editor.text]).toEqual([seven, "a"]);
    expect(outcome([key("Enter")], viewWith(), asked).ui).toMatchObject({
      pasting: undefined,
      editor: { text: `a${seven}` },
    });
    expect(outcome([key("Esc")], viewWith(), asked).ui).toMatchObject({
      pasting: undefined,
      editor: { text: "a" },
    });
  });

  test("that is too long, or was cut, is refused whole", () => {
    const long = outcome([pasted("x".repeat(8193))]).ui;
    expect([long.editor.text, long.hint?.text]).toEqual([
      "",
      "A message has at most 8,192 bytes; this would be more.",
    ]);
    const cut = outcome([{ type: "paste", text: "x", cut: true }]).ui;
    expect([cut.editor.text, cut.hint?.style]).toEqual(["", "error"]);
  });
});

describe("U5: leaving", () => {
  test("Ctrl-C empties the line, and twice in an empty one quits; anything in between takes it back", () => {
    expect(outcome([typed("x"), key("C-c")])).toMatchObject({ ui: { editor: { text: "" } }, effects: [] });
    const quit = [{ do: "tell", intent: { type: "quit" } }];
    expect(outcome([key("C-c"), key("C-c")]).effects).toEqual(quit);
    expect(outcome([key("C-c"), typed("x"), key("C-c"), key("C-c")]).effects).toEqual([]);
    expect(outcome([key("C-d")]).effects).toEqual(quit);
    expect(outcome([typed("xy"), key("C-a"), key("C-d")]).ui.editor.text).toBe("y");
  });
});

describe("U16: the display", () => {
  const view = viewWith({ transcript: transcriptOf([chat(1, "cat"), chat(2, "dog"), chat(3, "cats")]) });

  test("a search goes from the newest to older ones and starts again; Esc ends it", () => {
    const found = outcome([typed("/search cat"), key("Enter"), key("F3"), key("F3"), key("F3")], view);
    expect(found.effects).toEqual([3, 1, 3].map((entry) => ({ do: "show", entry })));
    expect(outcome([key("Esc")], view, found.ui).ui).toMatchObject({ query: "", found: undefined });
    expect(outcome([typed("/search cow"), key("Enter")], view).ui.hint?.text).toBe("Nothing like that here.");
    expect(outcome([key("F3")], view).ui.hint?.text).toBe("Search for what? /search TEXT");
  });

  test("/time, /people, /bell, /mouse, /code, /link, /copy", () => {
    const enter = (line: string, at = view) => outcome([typed(line), key("Enter")], at);
    expect(enter("/time").ui.showTime).toBe(false);
    expect(enter("/people").ui.showPeople).toBe(false);
    expect(enter("/bell all").ui.bell).toBe("all");
    expect(enter("/mouse").effects).toEqual([{ do: "mouse", on: true }]);
    expect(enter("/code").ui.hint?.text).toBe("Your code: Z6SH0YPG");
    expect(enter("/link").ui.hint?.text).toBe("Your invite link: https://chat.example.org/#join=Z6SH0YPG");
    expect(enter("/copy").effects).toEqual([{ do: "copy", text: "Z6SH0YPG" }]);
    expect(enter("/copy", viewWith({ me: undefined })).effects).toEqual([]);
  });

  test("F1 opens and closes the help, which takes the keys meanwhile", () => {
    const opened = outcome([typed("x"), key("F1"), key("PgDn"), typed("y")]).ui;
    expect(opened).toMatchObject({ help: { top: 10 }, editor: { text: "x" } });
    expect(outcome([typed("q")], view, opened).ui.help).toBeUndefined();
    expect(outcome([key("C-z"), key("C-l")], view, opened).effects).toEqual([
      { do: "suspend" },
      { do: "redraw" },
    ]);
  });
});

test("U16: the bell rings for everything, for what is meant for one, or for nothing", () => {
  const me = { me: ADA };
  const entries = [chat(1, "hello"), chat(2, "hello ada"), chat(3, "hello", { place: "P1" as never })];
  const rung = (more: Partial<Ui>) => entries.map((entry) => rings(entry, me, { ...startUi(8192), ...more }));
  expect(rung({ bell: "all" })).toEqual([true, true, true]);
  expect(rung({ bell: "mention" })).toEqual([false, true, true]);
  expect(rung({ bell: "mention", looked: true })).toEqual([false, false, false]);
  expect(rung({ bell: "mention", looked: false })).toEqual([false, true, true]);
  expect(rung({ bell: "off" })).toEqual([false, false, false]);
});
