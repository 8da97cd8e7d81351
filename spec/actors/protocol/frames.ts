import fc from "fast-check";
import { hostileText } from "./hostile.ts";
import { EPOCH, INVITATION, PAIR, TOKEN } from "./samples.ts";

/** Types of all dialects, and some that are traps. */
export const TYPES = [
  ...[
    "JOIN",
    "MSG",
    "RENAME",
    "LEAVE",
    "/chatroom",
    "/list",
    "VIDEO_PLEASE_START",
    "VIDEO_OFFER",
    "VIDEO_ICE",
  ],
  ...["hello", "join", "message", "delivered", "rename", "enter", "leave", "members", "typing", "signal"],
  ...["ack", "accept", "decline", "cancel"],
  ...["__proto__", "constructor", "toString", ""],
];
/** Fields of all dialects, and some that are traps. */
export const FIELDS = [
  ...["payload", "code", "text", "newName", "to", "id", "pair", "name", "on", "kind", "after", "client"],
  ...["invitation", "seq", "roomSeq", "resume", "token", "epoch"],
  ...["capabilities", "__proto__", "constructor", "toJSON", "length"],
];
const NUMBERS = ["0", "-0", "1", "-1", "1.5", "1e21", "1e400", "-1e400", "9007199254740993", "1".repeat(400)];

/** JSON text of one value, right for some field now and then. */
const json = fc.oneof(
  { weight: 3, arbitrary: hostileText.map((value) => JSON.stringify(value)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(`"${PAIR}"`, '"room"', '"ABCD1234"', '"offer"', "[]", "{}", "true"),
  },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.json() },
);

/** An object's JSON text; a key may be there twice. */
const object = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(key, value), { maxLength: 8 })
    .map((fields) => `{${fields.map(([name, part]) => `${JSON.stringify(name)}:${part}`).join(",")}}`);

const payload = fc.oneof(json, object(fc.constantFrom(...FIELDS), json));
/** Frames of any of these types with any of these fields. */
export const typed = fc
  .tuple(fc.constantFrom(...TYPES), object(fc.constantFrom(...FIELDS), payload))
  .map(([type, fields]) => `{"type":${JSON.stringify(type)}${fields === "{}" ? "" : ","}${fields.slice(1)}`);

const NUMBER = fc.constantFrom("1", "7", "9007199254740991", ...NUMBERS);
const PLACE = fc.oneof(fc.constantFrom('"room"', `"${PAIR}"`), json);
const SECRET = fc.oneof(fc.constantFrom(`"${TOKEN}"`, `"${EPOCH}"`), json);
const WORDS = hostileText.map((value) => JSON.stringify(value));
/** An object with these fields; now and then without one of them. */
const record = (fields: Record<string, fc.Arbitrary<string>>) =>
  fc.record(fields, { requiredKeys: [] }).map((parts) => {
    const written = Object.entries(parts).map(([key, part]) => `${JSON.stringify(key)}:${part}`);
    return `{${written.join(",")}}`;
  });
const ANSWER = { invitation: fc.oneof(fc.constant(`"${INVITATION}"`), json), id: NUMBER };

/** Frames with the fields of their type and no other; many of them are good. */
export const shaped = fc.oneof(
  ...Object.entries({
    MSG: { payload: object(fc.constant("text"), WORDS) },
    RENAME: { payload: object(fc.constant("newName"), WORDS) },
    JOIN: { payload: object(fc.constant("code"), json) },
    VIDEO_ICE: { payload: fc.oneof(fc.json(), payload) },
    hello: {
      client: WORDS,
      capabilities: fc.array(json, { maxLength: 20 }).map((parts) => `[${parts}]`),
      resume: record({ token: SECRET, epoch: SECRET, seq: NUMBER, roomSeq: NUMBER }),
    },
    ack: { seq: NUMBER },
    join: { code: json, id: NUMBER },
    accept: ANSWER,
    decline: ANSWER,
    cancel: ANSWER,
    message: { to: PLACE, id: NUMBER, text: fc.oneof(WORDS, json) },
    delivered: { pair: PLACE, id: NUMBER },
    rename: { name: WORDS, id: NUMBER },
    enter: { id: NUMBER },
    members: { after: NUMBER, id: NUMBER },
    typing: { pair: PLACE, on: fc.constantFrom("true", "false", "0"), id: NUMBER },
    signal: {
      pair: PLACE,
      kind: fc.constantFrom('"offer"', '"candidate"', '""'),
      payload: fc.oneof(fc.json(), payload),
      id: NUMBER,
    },
  }).map(([type, fields]) => record({ ...fields, type: fc.constant(JSON.stringify(type)) })),
);

/** Lines of the text dialect, and what is almost one. */
export const line = fc
  .tuple(fc.constantFrom("MSG:", "JOIN:", "RENAME:", "LEAVE", "/list", "msg:", ""), hostileText)
  .map(([word, rest]) => word + rest);
