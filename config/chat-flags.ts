/** The flags of `parley chat`: for the command line, which reads them, and for the client, which goes by them. */
export interface ChatFlags {
  /** Where the relay is, or an invite link. */
  readonly url?: string | undefined;
  readonly name?: string | undefined;
  readonly join?: string | undefined;
  readonly room?: boolean | undefined;
  readonly plain?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly insecure?: boolean | undefined;
  readonly theme?: ChatTheme | undefined;
  readonly ascii?: boolean | undefined;
  /** Where the admin listener is, or that it is where it is by default. */
  readonly inspect?: string | boolean | undefined;
}

export const CHAT_THEMES = ["auto", "dark", "light", "mono"] as const;
export type ChatTheme = (typeof CHAT_THEMES)[number];

export interface ChatFlagHelp {
  /** As it is written, with a placeholder if it takes a value. */
  readonly flag: string;
  readonly help: string;
  readonly choices?: readonly string[];
}

/** In the order of `parley chat --help`. */
export const CHAT_FLAG_HELP: readonly ChatFlagHelp[] = [
  { flag: "--name <name>", help: "take this name" },
  { flag: "--join <code>", help: "ask the person with this code to chat" },
  { flag: "--room", help: "enter the chatroom" },
  {
    flag: "--plain",
    help: "one line a message, for pipes and screen readers; by itself where there is no terminal",
  },
  { flag: "--json", help: "one JSON object a line, for scripts" },
  {
    flag: "--insecure",
    help: "accept any certificate, e.g. a self-signed one: anybody in between could read along",
  },
  { flag: "--theme <theme>", help: "colours of the full screen", choices: CHAT_THEMES },
  { flag: "--ascii", help: "draw with ASCII alone" },
  {
    flag: "--inspect [url]",
    help: "show this client's machines to a relay's inspector, by default http://127.0.0.1:6790/; its token is taken from PARLEY_ADMIN_TOKEN. Before the relay's URL write --inspect=URL",
  },
];

export const CHAT_URL_HELP =
  "the relay: ws(s):// or http(s):// URL, host, or invite link (default: ws://127.0.0.1:6789)";

/** How a chat can end, for the exit code. */
export type ChatEnd =
  | "ok"
  | "usage"
  | "unreachable"
  | "otherProtocol"
  | "refused"
  | "undelivered"
  | "unexpected";
