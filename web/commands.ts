import {
  alone,
  type Command,
  commandHelp,
  readLine as readLineWith,
  SESSION_COMMANDS,
} from "../actors/session/commands.ts";
import { STRINGS } from "./strings.ts";

/** What concerns this client's own display. */
export type ViewAction = "help" | "code" | "link" | "people";

const own = (name: ViewAction, aliases: readonly string[]): Command<ViewAction> =>
  alone(name, aliases, STRINGS.commands[name], { is: "view", action: name });

const COMMANDS: readonly Command<ViewAction>[] = [
  ...SESSION_COMMANDS,
  own("code", []),
  own("link", ["invite"]),
  own("people", []),
  own("help", ["h", "?"]),
];

export const HELP = commandHelp(COMMANDS);

/** What a line that was entered comes to. */
export const readLine = (text: string) => readLineWith(text, COMMANDS);
