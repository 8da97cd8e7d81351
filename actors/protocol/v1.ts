import Type, { type Static, type TObject, type TProperties } from "typebox";
import { Compile } from "typebox/compile";
import type { Dialect } from "./dialect.ts";
import { type ErrorMessage, errorMessage } from "./errors.ts";
import {
  type Code,
  type Epoch,
  type InvitationId,
  isCode,
  isInvitationId,
  isPairId,
  type PairId,
  type Token,
} from "./identity.ts";
import { decodeJson, type Reader, reader } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { type Asked, type Place, type RelayMessage, SIGNAL_KINDS } from "./messages.ts";
import { rawPayload } from "./raw-payload.ts";
import { rename, say } from "./say.ts";

/** Typed JSON messages: `{"type": T, …fields}` (PROTOCOL.md, "v1"). The domain's messages are its wire shape. */
export const v1 = {
  name: "v1",
  subprotocol: "parley.v1",
  greeting: undefined,
  invitations: true,
  resumes: true,
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

const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
});
const InvitationField = Type.Refine(
  Type.Unsafe<InvitationId>(Type.String({ description: "the id of an invitation" })),
  isInvitationId,
);
const Secret = { minLength: 1, maxLength: LIMITS.token, description: "text that the relay has given" };
const ResumeField = Type.Object(
  {
    token: Type.Unsafe<Token>(Type.String(Secret)),
    epoch: Type.Unsafe<Epoch>(Type.String(Secret)),
    seq: Seq,
    roomSeq: Type.Optional(Seq),
  },
  { description: "an object" },
);

const isId = Compile(Id);
const numberOf = ({ id }: Readonly<Record<string, unknown>>) => (isId.Check(id) ? id : undefined);

/** As {@link reader}, for what may have a number of the client's own. */
function numbered<Fields extends TProperties>(
  fields: Fields,
  read: (fields: Static<TObject<Fields>>) => Asked | ErrorMessage,
): Reader {
  const shape: TObject = Type.Object({ ...fields, id: Type.Optional(Id) });
  return reader(
    shape,
    (frame) => {
      // What has this shape has the fields' types.
      const message = read(frame as Static<TObject<Fields>>);
      const id = numberOf(frame);
      return id === undefined ? message : { ...message, id };
    },
    numberOf,
  );
}

/** An answer to an invitation. */
const invitationReader = (type: "accept" | "decline" | "cancel") =>
  numbered({ invitation: InvitationField }, ({ invitation }) => ({ type, invitation }));

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
        resume: Type.Optional(ResumeField),
      }),
      ({ client, capabilities, resume }) => ({
        type: "hello",
        video: capabilities?.includes("video") ?? false,
        ...(client === undefined ? {} : { client }),
        ...(resume === undefined ? {} : { resume }),
      }),
    ),
  ],
  ["ack", reader(Type.Object({ seq: Seq }), ({ seq }) => ({ type: "ack", seq }))],
  ["join", numbered({ code: CodeField }, ({ code }) => ({ type: "join", code }))],
  ["accept", invitationReader("accept")],
  ["decline", invitationReader("decline")],
  ["cancel", invitationReader("cancel")],
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
  ["rename", numbered({ name: Text }, ({ name }) => rename(name, "rename"))],
  ["enter", numbered({}, () => ({ type: "enter" }))],
  ["leave", numbered({}, () => ({ type: "leave" }))],
  [
    "members",
    numbered({ after: Type.Optional(Seq) }, ({ after }) => ({
      type: "members",
      after: after ?? 0,
      limit: LIMITS.listed,
    })),
  ],
  [
    "typing",
    numbered({ pair: Pair, on: Type.Boolean({ description: "true or false" }) }, ({ pair, on }) => ({
      type: "typing",
      pair,
      on,
    })),
  ],
  [
    "signal",
    numbered(
      {
        pair: Pair,
        kind: Type.Enum(SIGNAL_KINDS, { description: `one of ${SIGNAL_KINDS.join(", ")}` }),
        payload: Type.Optional(Type.Unknown()),
      },
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

/** A frame with its place in a stream. */
export function withPosition(frame: string, stream: "seq" | "roomSeq", seq: number): string {
  return `${frame.slice(0, -1)},"${stream}":${seq}}`;
}

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
