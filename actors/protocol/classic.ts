import Type, { type TProperties } from "typebox";
import type { Dialect } from "./dialect.ts";
import { ERROR_TEXTS, errorMessage } from "./errors.ts";
import { isCode } from "./identity.ts";
import { decodeJson, type Reader, reader } from "./json.ts";
import { LIMITS } from "./limits.ts";
import type { RelayMessage, SignalKind } from "./messages.ts";
import { infoPhrase } from "./phrases.ts";
import { rawPayload } from "./raw-payload.ts";
import { rename, say } from "./say.ts";

/** `{"type": T, "payload": {…}}`: the dialect of the original relay's JSON clients (PROTOCOL.md, "Classic"). */
export const classic: Dialect = {
  name: "classic",
  greeting: { type: "hello", video: true },
  invitations: false,
  resumes: false,
  receipts: false,
  signals: true,
  decode: (frame) => decodeJson(frame, READERS),
  encode,
};

const Text = Type.String({ description: "text" });

const withPayload = <Fields extends TProperties>(fields: Fields) =>
  Type.Object({ payload: Type.Object(fields) });

const SIGNALS: Readonly<Record<SignalKind, string>> = {
  start: "VIDEO_PLEASE_START",
  offer: "VIDEO_OFFER",
  answer: "VIDEO_ANSWER",
  candidate: "VIDEO_ICE",
  hangup: "VIDEO_HANGUP",
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    "JOIN",
    reader(withPayload({ code: Text }), ({ payload: { code } }) =>
      isCode(code) ? { type: "join", code } : errorMessage("invalid-or-busy", { re: "JOIN" }),
    ),
  ],
  [
    "MSG",
    reader(withPayload({ text: Text }), ({ payload: { text } }) =>
      text === "" ? undefined : say(text, "MSG"),
    ),
  ],
  ["RENAME", reader(withPayload({ newName: Text }), ({ payload: { newName } }) => rename(newName, "RENAME"))],
  ["LEAVE", () => ({ type: "leave" })],
  ["/chatroom", () => ({ type: "enter" })],
  ["/list", () => ({ type: "members", after: 0, limit: LIMITS.listedUnpaged })],
  ...Object.entries(SIGNALS).map(([kind, type]) => [type, signalReader(kind as SignalKind)] as const),
]);

function signalReader(kind: SignalKind): Reader {
  return ({ type, payload }) => {
    if (payload === undefined) return { type: "signal", kind };
    const raw = rawPayload(payload);
    return raw === undefined
      ? errorMessage("payload-too-long", { re: type })
      : { type: "signal", kind, payload: raw };
  };
}

function encode(message: RelayMessage): string | undefined {
  switch (message.type) {
    case "message":
      // Written out: most of what goes over the wire is this, and a literal is twice as fast to write as an object.
      return `{"type":"${message.to === "room" ? "CHATROOM" : "MSGFROM"}","payload":{"sender":${JSON.stringify(
        message.from.name,
      )},"text":${JSON.stringify(message.text)}}}`;
    case "signal":
      // The payload is JSON already; it goes out as it came in.
      return message.payload === undefined
        ? `{"type":"${SIGNALS[message.kind]}"}`
        : `{"type":"${SIGNALS[message.kind]}","payload":${message.payload}}`;
    case "welcome":
      return frame("CONNECTED", { code: message.code, name: message.name });
    case "paired":
      return frame("PAIR", { code: message.partner.code, name: message.partner.name });
    case "unpaired":
      if (message.reason === "you") return undefined;
      return frame(message.reason === "room" ? "PEER_LEFT_CHATROOM" : "PEER_LEFT", {});
    case "renamed":
      return message.you ? undefined : frame("RENAMED", { newName: message.name });
    case "uninvited":
      return message.reason === "cancelled"
        ? undefined
        : frame("ERROR", { message: ERROR_TEXTS["invalid-or-busy"] });
    case "error":
      return frame("ERROR", { message: message.message });
    default: {
      const info = infoPhrase(message);
      return info === undefined ? undefined : frame("INFO", { message: info });
    }
  }
}

const frame = (type: string, payload: Readonly<Record<string, string>>) => JSON.stringify({ type, payload });
