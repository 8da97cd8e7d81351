import { describe, expect, test } from "@jest/globals";
import { classic } from "../../../actors/protocol/classic.ts";
import { ADA, BOB, INVITATION, PAIR, refused, TERMS, WELCOME } from "./samples.ts";

describe("classic encode", () => {
  const to = (type: string, payload: object) => ({ type, payload });
  test.each([
    ["C1", WELCOME, to("CONNECTED", { code: ADA.code, name: ADA.name })],
    ["C1", { ...WELCOME, session: TERMS }, to("CONNECTED", { code: ADA.code, name: ADA.name })],
    [
      "C2",
      { type: "paired", pair: PAIR, partner: { ...BOB, video: true }, polite: true, at: 1 },
      to("PAIR", { code: BOB.code, name: BOB.name }),
    ],
    [
      "C2",
      { type: "message", to: PAIR, from: BOB, text: "hi", id: 4, at: 1 },
      to("MSGFROM", { sender: "Bob: B", text: "hi" }),
    ],
    [
      "C2",
      { type: "message", to: "room", from: BOB, text: "hi", at: 1 },
      to("CHATROOM", { sender: "Bob: B", text: "hi" }),
    ],
    [
      "C2",
      { type: "renamed", code: BOB.code, name: BOB.name, you: false },
      to("RENAMED", { newName: "Bob: B" }),
    ],
    ["C2", { type: "renamed", code: BOB.code, name: BOB.name, you: true }, undefined],
    ["C2", { type: "unpaired", pair: PAIR, reason: "left" }, to("PEER_LEFT", {})],
    ["C2", { type: "unpaired", pair: PAIR, reason: "gone" }, to("PEER_LEFT", {})],
    ["C2", { type: "unpaired", pair: PAIR, reason: "failed" }, to("PEER_LEFT", {})],
    ["C2", { type: "unpaired", pair: PAIR, reason: "room" }, to("PEER_LEFT_CHATROOM", {})],
    ["C2", { type: "unpaired", pair: PAIR, reason: "you" }, undefined],
    [
      "C2, C6",
      { type: "entered", count: 1, members: [{ ...ADA, number: 1 }] },
      to("INFO", { message: "You are now in the chatroom. Type messages to chat with everyone here." }),
    ],
    ["C2, C6", { type: "left", reason: "you" }, to("INFO", { message: "You left the chatroom." })],
    [
      "C2, C6",
      { type: "left", reason: "paired" },
      to("INFO", { message: "You left the chatroom for 1:1 chat." }),
    ],
    [
      "C2",
      { type: "left", reason: "failed" },
      to("INFO", { message: "The chatroom had to be closed; enter it again." }),
    ],
    [
      "C2, C6",
      { type: "member", change: "left", member: BOB, count: 500 },
      to("INFO", { message: "Bob: B (code: BOB00000) has disconnected from the chatroom." }),
    ],
    ["C2", { type: "member", change: "entered", member: BOB, count: 1 }, undefined],
    ["C2", { type: "member", change: "renamed", member: BOB, count: 1 }, undefined],
    ["C2, N3", { type: "member", change: "away", member: BOB, count: 1 }, undefined],
    ["C2, N3", { type: "member", change: "back", member: BOB, count: 1 }, undefined],
    ["C2, N3", { type: "presence", pair: PAIR, away: true }, undefined],
    [
      "I1",
      { type: "invited", invitation: INVITATION, from: { ...BOB, video: true }, expires: 60_000, at: 1 },
      undefined,
    ],
    [
      "I9, C6",
      { type: "ringing", invitation: INVITATION, code: BOB.code, expires: 60_000, at: 1 },
      to("INFO", { message: "They have been asked. Wait for them to accept." }),
    ],
    ...(["declined", "busy", "expired", "gone"] as const).map(
      (reason) =>
        [
          "I9, R7",
          { type: "uninvited", invitation: INVITATION, reason },
          to("ERROR", { message: "Invalid or busy code" }),
        ] as const,
    ),
    ["I9", { type: "uninvited", invitation: INVITATION, reason: "cancelled" }, undefined],
    ["C2", { type: "count", count: 500 }, undefined],
    [
      "C5, C6",
      {
        type: "members",
        you: ADA.code,
        count: 2,
        members: [
          { ...BOB, number: 1 },
          { ...ADA, number: 2 },
        ],
      },
      to("INFO", { message: "Members in chatroom:\nBob: B (code: BOB00000)\nAda (code: ADA00000) [you]" }),
    ],
    [
      "C5",
      { type: "members", you: ADA.code, count: 3, members: [{ ...BOB, number: 1 }], next: 1 },
      to("INFO", { message: "Members in chatroom:\nBob: B (code: BOB00000)\n… and 2 more" }),
    ],
    [
      "C5, C6",
      { type: "members", you: ADA.code, count: 0, members: [] },
      to("INFO", { message: "No one is currently in the chatroom." }),
    ],
    ["C2", { type: "sent", to: PAIR, id: 1, at: 1 }, undefined],
    ["C2", { type: "delivered", pair: PAIR, id: 1 }, undefined],
    ["C2", { type: "typing", pair: PAIR, on: true }, undefined],
    ["C2, C7", refused("bad-json"), to("ERROR", { message: "Invalid JSON format." })],
    ["C2, R7", refused("invalid-or-busy", { re: "JOIN" }), to("ERROR", { message: "Invalid or busy code" })],
  ] as const)("%s: %j", (_, message, value) => {
    const encoded = classic.encode(message);
    expect(encoded).toBe(value === undefined ? undefined : JSON.stringify(value));
  });

  test.each([
    ["start", "VIDEO_PLEASE_START"],
    ["offer", "VIDEO_OFFER"],
    ["answer", "VIDEO_ANSWER"],
    ["candidate", "VIDEO_ICE"],
    ["hangup", "VIDEO_HANGUP"],
  ] as const)("C4: a signal %s is %s, its payload to the letter", (kind, type) => {
    const signal = { type: "signal", pair: PAIR, kind } as const;
    expect(classic.encode(signal)).toBe(`{"type":"${type}"}`);
    expect(classic.encode({ ...signal, payload: '{"a": 1.0}' })).toBe(
      `{"type":"${type}","payload":{"a": 1.0}}`,
    );
  });
});
