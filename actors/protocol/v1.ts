import Type from "typebox";
import { Compile } from "typebox/compile";
import type { Dialect } from "./dialect.ts";
import { errorMessage } from "./errors.ts";
import { type Code, isCode, isPairId, type PairId } from "./identity.ts";
import { decodeJson, type Reader, rawPayload, reader, type TypedObject } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { type Place, type RelayMessage, SIGNAL_KINDS } from "./messages.ts";
import { rename, say } from "./say.ts";

/** Typed JSON messages: `{"type": T, …fields}` (PROTOCOL.md, "v1"). The domain's messages are its wire shape. */
export const v1 = {
  name: "v1",
  subprotocol: "parley.v1",
  greeting: undefined,
  receipts: true,
  signals: true,
  decode: (frame) => decodeJson(frame, READERS),
  encode,
} satisfies Dialect;

const Text = Type.String({ description: "text" });
const Id = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: `a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`,
});
const Pair = Type.Refine(Type.Unsafe<PairId>(Type.String({ description: "the id of a pair" })), isPairId);
const Where = Type.Refine(
  Type.Unsafe<Place>(Type.String({ description: '"room" or the id of a pair' })),
  (to) => to === "room" || isPairId(to),
);
const CodeField = Type.Refine(
  Type.Unsafe<Code>(Type.String({ description: `${LIMITS.code} characters of A–Z and 0–9` })),
  isCode,
);
const Capabilities = Type.Array(Type.String({ maxLength: LIMITS.capability }), {
  maxItems: LIMITS.capabilities,
  description: `a list of at most ${LIMITS.capabilities} texts of at most ${LIMITS.capability} characters`,
});

const isId = Compile(Id);
const numberOf = ({ id }: TypedObject) => (isId.Check(id) ? id : undefined);

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    "hello",
    reader(
      Type.Object({
        client: Type.Optional(
          Type.String({
            maxLength: LIMITS.client,
            description: `text of at most ${LIMITS.client} characters`,
          }),
        ),
        capabilities: Type.Optional(Capabilities),
      }),
      ({ client, capabilities }) => ({
        type: "hello",
        video: capabilities?.includes("video") ?? false,
        ...(client === undefined ? {} : { client }),
      }),
    ),
  ],
  ["join", reader(Type.Object({ code: CodeField }), ({ code }) => ({ type: "join", code }))],
  [
    "message",
    reader(
      Type.Object({
        to: Where,
        id: Id,
        text: Type.String({ minLength: 1, description: "text of at least one character" }),
      }),
      ({ to, id, text }) => say(text, "message", to, id),
      numberOf,
    ),
  ],
  [
    "delivered",
    reader(Type.Object({ pair: Pair, id: Id }), ({ pair, id }) => ({ type: "delivered", pair, id })),
  ],
  ["rename", reader(Type.Object({ name: Text }), ({ name }) => rename(name, "rename"))],
  ["enter", () => ({ type: "enter" })],
  ["leave", () => ({ type: "leave" })],
  [
    "members",
    reader(
      Type.Object({
        after: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            description: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
          }),
        ),
      }),
      ({ after }) => ({ type: "members", after: after ?? 0, limit: LIMITS.listed }),
    ),
  ],
  [
    "typing",
    reader(
      Type.Object({ pair: Pair, on: Type.Boolean({ description: "true or false" }) }),
      ({ pair, on }) => ({ type: "typing", pair, on }),
    ),
  ],
  [
    "signal",
    reader(
      Type.Object({
        pair: Pair,
        kind: Type.Enum(SIGNAL_KINDS, { description: `one of ${SIGNAL_KINDS.join(", ")}` }),
        payload: Type.Optional(Type.Unknown()),
      }),
      ({ pair, kind, payload }) => {
        if (payload === undefined) return { type: "signal", pair, kind };
        const raw = rawPayload(payload);
        return raw === undefined
          ? errorMessage("payload-too-long", { re: "signal" })
          : { type: "signal", pair, kind, payload: raw };
      },
    ),
  ],
]);

function encode(message: RelayMessage): string | undefined {
  switch (message.type) {
    case "signal":
      // The payload is JSON already; it goes out as it came in.
      return message.payload === undefined
        ? JSON.stringify(message)
        : `${JSON.stringify({ ...message, payload: undefined }).slice(0, -1)},"payload":${message.payload}}`;
    case "member":
      // Who comes and goes is told in a chatroom small enough to list; in a larger one `count` follows.
      return message.count > LIMITS.listed ? undefined : JSON.stringify(message);
    default:
      return JSON.stringify(message);
  }
}
