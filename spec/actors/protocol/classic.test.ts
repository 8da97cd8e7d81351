import { describe, expect, test } from "@jest/globals";
import { classic } from "../../../actors/protocol/classic.ts";
import { LIMITS } from "../../../actors/protocol/limits.ts";
import { frame, nested, refused } from "./samples.ts";

test("C2: classic clients greet without a word, take calls and say nothing of what arrived", () => {
  expect(classic.greeting).toEqual({ type: "hello", video: true });
  expect(classic.subprotocol).toBeUndefined();
  expect([classic.signals, classic.receipts]).toEqual([true, false]);
});

describe("classic decode", () => {
  test.each([
    [
      { type: "JOIN", payload: { code: "ABCD1234" } },
      { type: "join", code: "ABCD1234" },
    ],
    [
      { type: "MSG", payload: { text: "hi" } },
      { type: "message", text: "hi" },
    ],
    [
      { type: "MSG", payload: { text: " \n\0😀\ud800" } },
      { type: "message", text: " \n\0😀\ud800" },
    ],
    [
      { type: "RENAME", payload: { newName: " Ada\u200b " } },
      { type: "rename", name: "Ada" },
    ],
    [{ type: "LEAVE" }, { type: "leave" }],
    [{ type: "LEAVE", payload: null }, { type: "leave" }],
    [{ type: "/chatroom" }, { type: "enter" }],
    [{ type: "/chatroom", payload: {} }, { type: "enter" }],
    [
      { type: "/list", payload: "anything" },
      { type: "members", after: 0, limit: 1000 },
    ],
  ])("C2, P8: %j", (value, message) => expect(classic.decode(frame(value))).toEqual(message));

  test.each([
    ["VIDEO_PLEASE_START", "start"],
    ["VIDEO_OFFER", "offer"],
    ["VIDEO_ANSWER", "answer"],
    ["VIDEO_ICE", "candidate"],
    ["VIDEO_HANGUP", "hangup"],
  ])("C4: %s is carried as it is, also without a payload", (type, kind) => {
    expect(classic.decode(frame({ type }))).toEqual({ type: "signal", kind });
    for (const payload of [{ sdp: "v=0\r\n", type: "offer" }, {}, [], null, 0, false, "", "candidate:1"]) {
      const signal = { type: "signal", kind, payload: JSON.stringify(payload) };
      expect(classic.decode(frame({ type, payload }))).toEqual(signal);
    }
  });

  test("C3: an empty MSG asks for nothing", () => {
    expect(classic.decode(frame({ type: "MSG", payload: { text: "" } }))).toBeUndefined();
  });

  test("P6: fields that are not needed are ignored, whatever they are called", () => {
    const extra = `"__proto__":{"code":1},"constructor":{"prototype":{"text":1}},"toString":0,"id":"x"`;
    expect(classic.decode(`{"type":"MSG",${extra},"payload":{"text":"hi",${extra}}}`)).toEqual({
      type: "message",
      text: "hi",
    });
    expect(classic.decode(`{${extra},"type":"LEAVE"}`)).toEqual({ type: "leave" });
    expect("code" in {}).toBe(false);
  });

  test.each([
    ["", "bad-json"],
    ["hello", "bad-json"],
    ['{"type":"MSG"', "bad-json"],
    ["{'type':'MSG'}", "bad-json"],
    ["NaN", "bad-json"],
    ["[]", "bad-frame"],
    ["null", "bad-frame"],
    ["1e999", "bad-frame"],
    ['"JOIN"', "bad-frame"],
    ['[{"type":"LEAVE"}]', "bad-frame"],
    ["{}", "bad-frame"],
    ['{"type":null}', "bad-frame"],
    ['{"type":["LEAVE"]}', "bad-frame"],
    ['{"__proto__":{"type":"LEAVE"}}', "bad-frame"],
    ['{"type":""}', "unknown-type"],
    ['{"type":"leave"}', "unknown-type"],
    ['{"type":"__proto__"}', "unknown-type"],
    ['{"type":"constructor"}', "unknown-type"],
    ['{"type":"hasOwnProperty"}', "unknown-type"],
  ] as const)("P5, C7: %j is answered with %s, of which no type was understood", (text, code) =>
    expect(classic.decode(text)).toEqual(refused(code)),
  );

  const NO_TEXT = [1, null, true, {}, ["hi"]];
  test.each([
    ["JOIN", undefined, '"JOIN" needs "payload".'],
    ...[null, 1, "ABCD1234", ["ABCD1234"]].map(
      (payload) => ["JOIN", payload, '"payload" of "JOIN" must be an object.'] as const,
    ),
    ["JOIN", {}, '"JOIN" needs "payload.code".'],
    ["JOIN", JSON.parse('{"__proto__":{"code":"ABCD1234"}}'), '"JOIN" needs "payload.code".'],
    ...NO_TEXT.map((code) => ["JOIN", { code }, '"payload.code" of "JOIN" must be text.'] as const),
    ["MSG", undefined, '"MSG" needs "payload".'],
    ["MSG", {}, '"MSG" needs "payload.text".'],
    ...NO_TEXT.map((text) => ["MSG", { text }, '"payload.text" of "MSG" must be text.'] as const),
    ["RENAME", undefined, '"RENAME" needs "payload".'],
    ["RENAME", {}, '"RENAME" needs "payload.newName".'],
    ...NO_TEXT.map(
      (newName) => ["RENAME", { newName }, '"payload.newName" of "RENAME" must be text.'] as const,
    ),
  ])("P5: %s with payload %j: %s", (type, payload, message) => {
    expect(classic.decode(frame({ type, payload }))).toEqual(refused("bad-field", { re: type, message }));
  });

  test.each(["", "abcd1234", "ABCD123", "ABCD12345", "ABCD1234\n", "__proto__"])(
    "P1, R7: nobody has the code %j",
    (code) => {
      const join = frame({ type: "JOIN", payload: { code } });
      expect(classic.decode(join)).toEqual(refused("invalid-or-busy", { re: "JOIN" }));
    },
  );

  test("P3: a text of 8,192 bytes passes, a longer one is too long", () => {
    const msg = (text: string) => classic.decode(frame({ type: "MSG", payload: { text } }));
    for (const text of ["x".repeat(LIMITS.text), "😀".repeat(LIMITS.text / 4)]) {
      expect(msg(text)).toEqual({ type: "message", text });
      expect(msg(`${text}x`)).toEqual(refused("too-long", { re: "MSG" }));
    }
  });

  test("P2: a name that can't be one is refused", () => {
    for (const newName of ["", " ", "\u200b", "\u2800", "x".repeat(33)]) {
      const rename = frame({ type: "RENAME", payload: { newName } });
      expect(classic.decode(rename)).toEqual(refused("bad-name", { re: "RENAME" }));
    }
  });

  test("P4: a payload of 65,536 bytes and 32 levels passes, a larger one does not", () => {
    const type = "VIDEO_ICE";
    const signal = (payload: string) => classic.decode(`{"type":"${type}","payload":${payload}}`);
    const tooLong = refused("payload-too-long", { re: type });
    for (const letters of ["x".repeat(LIMITS.payload - 2), "é".repeat((LIMITS.payload - 2) / 2)]) {
      expect(signal(`"${letters}"`)).toEqual({ type: "signal", kind: "candidate", payload: `"${letters}"` });
      expect(signal(`"${letters}x"`)).toEqual(tooLong);
    }
    expect(signal(nested(32))).toEqual({ type: "signal", kind: "candidate", payload: nested(32) });
    for (const depth of [33, 1000, 100_000]) expect(signal(nested(depth))).toEqual(tooLong);
    expect(signal(`{"a":${nested(32)}}`)).toEqual(tooLong);
  });
});
