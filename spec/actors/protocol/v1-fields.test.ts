import { describe, expect, test } from "@jest/globals";
import { v1 } from "../../../actors/protocol/v1.ts";
import { EPOCH, frame, INVITATION, PAIR, refused, TOKEN } from "./samples.ts";

/** Frames that are understood; each row of the tables spoils one field of one of them. */
const RESUME = { token: TOKEN, epoch: EPOCH, seq: 3, roomSeq: 4 };
const GOOD = {
  hello: { client: "c", capabilities: ["video"], resume: RESUME },
  ack: { seq: 3 },
  join: { code: "ABCD1234", id: 7 },
  accept: { invitation: INVITATION, id: 7 },
  decline: { invitation: INVITATION, id: 7 },
  cancel: { invitation: INVITATION, id: 7 },
  message: { to: "room", id: 7, text: "hi" },
  delivered: { pair: PAIR, id: 7 },
  rename: { name: "Ada", id: 7 },
  enter: { id: 7 },
  leave: { id: 7 },
  members: { after: 0, id: 7 },
  typing: { pair: PAIR, on: true, id: 7 },
  signal: { pair: PAIR, kind: "offer", payload: {}, id: 7 },
} as const;
type Type = keyof typeof GOOD;

const NO_TEXT = [1, null, false, {}, ["x"]];
const NO_PAIR = [...NO_TEXT, "", "room", "x".repeat(33)];
const PAIR_EXPECTED = "the id of a pair";
const NO_NUMBER = ["1", null, true, [1], {}, 1.5, -1, 2 ** 53, 1e300];
const NUMBER_EXPECTED = "a whole number from 1 to 9007199254740991";
const POSITION_EXPECTED = "a whole number from 0 to 9007199254740991";
/** Whose `id` is a number of the client's own. */
const NUMBERED = [
  ...(["join", "accept", "decline", "cancel", "message", "rename", "enter", "leave"] as const),
  ...(["members", "typing", "signal"] as const),
];

type Row = readonly [type: Type, field: string, expected: string, bad: readonly unknown[]];
const FIELDS: readonly Row[] = [
  ["hello", "client", "text of at most 64 characters", [...NO_TEXT, "x".repeat(65)]],
  [
    "hello",
    "capabilities",
    "a list of at most 16 texts of at most 32 characters",
    ["video", null, { 0: "video" }, [1], [["video"]], [null], ["x".repeat(33)], Array(17).fill("x")],
  ],
  [
    "join",
    "code",
    "8 characters of A–Z and 0–9",
    [...NO_TEXT, "", "abcd1234", "ABCD123", "ABCD12345", "ABCD1234\n", "ABCD123\uff14"],
  ],
  ["hello", "resume", "an object", [1, null, "x", [], [RESUME]]],
  ["ack", "seq", POSITION_EXPECTED, NO_NUMBER],
  ...(["accept", "decline", "cancel"] as const).map(
    (type) => [type, "invitation", "the id of an invitation", [...NO_TEXT, "", "x".repeat(33)]] as const,
  ),
  ["message", "to", '"room" or the id of a pair', [...NO_TEXT, "", "x".repeat(33)]],
  ...NUMBERED.map((type) => [type, "id", NUMBER_EXPECTED, [...NO_NUMBER, 0]] as const),
  ["message", "text", "text of at least one character", [...NO_TEXT, ""]],
  ["delivered", "pair", PAIR_EXPECTED, NO_PAIR],
  ["delivered", "id", NUMBER_EXPECTED, [...NO_NUMBER, 0]],
  ["rename", "name", "text", NO_TEXT],
  ["members", "after", POSITION_EXPECTED, NO_NUMBER],
  ["typing", "pair", PAIR_EXPECTED, NO_PAIR],
  ["typing", "on", "true or false", [1, 0, null, "true", {}, []]],
  ["signal", "pair", PAIR_EXPECTED, NO_PAIR],
  [
    "signal",
    "kind",
    "one of start, offer, answer, candidate, hangup",
    [...NO_TEXT, "", "OFFER", "__proto__", "constructor"],
  ],
];

const OPTIONAL = new Set([
  ...["hello.client", "hello.capabilities", "hello.resume", "members.after", "signal.payload"],
  ...NUMBERED.filter((type) => type !== "message").map((type) => `${type}.id`),
]);

/** A message's own number comes back with what is wrong with its other fields. */
const numbered = (type: Type, field: string) =>
  field !== "id" && NUMBERED.some((one) => one === type) ? { id: 7 } : {};

test("P5: the tables below name every field", () => {
  const tabled = new Set([...FIELDS.map(([type, field]) => `${type}.${field}`), ...OPTIONAL]);
  const fields = Object.entries(GOOD).flatMap(([type, good]) =>
    Object.keys(good).map((key) => `${type}.${key}`),
  );
  expect([...tabled].sort()).toEqual(fields.sort());
});

describe.each(FIELDS)("v1 %s.%s", (type, field, expected, bad) => {
  test.each(bad.map((value) => [value]))(`V10, P5: must be ${expected}, not %j`, (value) => {
    expect(v1.decode(frame({ type, ...GOOD[type], [field]: value }))).toEqual(
      refused("bad-field", {
        re: type,
        message: `"${field}" of "${type}" must be ${expected}.`,
        ...numbered(type, field),
      }),
    );
  });

  test("V10, P5: may be missing only where it is optional", () => {
    const { [field]: _, ...others }: Record<string, unknown> = GOOD[type];
    const decoded = v1.decode(frame({ type, ...others }));
    if (OPTIONAL.has(`${type}.${field}`)) expect(decoded?.type).toBe(type);
    else {
      const message = `"${type}" needs "${field}".`;
      expect(decoded).toEqual(refused("bad-field", { re: type, message, ...numbered(type, field) }));
    }
  });
});

test.each<[field: keyof typeof RESUME, expected: string, bad: readonly unknown[]]>([
  ["token", "text that the relay has given", [...NO_TEXT, "", "x".repeat(65)]],
  ["epoch", "text that the relay has given", [...NO_TEXT, "", "x".repeat(65)]],
  ["seq", POSITION_EXPECTED, NO_NUMBER],
  ["roomSeq", POSITION_EXPECTED, NO_NUMBER],
])("V10, P5: hello.resume.%s must be %s", (field, expected, bad) => {
  const hello = (resume: object) => v1.decode(frame({ type: "hello", resume }));
  for (const value of bad) {
    const message = `"resume.${field}" of "hello" must be ${expected}.`;
    expect(hello({ ...RESUME, [field]: value })).toEqual(refused("bad-field", { re: "hello", message }));
  }
  const { [field]: _, ...others } = RESUME;
  const missing = hello(others);
  if (field === "roomSeq") expect(missing?.type).toBe("hello");
  else expect(missing).toMatchObject({ code: "bad-field", message: `"hello" needs "resume.${field}".` });
});

test.each(Object.entries(GOOD))("P5: %s as these tables begin with it is understood", (type, good) => {
  expect(v1.decode(frame({ type, ...good }))?.type).toBe(type);
});

test("P5, P6: a field is not found in a prototype", () => {
  expect(v1.decode('{"type":"join","__proto__":{"code":"ABCD1234"}}')).toEqual(
    refused("bad-field", { re: "join", message: '"join" needs "code".' }),
  );
});

test("V10: of several wrong fields the first is named, of many wrong items their list", () => {
  expect(v1.decode('{"type":"message"}')).toEqual(
    refused("bad-field", { re: "message", message: '"message" needs "to".' }),
  );
  const capabilities = Array(10_000).fill({ "": [] });
  expect(v1.decode(frame({ type: "hello", client: "c", capabilities }))).toEqual(
    refused("bad-field", {
      re: "hello",
      message: '"capabilities" of "hello" must be a list of at most 16 texts of at most 32 characters.',
    }),
  );
});

test("V10: an optional field that is missing is not what is wrong", () => {
  expect(v1.decode(frame({ type: "hello", capabilities: 1 }))).toMatchObject({
    message: expect.stringMatching(/^"capabilities" of "hello" must be /),
  });
  expect(v1.decode(frame({ type: "signal", pair: PAIR }))).toMatchObject({
    message: '"signal" needs "kind".',
  });
});
