import { describe, expect, test } from "@jest/globals";
import { CallPair, OFFER } from "../../support/call-rig.ts";

const ready = { type: "media.ready", camera: true } as const;
const begin = { type: "call.start", camera: true } as const;
const accept = { type: "call.accept", camera: true } as const;

/** B rings at A. */
function ringing() {
  const pair = new CallPair();
  pair.b.intend(begin).says(ready);
  return pair.deliver("b");
}

describe("two sides", () => {
  test("M1, M5: ring, accept, talk, hang up", () => {
    const pair = ringing();
    expect(pair.are).toEqual(["ringing-in", "ringing-out"]);
    pair.a.intend(accept).says(ready);
    expect(pair.settle().are).toEqual(["live", "live"]);
    pair.b.intend({ type: "call.hangup" });
    expect(pair.settle().ends).toEqual(["ended", "hung-up"]);
    // And once more, the other way round.
    pair.a.intend(begin).says(ready);
    pair.deliver("a").b.intend(accept).says(ready);
    expect(pair.settle().are).toEqual(["live", "live"]);
  });

  test("M8: both call at once: it is one call, and the impolite side makes the offer", () => {
    const pair = new CallPair();
    for (const side of [pair.a, pair.b]) side.intend(begin).says(ready);
    pair.deliver("a").deliver("b");
    expect(pair.are).toEqual(["connecting", "connecting"]);
    expect(pair.a.peer.take()).toEqual([]);
    expect(pair.b.peer.take()).toEqual([{ type: "offer" }]);
    pair.b.says({ type: "peer.offers", description: OFFER });
    expect(pair.settle().are).toEqual(["live", "live"]);
    pair.a.intend({ type: "call.hangup" });
    expect(pair.settle().ends).toEqual(["hung-up", "ended"]);
  });

  test("M8: also when one has not got a microphone yet", () => {
    for (const [fast, slow] of [["a", "b"] as const, ["b", "a"] as const]) {
      const pair = new CallPair();
      pair[slow].intend(begin);
      pair[fast].intend(begin).says(ready);
      pair.deliver(fast);
      expect(pair[slow].is).toBe("preparing");
      pair[slow].says(ready);
      expect(pair.settle().are).toEqual(["live", "live"]);
    }
  });

  test("M8: cancelled while both call: over for both", () => {
    const pair = new CallPair();
    for (const side of [pair.a, pair.b]) side.intend(begin).says(ready);
    pair.a.intend({ type: "call.cancel" });
    expect(pair.settle().ends).toEqual(["cancelled", "ended"]);
  });

  test("M8: accepted and cancelled at once: cancelled, and nothing rings again", () => {
    const pair = ringing();
    pair.a.intend(accept).says(ready, { type: "peer.offers", description: OFFER });
    pair.b.intend({ type: "call.cancel" });
    pair.deliver("a").deliver("b");
    expect(pair.settle().ends).toEqual(["ended", "cancelled"]);
  });

  test("M8: accepted, cancelled and called again: the second call rings, and can be taken", () => {
    const pair = ringing();
    pair.a.intend(accept).says(ready, { type: "peer.offers", description: OFFER });
    pair.b.intend({ type: "call.cancel" });
    pair.clock.increment(10);
    pair.b.intend(begin).says(ready);
    pair.deliver("a");
    expect(pair.b.is).toBe("ringing-out");
    pair.deliver("b");
    expect(pair.are).toEqual(["ringing-in", "ringing-out"]);
    pair.a.intend(accept).says(ready);
    expect(pair.settle().are).toEqual(["live", "live"]);
  });

  test("M8: declined and cancelled at once: over for both, and the next call is another", () => {
    const pair = ringing();
    pair.a.intend({ type: "call.decline" });
    pair.b.intend({ type: "call.cancel" });
    pair.clock.increment(10);
    pair.b.intend(begin).says(ready);
    expect(pair.deliver("a").deliver("b").are).toEqual(["ringing-in", "ringing-out"]);
  });

  test("M8: hung up by both at once", () => {
    const pair = ringing();
    pair.a.intend(accept).says(ready);
    pair.settle().a.intend({ type: "call.hangup" });
    pair.b.intend({ type: "call.hangup" });
    expect(pair.settle().ends).toEqual(["hung-up", "hung-up"]);
  });

  test("M8: hung up while it connects", () => {
    const pair = ringing();
    pair.a.intend(accept).says(ready, { type: "peer.offers", description: OFFER });
    pair.deliver("a").b.intend({ type: "call.hangup" });
    expect(pair.settle().ends).toEqual(["ended", "hung-up"]);
  });

  test("M8: time is over for both at once", () => {
    const pair = ringing();
    pair.clock.increment(45_000);
    expect(pair.settle().ends).toEqual(["timeout", "no-answer"]);
  });

  test("M9: an offer of a call that one side has forgotten ends it on the other", () => {
    const pair = ringing();
    pair.a.intend(accept).says(ready);
    pair.settle();
    const forgetful = new CallPair();
    forgetful.a.hear("offer", { ...OFFER, call: 5, media: { muted: false, camera: true, screen: false } });
    expect(forgetful.a.is).toBe("idle");
    expect(forgetful.a.take()).toEqual([{ kind: "hangup", payload: { reason: "ended", call: 5 } }]);
  });

  test("M9: who calls while the other believes to be in a call has ended that one", () => {
    const pair = ringing();
    pair.a.intend(accept).says(ready);
    pair.settle().a.hear("start", { call: 99, media: { muted: false, camera: true, screen: false } });
    expect([pair.a.is, pair.a.media.open]).toEqual(["ringing-in", 0]);
    expect(pair.a.intend(accept).says(ready).is).toBe("connecting");
  });
});
