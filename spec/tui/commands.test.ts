import { describe, expect, test } from "@jest/globals";
import { candidatesFor } from "../../tui/candidates.ts";
import { COMMANDS, commandHelp, readLine } from "../../tui/commands.ts";
import { BERT, chat, pairedWith, transcriptOf, viewWith } from "../support/session-view.ts";

describe("U8: commands", () => {
  test.each([
    ["hello", { is: "intent", intent: { type: "say", text: "hello" } }],
    ["//shrug", { is: "intent", intent: { type: "say", text: "/shrug" } }],
    ["/join z6sh-0ypg", { is: "intent", intent: { type: "join", code: "Z6SH0YPG" } }],
    [
      "/j https://chat.example.org/#join=Z6SH0YPG",
      { is: "intent", intent: { type: "join", code: "Z6SH0YPG" } },
    ],
    ["/accept", { is: "intent", intent: { type: "accept" } }],
    ["/yes Ada B", { is: "intent", intent: { type: "accept", who: "Ada B" } }],
    ["/decline 9U6CK0HX", { is: "intent", intent: { type: "decline", who: "9U6CK0HX" } }],
    ["/NAME  Ada  ", { is: "intent", intent: { type: "rename", name: "Ada" } }],
    ["/chatroom", { is: "intent", intent: { type: "enter" } }],
    ["/list", { is: "intent", intent: { type: "list" } }],
    ["/leave", { is: "intent", intent: { type: "leave" } }],
    ["/ignore Bert", { is: "intent", intent: { type: "ignore", who: "Bert" } }],
    ["/quit", { is: "intent", intent: { type: "quit" } }],
    ["/copy link", { is: "view", action: { type: "copy", what: "link" } }],
    ["/bell ALL", { is: "view", action: { type: "bell", on: "all" } }],
    ["/search  two words", { is: "view", action: { type: "search", text: "two words" } }],
    ["/?", { is: "view", action: { type: "help" } }],
  ])("%s", (text, line) => {
    expect(readLine(text)).toEqual(line);
  });

  test.each([
    ["/jion ABC", "did you mean /join?"],
    ["/chatrom", "did you mean /chatroom?"],
    ["/foobar", "/help lists them. To send it as text, begin with //."],
    ["/join", "A code has 8 letters and digits"],
    ["/join me", '"me" is no code'],
    ["/name", "Which name?"],
    ["/ignore", "Ignore whom?"],
    ["/leave now", '"now" is too much'],
    ["/bell loud", "/bell off, /bell mention or /bell all"],
    ["/copy all", "/copy code or /copy link"],
    ["/x\u202e\x1b[31m", '"/x␛[31m" is no command'],
  ])("%s is a mistake, and the sentence helps: %s", (text, part) => {
    expect(readLine(text)).toEqual({ is: "mistake", sentence: expect.stringContaining(part) });
  });

  test("the help has every command and alias, and no two mean the same word", () => {
    const help = commandHelp()
      .map(({ usage, help }) => `${usage} ${help}`)
      .join("\n");
    const words = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
    for (const word of words) expect(help).toContain(`/${word}`);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe("U8: what Tab puts in", () => {
  const view = pairedWith({
    transcript: transcriptOf([
      chat(1, "Hi", { from: { ...BERT, name: "Änne" as never, code: "AAAA1111" as never } }),
    ]),
  });

  test.each([
    ["/le", ["/leave"]],
    ["/c", ["/cancel", "/chatroom", "/clear", "/code", "/copy"]],
    ["/bell m", ["mention"]],
    ["/ignore be", ["Bert"]],
    ["/join 9", ["9U6CK0HX"]],
    ["so än", ["Änne"]],
    ["//le", []],
    ["", []],
  ])("%s", (before, words) => {
    expect(candidatesFor(view, before).words).toEqual(words);
  });

  test("a name that begins a line is followed by a colon", () => {
    expect(candidatesFor(view, "Be")).toMatchObject({ from: 0, after: ": " });
    expect(candidatesFor(view, "hi Be")).toMatchObject({ from: 3, after: " " });
    expect(candidatesFor(viewWith(), "Be").words).toEqual([]);
  });
});
