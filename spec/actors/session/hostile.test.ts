import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decode } from "../../../actors/session/decode.ts";
import { CAPACITY } from "../../../actors/session/outbox.ts";
import { KEPT } from "../../../actors/session/people.ts";
import { ADA, chat, LIMITS, ME, PAIR, SessionRig, START } from "../../support/session-rig.ts";

/** One well-formed frame of every type. */
const FRAMES: readonly object[] = [
  { type: "welcome", ...ME, at: START, limits: LIMITS, session: terms() },
  {
    type: "welcome",
    ...ME,
    at: START,
    limits: LIMITS,
    iceServers: [{ urls: ["stun:s.example"] }, { urls: ["turn:t.example"], username: "u", credential: "c" }],
    session: { ...terms(), resumed: true, lost: "expired" },
  },
  { type: "paired", pair: PAIR, partner: { ...ADA, video: true, away: true }, polite: true, at: 1 },
  { type: "unpaired", pair: PAIR, reason: "left" },
  { type: "invited", invitation: "I", from: { ...ADA, video: true }, expires: 1, at: 1 },
  { type: "ringing", invitation: "I", code: ADA.code, expires: 1, at: 1 },
  { type: "uninvited", invitation: "I", reason: "busy" },
  { type: "presence", pair: PAIR, away: true },
  chat("text", { id: 1 }),
  chat("text", { to: "room" }),
  { type: "sent", to: PAIR, id: 1, at: 1 },
  { type: "delivered", pair: PAIR, id: 1 },
  { type: "renamed", ...ME, you: true },
  { type: "entered", count: 1, members: [{ ...ADA, number: 1, away: true }], next: 1 },
  { type: "left", reason: "you" },
  { type: "member", change: "entered", member: ADA, count: 1 },
  { type: "count", count: 1 },
  { type: "members", you: ME.code, count: 1, members: [{ ...ADA, number: 1 }] },
  { type: "restarting", reconnectAfter: 1 },
  { type: "typing", pair: PAIR, on: true },
  { type: "signal", pair: PAIR, kind: "offer", payload: { sdp: null } },
  { type: "error", code: "anything", message: "m", re: "join", id: 1, retryAfter: 1 },
];

function terms() {
  return { token: "T", epoch: "E", seq: 0, window: 1, resumed: false, received: 0 };
}

/** A frame, or what is left of one when any of its parts has been taken out or exchanged. */
const damaged = fc
  .tuple(fc.constantFrom(...FRAMES), fc.array(fc.tuple(fc.nat(), fc.jsonValue()), { maxLength: 2 }))
  .map(([frame, wounds]) => {
    const whole = structuredClone(frame) as Record<string, unknown>;
    for (const [where, what] of wounds) {
      const keys = Object.keys(whole);
      const key = keys[where % keys.length] ?? "";
      if (where % 3 === 0) delete whole[key];
      else whole[key] = what;
    }
    return whole;
  });

const position = fc.oneof(fc.constant({}), fc.constant({ roomSeq: 1 }), fc.record({ seq: fc.nat(3) }));

describe("decoding", () => {
  test.each(FRAMES)("K26: %j is understood, with what is not known left out", (frame) => {
    const decoded = decode(JSON.stringify({ ...frame, seq: 3, novel: [1], __proto__: 1 }));
    expect(decoded).toEqual({ is: "message", message: frame, seq: 3 });
  });

  test.each(FRAMES)("K3: %j is foreign without any of its parts", (frame) => {
    const optional = new Set(["id", "re", "retryAfter", "payload", "next", "lost", "away", "iceServers"]);
    for (const key of Object.keys(frame).filter((one) => !optional.has(one))) {
      expect([key, decode(JSON.stringify({ ...frame, [key]: undefined }))]).toEqual([key, { is: "foreign" }]);
      if (key !== "type") {
        expect([key, decode(JSON.stringify({ ...frame, [key]: [[]] }))]).toEqual([key, { is: "foreign" }]);
      }
    }
  });

  test("K26: names come out normalised, and what is too long is foreign", () => {
    const name = (raw: string) => {
      const decoded = decode(JSON.stringify({ type: "renamed", code: ME.code, name: raw, you: true }));
      return decoded.is === "message" && decoded.message.type === "renamed"
        ? decoded.message.name
        : decoded.is;
    };
    expect(name("  a\n\u202eb  ")).toBe("a b");
    expect(name("\u200b")).toBe("?");
    expect(name("x".repeat(33))).toBe("?");
    expect(name("x".repeat(3000))).toBe("foreign");
    expect(decode(JSON.stringify(chat("x".repeat(65_537))))).toEqual({ is: "foreign" });
    expect(decode(JSON.stringify({ type: "x", filler: "x".repeat(1 << 20) }))).toEqual({ is: "foreign" });
    const long = { type: "error", code: "c", message: "m".repeat(5000) };
    expect(decode(JSON.stringify(long))).toMatchObject({ message: { message: "m".repeat(500) } });
  });

  test("K26: any text at all is decoded to something", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.json(),
          damaged.map((f) => JSON.stringify(f)),
        ),
        (text) => {
          expect(["message", "unknown", "foreign"]).toContain(decode(text).is);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("a hostile relay", () => {
  const intent = fc.constantFrom(
    { type: "say", text: "hi" } as const,
    { type: "join", code: ADA.code } as const,
    { type: "accept" } as const,
    { type: "decline" } as const,
    { type: "cancel" } as const,
    { type: "enter" } as const,
    { type: "leave" } as const,
    { type: "list" } as const,
    { type: "list.more" } as const,
    { type: "typing", on: true } as const,
    { type: "typing", on: false } as const,
    { type: "ignore", who: "Ada" } as const,
    { type: "unignore", who: "Ada" } as const,
    { type: "rename", name: "Grace" } as const,
    { type: "focus", on: false } as const,
    { type: "focus", on: true } as const,
    { type: "signal", kind: "start" } as const,
    { type: "clear" } as const,
    { type: "retry" } as const,
    { type: "wake" } as const,
    { type: "network.offline" } as const,
    { type: "network.online" } as const,
  );
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant("frame" as const), fc.constantFrom(...FRAMES), position) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("frame" as const), damaged, position) },
    { weight: 4, arbitrary: fc.tuple(fc.constant("intent" as const), intent) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("pass" as const), fc.constantFrom(10, 300, 5000, 40_000)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constant("close" as const), fc.constantFrom(1006, 1009, 1012, 4409, 4429)),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constant("refuse" as const), fc.constantFrom(404, 429, 502)) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constant("open" as const), fc.constantFrom("parley.v1", "parley.v1", "")),
    },
  );

  test("K26: whatever it and the person do, in whatever order, the session stands and stays in its bounds", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, video) => {
        const rig = new SessionRig({ video, name: "Grace", room: true });
        const errors: unknown[] = [];
        rig.actor.subscribe({ error: (error) => errors.push(error) });
        for (const [what, value, about] of steps) {
          if (what === "frame") rig.socket.frame({ ...value, ...about });
          if (what === "intent") rig.intend(value);
          if (what === "pass") rig.pass(value);
          if (what === "close") rig.socket.close(value);
          if (what === "refuse") rig.socket.refuse({ status: value });
          if (what === "open") rig.socket.open(value);
          const { view } = rig;
          expect(errors).toEqual([]);
          expect(rig.sockets.filter(({ stopped }) => !stopped).length).toBeLessThanOrEqual(1);
          expect(rig.calls.filter(({ stopped }) => !stopped).length).toBe(view.place.at === "pair" ? 1 : 0);
          expect(view.invitations.length).toBeLessThanOrEqual(8);
          expect(view.roster.members.length).toBeLessThanOrEqual(KEPT);
          expect(rig.actor.getSnapshot().context.outbox.items.length).toBeLessThanOrEqual(CAPACITY);
        }
      }),
      { numRuns: 300 },
    );
  });
});
