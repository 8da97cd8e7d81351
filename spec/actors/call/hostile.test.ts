import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CallIntent, CallNews, PeerEvent } from "../../../actors/call/intents.ts";
import { understood } from "../../../actors/call/payload.ts";
import { SIGNAL_KINDS } from "../../../actors/protocol/messages.ts";
import { ANSWER, CANDIDATE, CallRig, OFFER, SHOWN, START } from "../../support/call-rig.ts";

const kind = fc.constantFrom(...SIGNAL_KINDS);
const call = fc.constantFrom({}, { call: START }, { call: 7 }, { call: 8 });
const payload = fc.oneof(
  { weight: 3, arbitrary: call },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(OFFER, ANSWER, CANDIDATE, { reason: "cancelled" }, { media: SHOWN }), call)
      .map(([about, of]) => ({ ...about, ...of })),
  },
  { weight: 2, arbitrary: fc.constantFrom(undefined, null, { candidate: CANDIDATE }, { reason: 5 }) },
  { weight: 2, arbitrary: fc.jsonValue() },
);
const intents: readonly (CallIntent | CallNews)[] = [
  { type: "call.start", camera: true },
  { type: "call.accept", camera: false },
  { type: "call.decline" },
  { type: "call.cancel" },
  { type: "call.hangup" },
  { type: "call.mute", on: true },
  { type: "call.camera", on: true },
  { type: "call.camera", on: false },
  { type: "call.flip" },
  { type: "call.share", on: true },
  { type: "call.share", on: false },
  { type: "call.devices", microphone: "m" },
  { type: "call.dismiss" },
  { type: "partner.away" },
  { type: "partner.back" },
  { type: "link.down" },
  { type: "link.up", iceServers: [] },
];
const told: readonly PeerEvent[] = [
  { type: "media.ready", camera: true },
  { type: "media.ready", camera: false, without: "in-use" },
  { type: "media.refused", why: "no-permission" },
  { type: "peer.offers", description: OFFER },
  { type: "peer.answers", description: ANSWER },
  { type: "peer.found", candidate: CANDIDATE },
  { type: "peer.connected" },
  { type: "peer.disconnected" },
  { type: "peer.failed" },
  { type: "peer.broken" },
  { type: "peer.quality", rtt: 1, loss: 0 },
  { type: "peer.hears", muted: true },
  { type: "camera.on" },
  { type: "camera.off" },
  { type: "screen.on" },
  { type: "screen.off" },
];
const step = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant("hear" as const), kind, payload) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("intend" as const), fc.constantFrom(...intents)) },
  { weight: 5, arbitrary: fc.tuple(fc.constant("says" as const), fc.constantFrom(...told)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("pass" as const), fc.constantFrom(10, 4000, 8000, 45_000)) },
);

describe("arbitrary partners", () => {
  test("M16: any payload is understood as something or nothing", () => {
    fc.assert(
      fc.property(kind, fc.oneof(payload, fc.jsonValue()), (kind, payload) => {
        understood({ kind, payload });
      }),
      { numRuns: 1000 },
    );
  });

  test("M16: whatever is said, done and told, the call stands, has one connection, and comes to an end", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, polite) => {
        const rig = new CallRig({ polite });
        const errors: unknown[] = [];
        rig.actor.subscribe({ error: (error) => errors.push(error) });
        for (const [what, value, about] of steps) {
          if (what === "hear") rig.hear(value, about);
          if (what === "intend") rig.intend(value);
          if (what === "says" && rig.media.open > 0) rig.says(value);
          if (what === "pass") rig.pass(value);
          const engaged = !["idle", "ringing-in", "ended"].includes(rig.is);
          expect(errors).toEqual([]);
          expect(rig.media.open).toBe(engaged ? 1 : 0);
        }
        // With everybody there, time alone ends whatever is not in the person's or the partner's hands.
        rig.intend({ type: "partner.back" }, { type: "link.up", iceServers: [] });
        for (let i = 0; i < 40; i++) rig.pass(5000);
        expect(["idle", "preparing", "live", "ended"]).toContain(rig.is);
        rig.intend({ type: "call.hangup" });
        expect(["idle", "ended"]).toContain(rig.is);
        expect(rig.media.open).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
