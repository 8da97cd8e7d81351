/** Every command, once: what it is called, what it does, and what it says when its argument is none. Help is made from this. */
import { isCode } from "../actors/protocol/identity.ts";
import type { Intent } from "../actors/session/intents.ts";
import { nearest } from "../config/names.ts";
import { quote } from "../config/quote.ts";

/** What a line that was entered comes to. */
export type Line =
  | { readonly is: "intent"; readonly intent: Intent }
  | { readonly is: "view"; readonly action: ViewAction }
  /** It cannot be done; the sentence says why, and what can. */
  | { readonly is: "mistake"; readonly sentence: string };

/** What concerns this client's own display. */
export type ViewAction =
  | { readonly type: "help" | "code" | "link" | "time" | "mouse" | "people" }
  | { readonly type: "copy"; readonly what: "code" | "link" }
  | { readonly type: "bell"; readonly on: BellOn }
  /** Without a text: what was searched for last, further back. */
  | { readonly type: "search"; readonly text: string };

/** What rings the bell: nothing, one's own name in the chatroom and everything private, or everything. */
export type BellOn = (typeof BELLS)[number];
export const BELLS = ["off", "mention", "all"] as const;

export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  /** As help shows it, e.g. `CODE`, `[TEXT]`; empty for none. */
  readonly argument: string;
  readonly help: string;
  /** What Tab completes behind it. */
  readonly completes?: "code" | "person" | "command" | readonly string[];
  readonly read: (argument: string) => Line;
}

const intent = (value: Intent): Line => ({ is: "intent", intent: value });
const view = (action: ViewAction): Line => ({ is: "view", action });
const mistake = (sentence: string): Line => ({ is: "mistake", sentence });

/** The order is that of help. */
export const COMMANDS: readonly Command[] = [
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
  plain("cancel", [], "take your own invitation back", intent({ type: "cancel" })),
  {
    name: "name",
    aliases: ["nick", "rename"],
    argument: "NEW",
    help: "take another name",
    read: (name) =>
      name === "" ? mistake("Which name? For example: /name Ada") : intent({ type: "rename", name }),
  },
  plain("chatroom", ["room", "r"], "enter the open chatroom", intent({ type: "enter" })),
  plain("list", ["who"], "who is in the chatroom", intent({ type: "list" })),
  plain("more", [], "the next page of that list", intent({ type: "list.more" })),
  plain("leave", ["l"], "leave the chat or the chatroom, for the lobby", intent({ type: "leave" })),
  plain("code", [], "show your code, to be given to others", view({ type: "code" })),
  plain("link", ["invite"], "show your invite link, for a browser", view({ type: "link" })),
  {
    name: "copy",
    aliases: [],
    argument: "[code|link]",
    help: "put your code or your invite link on the clipboard",
    completes: ["code", "link"],
    read: (what) =>
      what === "" || what === "code" || what === "link"
        ? view({ type: "copy", what: what === "link" ? "link" : "code" })
        : mistake("Copy what? /copy code or /copy link"),
  },
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
  {
    name: "search",
    aliases: ["find"],
    argument: "[TEXT]",
    help: "look for a text further up; without one the last again (F3)",
    read: (text) => view({ type: "search", text }),
  },
  plain("time", [], "show the time of each message, or no longer", view({ type: "time" })),
  plain("people", [], "show or hide who is there (F2)", view({ type: "people" })),
  {
    name: "bell",
    aliases: [],
    argument: BELLS.join("|"),
    help: "what rings: nothing, your name and private chats, or all",
    completes: BELLS,
    read: (word) => {
      const on = BELLS.find((bell) => bell === word.toLowerCase());
      return on === undefined ? mistake("/bell off, /bell mention or /bell all") : view({ type: "bell", on });
    },
  },
  plain("mouse", [], "let the wheel scroll, or leave the mouse to the terminal", view({ type: "mouse" })),
  plain("clear", [], "empty the transcript", intent({ type: "clear" })),
  plain("retry", [], "try the relay now", intent({ type: "retry" })),
  {
    name: "help",
    aliases: ["h", "?"],
    argument: "",
    help: "this help (F1)",
    read: () => view({ type: "help" }),
  },
  plain("quit", ["q", "exit"], "say goodbye", intent({ type: "quit" })),
];

/** What `text` means: a command if it begins with one slash, otherwise something to say. Two slashes say one. */
export function readLine(text: string): Line {
  if (!text.startsWith("/")) return intent({ type: "say", text });
  if (text.startsWith("//")) return intent({ type: "say", text: text.slice(1) });
  const [, word = "", argument = ""] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [];
  const command = commandOf(word);
  if (command !== undefined) return command.read(argument.trim());
  const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
  const meant = nearest(word, names);
  const suggestion = meant === undefined ? "/help lists them" : `did you mean /${meant}?`;
  return mistake(
    `${quote(`/${word}`)} is no command; ${suggestion}${meant === undefined ? "." : ""} To send it as text, begin with //.`,
  );
}

/** The command of that name or alias; large letters do not matter. */
export function commandOf(word: string): Command | undefined {
  const name = word.toLowerCase();
  return COMMANDS.find((command) => command.name === name || command.aliases.includes(name));
}

/** One line of help for each command: how it is written, and what it does. */
export function commandHelp(): { readonly usage: string; readonly help: string }[] {
  return COMMANDS.map(({ name, aliases, argument, help }) => ({
    usage: argument === "" ? `/${name}` : `/${name} ${argument}`,
    help: aliases.length === 0 ? help : `${help}; also ${aliases.map((alias) => `/${alias}`).join(" ")}`,
  }));
}

function plain(name: string, aliases: readonly string[], help: string, line: Line): Command {
  const read = (argument: string) =>
    argument === "" ? line : mistake(`/${name} stands alone; ${quote(argument)} is too much.`);
  return { name, aliases, argument: "", help, read };
}

/** A code, also from an invite link. */
function readJoin(argument: string): Line {
  const code = (/#join=([^&]*)$/.exec(argument)?.[1] ?? argument).replace(/[\s-]/g, "").toUpperCase();
  if (isCode(code)) return intent({ type: "join", code });
  if (argument === "") return mistake("Join whom? A code has 8 letters and digits: /join Z6SH0YPG");
  return mistake(`${quote(argument)} is no code; a code has 8 letters and digits, as in /join Z6SH0YPG`);
}
