import { oneLine } from "../text/line-breaks.ts";
import type { Dialect } from "./dialect.ts";
import { ERROR_TEXTS, errorMessage } from "./errors.ts";
import { isCode, type Name } from "./identity.ts";
import type { Decoded } from "./json.ts";
import { LIMITS } from "./limits.ts";
import type { RelayMessage } from "./messages.ts";
import { infoPhrase } from "./phrases.ts";
import { rename, say } from "./say.ts";

/** `WORD` or `WORD:rest`, one frame a line: the dialect of the original command-line client. */
export const text: Dialect = {
  name: "text",
  greeting: { type: "hello", video: false },
  invitations: false,
  resumes: false,
  receipts: false,
  signals: false,
  decode,
  encode,
};

function decode(frame: string): Decoded {
  // Command-line tools send the newline that ended the line they read.
  const line = frame.replace(/\r?\n$/, "");
  switch (line) {
    case "LEAVE":
      return { type: "leave" };
    case "/chatroom":
      return { type: "enter" };
    case "/list":
      return { type: "members", after: 0, limit: LIMITS.listedUnpaged };
  }
  const colon = line.indexOf(":");
  const rest = line.slice(colon + 1);
  switch (line.slice(0, Math.max(colon, 0))) {
    case "MSG":
      return rest === "" ? undefined : say(rest, "MSG");
    case "JOIN": {
      const code = rest.trim();
      return isCode(code) ? { type: "join", code } : errorMessage("invalid-or-busy", { re: "JOIN" });
    }
    case "RENAME":
      return rename(rest, "RENAME");
    default:
      return errorMessage("unknown-type", { detail: USAGE });
  }
}

const USAGE = "Use JOIN:CODE, MSG:text, RENAME:name, LEAVE, /chatroom or /list.";

function encode(message: RelayMessage): string | undefined {
  switch (message.type) {
    case "message":
      // A break in somebody's text would let them write a line of the relay's own.
      return `${message.to === "room" ? "CHATROOM" : "MSGFROM"}:${wireName(message.from.name)}:${oneLine(message.text)}`;
    case "welcome":
      return `CONNECTED:${message.code}:${wireName(message.name)}`;
    case "paired":
      return `PAIR:${message.partner.code}:${wireName(message.partner.name)}`;
    case "unpaired":
      if (message.reason === "you") return undefined;
      return message.reason === "room" ? "PEER_LEFT_CHATROOM" : "PEER_LEFT";
    case "renamed":
      return message.you ? undefined : `RENAMED:${wireName(message.name)}`;
    case "uninvited":
      return message.reason === "cancelled" ? undefined : `ERROR:${ERROR_TEXTS["invalid-or-busy"]}`;
    case "error":
      return `ERROR:${message.message}`;
    default: {
      const info = infoPhrase(message, wireName);
      return info === undefined ? undefined : `INFO:${info}`;
    }
  }
}

/** Fields are split at colons, so a name shows U+A789 in place of its own. */
const wireName = (name: Name) => name.replaceAll(":", "\uA789");
