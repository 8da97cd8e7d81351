import { expect, test } from "@jest/globals";
import { classic } from "../../../actors/protocol/classic.ts";
import { CLOSE } from "../../../actors/protocol/close-codes.ts";
import { ERROR_TEXTS, type ErrorCode, errorMessage } from "../../../actors/protocol/errors.ts";
import { text } from "../../../actors/protocol/text.ts";
import { v1 } from "../../../actors/protocol/v1.ts";

/** Clients depend on these: one may be added, none may change or go. */
const CODES: readonly ErrorCode[] = [
  "bad-json",
  "bad-frame",
  "binary-frame",
  "unknown-type",
  "bad-field",
  "too-long",
  "payload-too-long",
  "bad-name",
  "hello-first",
  "already-greeted",
  "invalid-or-busy",
  "own-code",
  "still-joining",
  "not-paired",
  "no-video",
  "not-there",
  "too-fast",
  "no-invitation",
  "already-said",
  "too-many-tries",
  "too-many-invitations",
  "not-in-a-chat",
];

test("V10: the error codes are exactly these", () => {
  expect(Object.keys(ERROR_TEXTS).sort()).toEqual([...CODES].sort());
});

test.each(CODES)("V10, P7: %s has one line of text for people, on every dialect", (code) => {
  const error = errorMessage(code);
  expect(error).toEqual({ type: "error", code, message: ERROR_TEXTS[code] });
  expect(error.message).toMatch(/^[\x20-\x7e–’“”]{10,120}$/);
  expect(JSON.parse(v1.encode(error) ?? "")).toEqual(error);
  expect(classic.encode(error)).toBe(
    JSON.stringify({ type: "ERROR", payload: { message: ERROR_TEXTS[code] } }),
  );
  expect(text.encode(error)).toBe(`ERROR:${ERROR_TEXTS[code]}`);
});

test.each([
  ["bad-json", "Invalid JSON format."],
  ["invalid-or-busy", "Invalid or busy code"],
  ["not-paired", "Not paired with anyone for video chat."],
] as const)("C6, C7, C4, R7: clients of the classic relay match on the text of %s", (code, message) => {
  expect(errorMessage(code).message).toBe(message);
});

test("V10: an error says what it answers, where that is known", () => {
  expect(errorMessage("too-long", { re: "message", id: 7, detail: "Shorter, please." })).toEqual({
    type: "error",
    code: "too-long",
    message: "Shorter, please.",
    re: "message",
    id: 7,
  });
  expect(Object.keys(errorMessage("too-long", { id: undefined, detail: undefined }))).toEqual([
    "type",
    "code",
    "message",
  ]);
});

test("P4, P3, P2: the texts state the limits", () => {
  expect(ERROR_TEXTS["payload-too-long"]).toMatch(/ 65536 bytes and 32 levels/);
  expect(ERROR_TEXTS["too-long"]).toMatch(/ 8192 bytes/);
  expect(ERROR_TEXTS["bad-name"]).toMatch(/ 1 to 32 /);
});

test("V2, A1, E3, E12, S8: close codes are stable, and their reasons fit into a close frame", () => {
  const table = Object.entries(CLOSE).map(([name, { code, retry }]) => [name, code, retry]);
  expect(table).toEqual([
    ["restart", 1012, true],
    ["internal", 1011, true],
    ["tooBig", 1009, false],
    ["replaced", 4409, false],
    ["noHello", 4408, true],
    ["byHand", 4410, true],
    ["tooSlow", 4420, true],
    ["tooFast", 4429, true],
  ]);
  for (const { reason } of Object.values(CLOSE)) expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
});
