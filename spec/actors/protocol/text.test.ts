import { describe, expect, test } from "@jest/globals";
import type { Name } from "../../../actors/protocol/identity.ts";
import { LIMITS } from "../../../actors/protocol/limits.ts";
import { text } from "../../../actors/protocol/text.ts";
import { ADA, BOB, INVITATION, PAIR, refused, TERMS, WELCOME } from "./samples.ts";

const USAGE = "Use JOIN:CODE, MSG:text, RENAME:name, LEAVE, /chatroom or /list.";
/** BOB's name with U+A789 for its colon. */
const BOB_SHOWN = "Bob\ua789 B";

test("T2, T6: text clients greet without a word, take no calls and say nothing of what arrived", () => {
  expect(text.greeting).toEqual({ type: "hello", video: false });
  expect(text.subprotocol).toBeUndefined();
  expect([text.signals, text.receipts]).toEqual([false, false]);
});

describe("text decode", () => {
  const LINES = [
    ["JOIN:ABCD1234", { type: "join", code: "ABCD1234" }],
    ["JOIN: ABCD1234 ", { type: "join", code: "ABCD1234" }],
    ["RENAME:Ada", { type: "rename", name: "Ada" }],
    ["RENAME: Ada\x1b[1m: B\u202e ", { type: "rename", name: "Ada[1m: B" }],
    ["MSG:hi", { type: "message", text: "hi" }],
    ["MSG: a:b\t:c ", { type: "message", text: " a:b\t:c " }],
    ["MSG:two\nlines", { type: "message", text: "two\nlines" }],
    ["MSG:JOIN:ABCD1234", { type: "message", text: "JOIN:ABCD1234" }],
    ["MSG:\0\x1b]52;\ud800😀", { type: "message", text: "\0\x1b]52;\ud800😀" }],
    ["LEAVE", { type: "leave" }],
    ["/chatroom", { type: "enter" }],
    ["/list", { type: "members", after: 0, limit: 1000 }],
  ] as const;
  test.each(LINES)("T2, P8: %j", (line, message) => expect(text.decode(line)).toEqual(message));

  test.each(LINES)("T5: %j with a line break at its end is the same", (line, message) => {
    expect(text.decode(`${line}\n`)).toEqual(message);
    expect(text.decode(`${line}\r\n`)).toEqual(message);
  });

  test("T5: one line break is not part of the frame, a second one is", () => {
    expect(text.decode("MSG:hi\n\n")).toEqual({ type: "message", text: "hi\n" });
    expect(text.decode("MSG:hi\r\n\r\n")).toEqual({ type: "message", text: "hi\r\n" });
  });

  test.each(["MSG:", "MSG:\n", "MSG:\r\n"])("T2: %j asks for nothing", (line) =>
    expect(text.decode(line)).toBeUndefined(),
  );

  test.each([
    ...["", "\n", ":", "::", "hello", "MSG", "JOIN", "RENAME", "msg:hi", "MSG :hi", " MSG:hi", "MSG\n:hi"],
    ...[
      "LEAVE ",
      "LEAVE:",
      "leave",
      "/list x",
      "/chatroom:",
      "/help",
      "\0",
      '{"type":"LEAVE"}',
      "__proto__:x",
    ],
    ...["constructor:x", "CONNECTED:ABCD1234:x", "\ud800", "MSG\uff1ahi"],
  ])("P5: %j is not known, and the answer says what is", (line) =>
    expect(text.decode(line)).toEqual(refused("unknown-type", { message: USAGE })),
  );

  test.each([
    "",
    "abcd1234",
    "ABCD123",
    "ABCD12345",
    "ABCD 234",
    "ABCD1234:x",
    "ABCD1234\nLEAVE",
    "__proto__",
  ])("P1, R7: nobody has the code %j", (code) =>
    expect(text.decode(`JOIN:${code}`)).toEqual(refused("invalid-or-busy", { re: "JOIN" })),
  );

  test.each(["", " ", "\u200b", "\u2800", "x".repeat(33), "x".repeat(100_000)])(
    "P2: a name that can't be one is refused",
    (name) => expect(text.decode(`RENAME:${name}`)).toEqual(refused("bad-name", { re: "RENAME" })),
  );

  test("P3: a text of 8,192 bytes passes, a longer one is too long", () => {
    for (const most of ["x".repeat(LIMITS.text), "😀".repeat(LIMITS.text / 4)]) {
      expect(text.decode(`MSG:${most}\r\n`)).toEqual({ type: "message", text: most });
      expect(text.decode(`MSG:${most}x`)).toEqual(refused("too-long", { re: "MSG" }));
    }
  });
});

describe("text encode", () => {
  test.each([
    ["T1, T2", WELCOME, "CONNECTED:ADA00000:Ada"],
    ["T1", { ...WELCOME, session: TERMS }, "CONNECTED:ADA00000:Ada"],
    ["T1, T3", { ...WELCOME, name: BOB.name }, `CONNECTED:ADA00000:${BOB_SHOWN}`],
    [
      "T2, T3",
      { type: "paired", pair: PAIR, partner: { ...BOB, video: true }, polite: true, at: 1 },
      `PAIR:BOB00000:${BOB_SHOWN}`,
    ],
    ["T2", { type: "message", to: PAIR, from: ADA, text: "a:b", id: 4, at: 1 }, "MSGFROM:Ada:a:b"],
    ["T2, T3", { type: "message", to: "room", from: BOB, text: "hi", at: 1 }, `CHATROOM:${BOB_SHOWN}:hi`],
    ["T2, T3", { type: "renamed", code: BOB.code, name: BOB.name, you: false }, `RENAMED:${BOB_SHOWN}`],
    ["T2", { type: "renamed", code: BOB.code, name: BOB.name, you: true }, undefined],
    ["T2", { type: "unpaired", pair: PAIR, reason: "left" }, "PEER_LEFT"],
    ["T2", { type: "unpaired", pair: PAIR, reason: "gone" }, "PEER_LEFT"],
    ["T2", { type: "unpaired", pair: PAIR, reason: "failed" }, "PEER_LEFT"],
    ["T2", { type: "unpaired", pair: PAIR, reason: "room" }, "PEER_LEFT_CHATROOM"],
    ["T2", { type: "unpaired", pair: PAIR, reason: "you" }, undefined],
    [
      "T2",
      { type: "entered", count: 1, members: [{ ...ADA, number: 1 }] },
      "INFO:You are now in the chatroom. Type messages to chat with everyone here.",
    ],
    ["T2", { type: "left", reason: "you" }, "INFO:You left the chatroom."],
    ["T2", { type: "left", reason: "paired" }, "INFO:You left the chatroom for 1:1 chat."],
    ["T2", { type: "left", reason: "failed" }, "INFO:The chatroom had to be closed; enter it again."],
    [
      "T2, T3",
      { type: "member", change: "left", member: BOB, count: 500 },
      `INFO:${BOB_SHOWN} (code: BOB00000) has disconnected from the chatroom.`,
    ],
    ["T2", { type: "member", change: "entered", member: BOB, count: 1 }, undefined],
    ["T2", { type: "member", change: "renamed", member: BOB, count: 1 }, undefined],
    ["T2, N3", { type: "member", change: "away", member: BOB, count: 1 }, undefined],
    ["T2, N3", { type: "member", change: "back", member: BOB, count: 1 }, undefined],
    ["T2, N3", { type: "presence", pair: PAIR, away: true }, undefined],
    [
      "I1",
      { type: "invited", invitation: INVITATION, from: { ...BOB, video: true }, expires: 60_000, at: 1 },
      undefined,
    ],
    [
      "I9, C6",
      { type: "ringing", invitation: INVITATION, code: BOB.code, expires: 60_000, at: 1 },
      "INFO:They have been asked. Wait for them to accept.",
    ],
    ...(["declined", "busy", "expired", "gone"] as const).map(
      (reason) =>
        [
          "I9, R7",
          { type: "uninvited", invitation: INVITATION, reason },
          "ERROR:Invalid or busy code",
        ] as const,
    ),
    ["I9", { type: "uninvited", invitation: INVITATION, reason: "cancelled" }, undefined],
    ["T2", { type: "count", count: 500 }, undefined],
    [
      "T2, T3",
      {
        type: "members",
        you: ADA.code,
        count: 3,
        members: [
          { ...BOB, number: 1 },
          { ...ADA, number: 2 },
        ],
      },
      `INFO:Members in chatroom:\n${BOB_SHOWN} (code: BOB00000)\nAda (code: ADA00000) [you]\n… and 1 more`,
    ],
    [
      "T2",
      { type: "members", you: ADA.code, count: 0, members: [] },
      "INFO:No one is currently in the chatroom.",
    ],
    ["T2", { type: "sent", to: PAIR, id: 1, at: 1 }, undefined],
    ["T2", { type: "delivered", pair: PAIR, id: 1 }, undefined],
    ["T2", { type: "typing", pair: PAIR, on: true }, undefined],
    ["T2", refused("not-there", { re: "message", id: 2 }), "ERROR:You are not in that chat."],
    ["T2, R7", refused("invalid-or-busy", { re: "JOIN" }), "ERROR:Invalid or busy code"],
  ] as const)("%s: %j", (_, message, line) => expect(text.encode(message)).toBe(line));

  test("T6: has no word for a signal", () => {
    const signal = { type: "signal", pair: PAIR } as const;
    for (const kind of ["start", "offer", "answer", "candidate", "hangup"] as const) {
      expect(text.encode({ ...signal, kind, payload: "{}" })).toBeUndefined();
    }
  });

  test.each([
    ["\n", " "],
    ["\r", " "],
    ["\r\n", " "],
    ["\n\r\n\n", " "],
    ["\v", " "],
    ["\f", " "],
    ["\x85", " "],
    ["\u2028", " "],
    ["\u2029", " "],
    ["\t", "\t"],
    ["\x1b[1A", "\x1b[1A"],
    ["\u00a0", "\u00a0"],
  ])("T4, P8: %j in a text becomes %j", (written, read) => {
    const said = `hi${written}PEER_LEFT${written}`;
    expect(text.encode({ type: "message", to: PAIR, from: ADA, text: said, at: 1 })).toBe(
      `MSGFROM:Ada:hi${read}PEER_LEFT${read}`,
    );
  });

  test("T3: every colon of a name is replaced", () => {
    expect(text.encode({ ...WELCOME, name: "::a:" as Name })).toBe("CONNECTED:ADA00000:\ua789\ua789a\ua789");
  });
});
