import { describe, expect, test } from "@jest/globals";
import { LIMITS } from "../../../actors/protocol/limits.ts";
import { v1 } from "../../../actors/protocol/v1.ts";
import { EPOCH, frame, INVITATION, nested, PAIR, refused, TOKEN } from "./samples.ts";

const MOST = Number.MAX_SAFE_INTEGER;

test("V1: v1 is chosen by its subprotocol, and its clients speak first", () => {
  expect(v1.subprotocol).toBe("parley.v1");
  expect(v1.greeting).toBeUndefined();
  expect([v1.signals, v1.receipts, v1.invitations, v1.resumes]).toEqual([true, true, true, true]);
});

describe("v1 decode", () => {
  test.each([
    ["V11", { type: "hello" }, { type: "hello", video: false }],
    ["V11", { type: "hello", capabilities: [] }, { type: "hello", video: false }],
    [
      "V11",
      { type: "hello", client: "parley-web/1.0", capabilities: ["x", "video"] },
      { type: "hello", client: "parley-web/1.0", video: true },
    ],
    ["V11", { type: "hello", client: "" }, { type: "hello", client: "", video: false }],
    [
      "V11",
      { type: "hello", client: "😀".repeat(64) },
      { type: "hello", client: "😀".repeat(64), video: false },
    ],
    ["V11", { type: "hello", capabilities: Array(16).fill("x".repeat(32)) }, { type: "hello", video: false }],
    [
      "V11",
      { type: "hello", resume: { token: TOKEN, epoch: EPOCH, seq: 0 } },
      { type: "hello", video: false, resume: { token: TOKEN, epoch: EPOCH, seq: 0 } },
    ],
    [
      "V11",
      { type: "hello", resume: { token: "x".repeat(64), epoch: EPOCH, seq: MOST, roomSeq: 0 } },
      { type: "hello", video: false, resume: { token: "x".repeat(64), epoch: EPOCH, seq: MOST, roomSeq: 0 } },
    ],
    ["V11", { type: "ack", seq: 0 }, { type: "ack", seq: 0 }],
    ["P1", { type: "join", code: "ABCD1234" }, { type: "join", code: "ABCD1234" }],
    ...(["accept", "decline", "cancel"] as const).map(
      (type) => ["V11", { type, invitation: INVITATION }, { type, invitation: INVITATION }] as const,
    ),
    [
      "V11",
      { type: "message", to: "room", id: 1, text: "hi" },
      { type: "message", to: "room", id: 1, text: "hi" },
    ],
    [
      "V11",
      { type: "message", to: PAIR, id: MOST, text: " " },
      { type: "message", to: PAIR, id: MOST, text: " " },
    ],
    [
      "P8",
      { type: "message", to: PAIR, id: 2, text: "\0\n\ud800😀" },
      { type: "message", to: PAIR, id: 2, text: "\0\n\ud800😀" },
    ],
    ["V11", { type: "delivered", pair: PAIR, id: 3 }, { type: "delivered", pair: PAIR, id: 3 }],
    ["P2", { type: "rename", name: " A\u200bda\n" }, { type: "rename", name: "Ada" }],
    ["V11", { type: "enter" }, { type: "enter" }],
    ["V11", { type: "leave" }, { type: "leave" }],
    ["V11", { type: "members" }, { type: "members", after: 0, limit: 200 }],
    ["V11", { type: "members", after: 0 }, { type: "members", after: 0, limit: 200 }],
    ["V11", { type: "members", after: MOST, limit: 1e9 }, { type: "members", after: MOST, limit: 200 }],
    ["V11", { type: "typing", pair: PAIR, on: true }, { type: "typing", pair: PAIR, on: true }],
    ["V11", { type: "typing", pair: PAIR, on: false }, { type: "typing", pair: PAIR, on: false }],
  ])("%s: %j is understood", (_, value, message) => expect(v1.decode(frame(value))).toEqual(message));

  test.each([
    { type: "join", code: "ABCD1234" },
    { type: "accept", invitation: INVITATION },
    { type: "decline", invitation: INVITATION },
    { type: "cancel", invitation: INVITATION },
    { type: "rename", name: "Ada" },
    { type: "enter" },
    { type: "leave" },
    { type: "members", after: 0, limit: 200 },
    { type: "typing", pair: PAIR, on: true },
    { type: "signal", pair: PAIR, kind: "hangup" },
  ])("V11: %j may have a number of the client's own", (message) => {
    for (const id of [1, MOST]) {
      expect(v1.decode(frame({ ...message, id }))).toEqual({ ...message, id });
    }
  });

  test.each([
    { type: "hello", video: false },
    { type: "ack", seq: 1 },
  ])("V11: %j has none", (message) => {
    expect(v1.decode(frame({ ...message, id: 7 }))).toEqual(message);
  });

  test.each(["start", "offer", "answer", "candidate", "hangup"])(
    "P4, P5: a signal %s with any payload, or none",
    (kind) => {
      const signal = { type: "signal", pair: PAIR, kind };
      expect(v1.decode(frame(signal))).toEqual(signal);
      for (const payload of [{ sdp: "v=0\r\n" }, {}, [], null, 0, false, "", "x"]) {
        expect(v1.decode(frame({ ...signal, payload }))).toEqual({
          ...signal,
          payload: JSON.stringify(payload),
        });
      }
    },
  );

  test("P6: fields that are not needed are ignored, whatever they are called", () => {
    const extra = `"__proto__":{"id":9,"text":1},"constructor":{"prototype":{"to":1}},"toString":0,"at":"x"`;
    expect(v1.decode(`{${extra},"type":"message","to":"room","id":1,"text":"hi"}`)).toEqual({
      type: "message",
      to: "room",
      id: 1,
      text: "hi",
    });
    expect(v1.decode(`{"type":"enter",${extra}}`)).toEqual({ type: "enter" });
    expect("id" in {}).toBe(false);
  });

  test.each([
    ["", "bad-json"],
    ["LEAVE", "bad-json"],
    ['{"type":"enter"', "bad-json"],
    ["[]", "bad-frame"],
    ["null", "bad-frame"],
    ['"enter"', "bad-frame"],
    ["{}", "bad-frame"],
    ['{"type":1,"id":4}', "bad-frame"],
    ['{"__proto__":{"type":"enter"}}', "bad-frame"],
    ['{"type":"nothing","id":4}', "unknown-type"],
    ['{"type":"LEAVE"}', "unknown-type"],
    ['{"type":"__proto__"}', "unknown-type"],
    ['{"type":"constructor"}', "unknown-type"],
  ] as const)("P5, V10: %j is answered with %s, of which no type was understood", (text, code) =>
    expect(v1.decode(text)).toEqual(refused(code)),
  );

  test("P3, V10: a text of 8,192 bytes passes, a longer one is too long and its number comes back", () => {
    for (const text of ["x".repeat(LIMITS.text), "😀".repeat(LIMITS.text / 4)]) {
      const message = { type: "message", to: "room", id: 5, text };
      expect(v1.decode(frame(message))).toEqual(message);
      const longer = frame({ ...message, text: `${text}x` });
      expect(v1.decode(longer)).toEqual(refused("too-long", { re: "message", id: 5 }));
    }
  });

  test("P4, V10: a payload of 65,536 bytes and 32 levels passes, a larger one does not", () => {
    const kind = "candidate";
    const signal = (payload: string) =>
      v1.decode(`{"type":"signal","pair":"${PAIR}","kind":"${kind}","payload":${payload}}`);
    const tooLong = refused("payload-too-long", { re: "signal" });
    const numbered = { type: "signal", pair: PAIR, kind, id: 5, payload: JSON.parse(nested(33)) };
    expect(v1.decode(frame(numbered))).toEqual({ ...tooLong, id: 5 });
    for (const payload of [`"${"x".repeat(LIMITS.payload - 2)}"`, nested(32), `{"a":${nested(31)}}`]) {
      expect(signal(payload)).toEqual({ type: "signal", pair: PAIR, kind, payload });
    }
    for (const payload of [
      `"${"x".repeat(LIMITS.payload - 1)}"`,
      nested(33),
      `{"a":${nested(32)}}`,
      nested(1e5),
    ]) {
      expect(signal(payload)).toEqual(tooLong);
    }
  });

  test("P2, V10: a name that can't be one is refused", () => {
    for (const name of ["", " ", "\u200b", "\u2800", "x".repeat(33), "x".repeat(100_000)]) {
      const refusal = refused("bad-name", { re: "rename" });
      expect(v1.decode(frame({ type: "rename", name }))).toEqual(refusal);
      expect(v1.decode(frame({ type: "rename", name, id: 5 }))).toEqual({ ...refusal, id: 5 });
    }
  });
});
