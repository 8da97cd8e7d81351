import { describe, expect, test } from "@jest/globals";
import type { RelayMessage } from "../../../actors/protocol/messages.ts";
import { v1, withPosition } from "../../../actors/protocol/v1.ts";
import { ADA, BOB, INVITATION, PAIR, refused, TERMS, WELCOME } from "./samples.ts";

const BOTH = [
  { ...BOB, number: 1 },
  { ...ADA, number: 2 },
] as const;

describe("v1 encode", () => {
  test.each<readonly [rules: string, message: RelayMessage, frame: string | undefined]>([
    [
      "V1",
      WELCOME,
      '{"type":"welcome","code":"ADA00000","name":"Ada","at":7,"limits":{"text":8192,"name":32,"payload":65536,"listed":200,"burst":120,"rate":40}}',
    ],
    [
      "V1",
      { ...WELCOME, session: { ...TERMS, lost: "expired" } },
      '{"type":"welcome","code":"ADA00000","name":"Ada","at":7,"limits":{"text":8192,"name":32,"payload":65536,"listed":200,"burst":120,"rate":40},"session":{"token":"TOKEN000000000001","epoch":"EPOCH00000000001","seq":0,"window":60000,"resumed":false,"received":0,"lost":"expired"}}',
    ],
    [
      "V6",
      { type: "paired", pair: PAIR, partner: { ...BOB, video: true }, polite: true, at: 9 },
      '{"type":"paired","pair":"PAIR000000000001","partner":{"code":"BOB00000","name":"Bob: B","video":true},"polite":true,"at":9}',
    ],
    [
      "N3",
      { type: "paired", pair: PAIR, partner: { ...BOB, video: false, away: true }, polite: false, at: 9 },
      '{"type":"paired","pair":"PAIR000000000001","partner":{"code":"BOB00000","name":"Bob: B","video":false,"away":true},"polite":false,"at":9}',
    ],
    [
      "I1",
      { type: "invited", invitation: INVITATION, from: { ...BOB, video: true }, expires: 60_000, at: 9 },
      '{"type":"invited","invitation":"INVITATION000001","from":{"code":"BOB00000","name":"Bob: B","video":true},"expires":60000,"at":9}',
    ],
    [
      "I1",
      { type: "ringing", invitation: INVITATION, code: BOB.code, expires: 60_000, at: 9 },
      '{"type":"ringing","invitation":"INVITATION000001","code":"BOB00000","expires":60000,"at":9}',
    ],
    ...(["declined", "busy", "cancelled", "expired", "gone"] as const).map(
      (reason) =>
        [
          "I2",
          { type: "uninvited", invitation: INVITATION, reason },
          `{"type":"uninvited","invitation":"INVITATION000001","reason":"${reason}"}`,
        ] as const,
    ),
    [
      "N3",
      { type: "presence", pair: PAIR, away: true },
      '{"type":"presence","pair":"PAIR000000000001","away":true}',
    ],
    ...(["you", "left", "room", "gone", "failed"] as const).map(
      (reason) =>
        [
          "V11",
          { type: "unpaired", pair: PAIR, reason },
          `{"type":"unpaired","pair":"PAIR000000000001","reason":"${reason}"}`,
        ] as const,
    ),
    [
      "P8",
      { type: "message", to: PAIR, from: BOB, text: 'a"\n\u2028😀\ud800', id: 4, at: 9 },
      '{"type":"message","to":"PAIR000000000001","from":{"code":"BOB00000","name":"Bob: B"},"text":"a\\"\\n\u2028😀\\ud800","id":4,"at":9}',
    ],
    [
      "V11",
      { type: "message", to: "room", from: BOB, text: "hi", at: 9 },
      '{"type":"message","to":"room","from":{"code":"BOB00000","name":"Bob: B"},"text":"hi","at":9}',
    ],
    ["V11", { type: "sent", to: "room", id: 4, at: 9 }, '{"type":"sent","to":"room","id":4,"at":9}'],
    [
      "V11",
      { type: "delivered", pair: PAIR, id: 4 },
      '{"type":"delivered","pair":"PAIR000000000001","id":4}',
    ],
    [
      "V11",
      { type: "renamed", ...BOB, you: false },
      '{"type":"renamed","code":"BOB00000","name":"Bob: B","you":false}',
    ],
    [
      "V11",
      { type: "renamed", ...ADA, you: true },
      '{"type":"renamed","code":"ADA00000","name":"Ada","you":true}',
    ],
    [
      "V11",
      { type: "entered", count: 2, members: BOTH },
      '{"type":"entered","count":2,"members":[{"code":"BOB00000","name":"Bob: B","number":1},{"code":"ADA00000","name":"Ada","number":2}]}',
    ],
    [
      "N3",
      { type: "entered", count: 1, members: [{ ...BOB, number: 1, away: true }] },
      '{"type":"entered","count":1,"members":[{"code":"BOB00000","name":"Bob: B","number":1,"away":true}]}',
    ],
    [
      "V11",
      { type: "entered", count: 3, members: [], next: 2 },
      '{"type":"entered","count":3,"members":[],"next":2}',
    ],
    ...(["you", "paired", "failed"] as const).map(
      (reason) => ["V11", { type: "left", reason }, `{"type":"left","reason":"${reason}"}`] as const,
    ),
    ...(["entered", "left", "renamed", "away", "back"] as const).flatMap((change) => [
      [
        "V9",
        { type: "member", change, member: BOB, count: 200 },
        `{"type":"member","change":"${change}","member":{"code":"BOB00000","name":"Bob: B"},"count":200}`,
      ] as const,
      ["V9", { type: "member", change, member: BOB, count: 201 }, undefined] as const,
    ]),
    ["V9", { type: "count", count: 201 }, '{"type":"count","count":201}'],
    [
      "V11",
      { type: "members", you: ADA.code, count: 1, members: [{ ...ADA, number: 2 }], next: 2 },
      '{"type":"members","you":"ADA00000","count":1,"members":[{"code":"ADA00000","name":"Ada","number":2}],"next":2}',
    ],
    [
      "V11",
      { type: "typing", pair: PAIR, on: true },
      '{"type":"typing","pair":"PAIR000000000001","on":true}',
    ],
    [
      "V11",
      { type: "signal", pair: PAIR, kind: "hangup" },
      '{"type":"signal","pair":"PAIR000000000001","kind":"hangup"}',
    ],
    [
      "P4, P7",
      { type: "signal", pair: PAIR, kind: "offer", payload: '{"a": 1.0}' },
      '{"type":"signal","pair":"PAIR000000000001","kind":"offer","payload":{"a": 1.0}}',
    ],
    ["V10", refused("bad-json"), '{"type":"error","code":"bad-json","message":"Invalid JSON format."}'],
    [
      "V10",
      refused("not-there", { re: "message", id: 4 }),
      '{"type":"error","code":"not-there","message":"You are not in that chat.","re":"message","id":4}',
    ],
  ])("%s: %j", (_, message, frame) => expect(v1.encode(message)).toBe(frame));

  test("V11: a frame's place in a stream comes last, whatever ends the frame", () => {
    expect(withPosition('{"type":"error","message":"}"}', "seq", 7)).toBe(
      '{"type":"error","message":"}","seq":7}',
    );
    expect(withPosition('{"type":"entered","members":[],"seq":1}', "roomSeq", 0)).toBe(
      '{"type":"entered","members":[],"seq":1,"roomSeq":0}',
    );
  });
});
