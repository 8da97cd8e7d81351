/** The commands of this client: those of every client, and those for its own display. */
import {
  alone,
  commandHelp as helpOf,
  mistake,
  readLine as readLineWith,
  SESSION_COMMANDS,
  type Command as SharedCommand,
  type Line as SharedLine,
  commandOf as sharedCommandOf,
} from "../actors/session/commands.ts";
import { nearest } from "../config/names.ts";

export type Line = SharedLine<ViewAction>;
export type Command = SharedCommand<ViewAction>;

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

const view = (action: ViewAction): Line => ({ is: "view", action });

/** The order is that of help. */
export const COMMANDS: readonly Command[] = [
  ...SESSION_COMMANDS,
  alone("code", [], "show your code, to be given to others", view({ type: "code" })),
  alone("link", ["invite"], "show your invite link, for a browser", view({ type: "link" })),
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
    name: "search",
    aliases: ["find"],
    argument: "[TEXT]",
    help: "look for a text further up; without one the last again (F3)",
    read: (text) => view({ type: "search", text }),
  },
  alone("time", [], "show the time of each message, or no longer", view({ type: "time" })),
  alone("people", [], "show or hide who is there (F2)", view({ type: "people" })),
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
  alone("mouse", [], "let the wheel scroll, or leave the mouse to the terminal", view({ type: "mouse" })),
  alone("help", ["h", "?"], "this help (F1)", view({ type: "help" })),
];

/** What `text` means: a command if it begins with one slash, otherwise something to say. Two slashes say one. */
export const readLine = (text: string): Line => readLineWith(text, COMMANDS, nearest);

/** The command of that name or alias; large letters do not matter. */
export const commandOf = (word: string): Command | undefined => sharedCommandOf(word, COMMANDS);

/** One line of help for each command: how it is written, and what it does. */
export const commandHelp = () => helpOf(COMMANDS);
