import { describe, expect, test } from "@jest/globals";
import {
  alone,
  codeIn,
  commandHelp,
  commandOf,
  readLine,
  SESSION_COMMANDS,
} from "../../../actors/session/commands.ts";

const COMMANDS = [...SESSION_COMMANDS, alone("help", ["?"], "this help", { is: "view", action: "help" })];
const read = (text: string) => readLine(text, COMMANDS);

describe("W11: commands", () => {
  test.each([
    ["hello", { type: "say", text: "hello" }],
    ["//shrug", { type: "say", text: "/shrug" }],
    ["/join z6sh-0ypg", { type: "join", code: "Z6SH0YPG" }],
    ["/j https://chat.example.org/#join=Z6SH0YPG", { type: "join", code: "Z6SH0YPG" }],
    ["/accept", { type: "accept" }],
    ["/yes Ada B", { type: "accept", who: "Ada B" }],
    ["/NAME  Ada  ", { type: "rename", name: "Ada" }],
    ["/who", { type: "list" }],
    ["/ignore Bert", { type: "ignore", who: "Bert" }],
    ["/quit", { type: "quit" }],
  ])("W11: %s", (text, intent) => {
    expect(read(text)).toEqual({ is: "intent", intent });
  });

  test("W11: a client's own", () => {
    expect(read("/?")).toEqual({ is: "view", action: "help" });
  });

  test.each([
    ["/foobar", '"/foobar" is no command; /help lists them. To send it as text, begin with //.'],
    ["/\u001b[31m", '"/␛[31m" is no command'],
    ["/join", "A code has 8 letters and digits"],
    ["/join me", '"me" is no code'],
    ["/name", "Which name?"],
    ["/ignore", "Ignore whom?"],
    ["/unignore", "Whom?"],
    ["/leave now", '"now" is too much'],
    [`/leave ${"x".repeat(200)}`, `"${"x".repeat(80)}…" is too much`],
  ])("W11: %j is a mistake", (text, part) => {
    expect(read(text)).toEqual({ is: "mistake", sentence: expect.stringContaining(part) });
  });

  test("W11: a client may know which name was meant", () => {
    const line = readLine("/jion", COMMANDS, (word, names) => names.find((name) => name[0] === word[0]));
    expect(line).toEqual({ is: "mistake", sentence: expect.stringContaining("did you mean /join?") });
  });

  test("W11: every name and alias is of one command, and in the help", () => {
    const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => commandOf(name.toUpperCase(), COMMANDS) !== undefined)).toBe(true);
    expect(commandHelp(COMMANDS)).toHaveLength(COMMANDS.length);
    expect(commandHelp(COMMANDS)[0]).toEqual({
      usage: "/join CODE",
      help: "ask the person with this code to chat; also /j",
    });
  });

  test.each([
    [" z6sh 0ypg ", "Z6SH0YPG"],
    ["https://h/x/#join=z6sh0ypg", "Z6SH0YPG"],
    ["#join=Z6SH0YPG&x=1", "Z6SH0YPG"],
    ["Z6SH0YP", undefined],
    ["https://h/", undefined],
    ["", undefined],
  ])("W1: the code in %j", (text, code) => {
    expect(codeIn(text)).toBe(code);
  });
});
