/**
 * What a person may type instead of clicking: the commands of every client, once. A client adds those that concern its own
 * display, as actions of a type of its own; help is made from the same table.
 */
import { type Code, isCode } from "../protocol/identity.ts";
import { safeLine } from "../text/safe.ts";
import type { Intent } from "./intents.ts";

/** What a line that was entered comes to. */
export type Line<Action> =
  | { readonly is: "intent"; readonly intent: Intent }
  | { readonly is: "view"; readonly action: Action }
  /** It cannot be done; the sentence says why, and what can. */
  | { readonly is: "mistake"; readonly sentence: string };

export interface Command<Action = never> {
  readonly name: string;
  readonly aliases: readonly string[];
  /** As help shows it, e.g. `CODE`, `[TEXT]`; empty for none. */
  readonly argument: string;
  readonly help: string;
  /** What can be completed behind it. */
  readonly completes?: "code" | "person" | "command" | readonly string[];
  /** `argument` has no blanks around it. */
  readonly read: (argument: string) => Line<Action>;
}

export const intent = (value: Intent): Line<never> => ({ is: "intent", intent: value });
export const mistake = (sentence: string): Line<never> => ({ is: "mistake", sentence });

/** Commands that ask something of the session, in the order of help. */
export const SESSION_COMMANDS: readonly Command[] = [
  {
    name: "join",
    aliases: ["j"],
    argument: "CODE",
    help: "ask the person with this code to chat",
    completes: "code",
    read: readJoin,
  },
  {
    name: "accept",
    aliases: ["a", "yes"],
    argument: "[WHO]",
    help: "accept an invitation: the first, or that of this name or code",
    completes: "person",
    read: (who) => intent(who === "" ? { type: "accept" } : { type: "accept", who }),
  },
  {
    name: "decline",
    aliases: ["no"],
    argument: "[WHO]",
    help: "decline it",
    completes: "person",
    read: (who) => intent(who === "" ? { type: "decline" } : { type: "decline", who }),
  },
  alone("cancel", [], "take your own invitation back", intent({ type: "cancel" })),
  {
    name: "name",
    aliases: ["nick", "rename"],
    argument: "NEW",
    help: "take another name",
    read: (name) =>
      name === "" ? mistake("Which name? For example: /name Ada") : intent({ type: "rename", name }),
  },
  alone("chatroom", ["room", "r"], "enter the open chatroom", intent({ type: "enter" })),
  alone("list", ["who"], "who is in the chatroom", intent({ type: "list" })),
  alone("more", [], "the next page of that list", intent({ type: "list.more" })),
  alone("leave", ["l"], "leave the chat or the chatroom, for the lobby", intent({ type: "leave" })),
  {
    name: "ignore",
    aliases: [],
    argument: "NAME-or-CODE",
    help: "hide what somebody says in the chatroom, and decline their invitations",
    completes: "person",
    read: (who) =>
      who === "" ? mistake("Ignore whom? Give a name or a code.") : intent({ type: "ignore", who }),
  },
  {
    name: "unignore",
    aliases: [],
    argument: "NAME-or-CODE",
    help: "no longer",
    completes: "person",
    read: (who) => (who === "" ? mistake("Whom? Give a name or a code.") : intent({ type: "unignore", who })),
  },
  alone("clear", [], "empty the transcript", intent({ type: "clear" })),
  alone("retry", [], "try the relay now", intent({ type: "retry" })),
  alone("quit", ["q", "exit"], "say goodbye", intent({ type: "quit" })),
];

/**
 * What `text` means: a command if it begins with one slash, otherwise something to say. Two slashes say one. `suggest`
 * may know which name somebody meant.
 */
export function readLine<Action>(
  text: string,
  commands: readonly Command<Action>[],
  suggest: (word: string, names: readonly string[]) => string | undefined = () => undefined,
): Line<Action> {
  if (!text.startsWith("/")) return intent({ type: "say", text });
  if (text.startsWith("//")) return intent({ type: "say", text: text.slice(1) });
  const [, word = "", argument = ""] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [];
  const command = commandOf(word, commands);
  if (command !== undefined) return command.read(argument.trim());
  const meant = suggest(
    word,
    commands.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  const advice = meant === undefined ? "/help lists them." : `did you mean /${meant}?`;
  return mistake(`${quoted(`/${word}`)} is no command; ${advice} To send it as text, begin with //.`);
}

/** The command of that name or alias; large letters do not matter. */
export function commandOf<Action>(
  word: string,
  commands: readonly Command<Action>[],
): Command<Action> | undefined {
  const name = word.toLowerCase();
  return commands.find((command) => command.name === name || command.aliases.includes(name));
}

/** One line of help for each command: how it is written, and what it does. */
export function commandHelp(
  commands: readonly Pick<Command<unknown>, "name" | "aliases" | "argument" | "help">[],
): { readonly usage: string; readonly help: string }[] {
  return commands.map(({ name, aliases, argument, help }) => ({
    usage: argument === "" ? `/${name}` : `/${name} ${argument}`,
    help: aliases.length === 0 ? help : `${help}; also ${aliases.map((alias) => `/${alias}`).join(" ")}`,
  }));
}

/** The code in what somebody typed or pasted: also in small letters, with blanks or hyphens in it, or an invite link. */
export function codeIn(text: string): Code | undefined {
  const typed = /#join=([^&\s]*)/.exec(text)?.[1] ?? text;
  const code = typed.replace(/[\s-]/g, "").toUpperCase();
  return isCode(code) ? code : undefined;
}

/** A command without an argument. */
export function alone<Action>(
  name: string,
  aliases: readonly string[],
  help: string,
  line: Line<Action>,
): Command<Action> {
  const read = (argument: string) =>
    argument === "" ? line : mistake(`/${name} stands alone; ${quoted(argument)} is too much.`);
  return { name, aliases, argument: "", help, read };
}

function readJoin(argument: string): Line<never> {
  const code = codeIn(argument);
  if (code !== undefined) return intent({ type: "join", code });
  if (argument === "") return mistake("Join whom? A code has 8 letters and digits: /join Z6SH0YPG");
  return mistake(`${quoted(argument)} is no code; a code has 8 letters and digits, as in /join Z6SH0YPG`);
}

/** What was typed, on one line and not too much of it. */
function quoted(text: string): string {
  const line = safeLine(text);
  return `"${line.length > 80 ? `${line.slice(0, 80)}…` : line}"`;
}
