import { describe, expect, test } from "@jest/globals";
import { ANSWER, CANDIDATE, CallRig, OFFER, SHOWN, START, THEIRS } from "../../support/call-rig.ts";

const kinds = (rig: CallRig) => rig.take().map(({ kind }) => kind);
const hangups = (rig: CallRig) =>
  rig.take().flatMap(({ kind, payload }) => (kind === "hangup" ? [payload] : []));

describe("calling", () => {
  test("M1: first the microphone, then it rings, and the partner's offer is the acceptance", () => {
    const rig = new CallRig();
    expect(rig.view).toMatchObject({ is: "idle", own: { camera: "off", muted: false } });
    rig.pass(10).intend({ type: "call.start", camera: true });
    expect(rig.view).toMatchObject({ is: "preparing", since: START + 10, own: { camera: "starting" } });
    expect(rig.peer.input).toEqual({ iceServers: [], camera: true, devices: {} });
    expect(rig.take()).toEqual([]);
    rig.says({ type: "media.ready", camera: true });
    expect(rig.view).toMatchObject({ is: "ringing-out", until: START + 45_010, own: { camera: "on" } });
    expect(rig.take()).toEqual([{ kind: "start", payload: { call: START + 10, media: SHOWN } }]);
    rig.hear("offer", { ...OFFER, call: START + 10, media: SHOWN });
    expect(rig.is).toBe("connecting");
    expect(rig.peer.take()).toEqual([{ type: "offered", description: OFFER, polite: true }]);
    rig.says({ type: "peer.answers", description: ANSWER }, { type: "peer.found", candidate: CANDIDATE });
    expect(rig.take()).toEqual([
      { kind: "answer", payload: { ...ANSWER, call: START + 10, media: SHOWN } },
      { kind: "candidate", payload: CANDIDATE },
    ]);
    rig.hear("candidate", CANDIDATE);
    expect(rig.peer.take()).toEqual([{ type: "candidate", candidate: CANDIDATE }]);
    rig.pass(100).says({ type: "peer.connected" });
    expect(rig.view).toMatchObject({ is: "live", liveSince: START + 110 });
  });

  test("M1: without a camera it is a call all the same, and says why", () => {
    const rig = new CallRig().intend({ type: "call.start", camera: true });
    rig.says({ type: "media.ready", camera: false, without: "no-device" });
    expect(rig.view).toMatchObject({ is: "ringing-out", own: { camera: "off", problem: "no-device" } });
    expect(rig.take()).toMatchObject([{ payload: { media: { camera: false } } }]);
  });

  test.each(["no-permission", "no-device", "in-use", "insecure", "unsupported"] as const)(
    "M2: %s: nobody is rung, and the view says what can be done",
    (why) => {
      const rig = new CallRig()
        .intend({ type: "call.start", camera: true })
        .says({ type: "media.refused", why });
      expect(rig.view).toMatchObject({ is: "ended", reason: why, advice: expect.any(String) });
      expect(rig.take()).toEqual([]);
      expect(rig.media.open).toBe(0);
    },
  );

  test("M2: what can't work is said before anybody calls", () => {
    const rig = new CallRig();
    rig.media.devices({ obstacle: "insecure" });
    expect(rig.view).toMatchObject({ is: "idle", obstacle: "insecure" });
    expect(rig.intend({ type: "call.start", camera: true }).end).toBe("insecure");
    rig.rung().intend({ type: "call.accept", camera: true });
    expect(rig.end).toBe("insecure");
    expect(hangups(rig)).toEqual([{ reason: "failed", call: 7 }]);
    expect(rig.media.peers).toEqual([]);
  });

  test("M2: a partner whose client takes no calls is not rung", () => {
    const rig = new CallRig({
      partner: { ...new CallRig().actor.getSnapshot().context.input.partner, video: false },
    });
    expect(rig.intend({ type: "call.start", camera: false }).end).toBe("no-video");
  });

  test.each([
    [{ reason: "declined" }, "declined"],
    [{ reason: "busy" }, "busy"],
    [{ reason: "no-video" }, "no-video"],
    [{ reason: "timeout" }, "no-answer"],
    [{ reason: "failed" }, "failed"],
    [{ reason: "of a later version" }, "declined"],
    [{}, "declined"],
    [null, "declined"],
    [undefined, "declined"],
    ["ended", "declined"],
  ])("M3: a hang-up of %j while it rings there: %s", (payload, reason) => {
    const rig = new CallRig().ring();
    expect(rig.hear("hangup", payload).end).toBe(reason);
    expect(rig.media.open).toBe(0);
    expect(kinds(rig)).toEqual(["start"]);
  });

  test.each(["call.cancel", "call.hangup"] as const)("M3: %s takes it back", (type) => {
    const early = new CallRig().intend({ type: "call.start", camera: true }, { type });
    expect([early.end, early.take()]).toEqual(["cancelled", []]);
    const rig = new CallRig().ring().intend({ type });
    expect([rig.end, hangups(rig)]).toEqual(["cancelled", [{ reason: "cancelled", call: START }]]);
  });

  test("M3: after 45 s nobody has answered", () => {
    const rig = new CallRig().ring().pass(44_999);
    expect(rig.is).toBe("ringing-out");
    expect(rig.pass(1).end).toBe("no-answer");
    expect(hangups(rig)).toEqual([{ reason: "timeout", call: START }]);
  });

  test("M4: how it ended stays until it is dismissed or there is another", () => {
    const rig = new CallRig().ring().hear("hangup", { reason: "declined" }).pass(1e6);
    expect(rig.view).toMatchObject({ is: "ended", sentence: "Your call was declined.", advice: undefined });
    expect(rig.intend({ type: "call.dismiss" }).is).toBe("idle");
    rig.ring().hear("hangup");
    expect(rig.ring().is).toBe("ringing-out");
    rig.hear("hangup");
    expect(rig.rung().is).toBe("ringing-in");
  });
});

describe("being called", () => {
  test("M5: it rings until it is accepted; then this side makes the offer", () => {
    const rig = new CallRig().rung();
    expect(rig.view).toMatchObject({ is: "ringing-in", camera: true, until: START + 45_000 });
    expect(rig.media.peers).toEqual([]);
    rig.intend({ type: "call.accept", camera: false });
    expect(rig.is).toBe("preparing");
    expect(rig.peer.input).toMatchObject({ camera: false });
    rig.says({ type: "media.ready", camera: false });
    expect(rig.is).toBe("connecting");
    expect(rig.peer.take()).toEqual([{ type: "offer" }]);
    rig.says({ type: "peer.offers", description: OFFER });
    expect(rig.take()).toEqual([
      { kind: "offer", payload: { ...OFFER, call: 7, media: { ...SHOWN, camera: false } } },
    ]);
    rig.hear("answer", { ...ANSWER, ...THEIRS });
    expect(rig.peer.take()).toEqual([{ type: "answered", description: ANSWER }]);
    expect(rig.says({ type: "peer.connected" }).is).toBe("live");
  });

  test("M5: to call who calls is to accept", () => {
    const rig = new CallRig().rung().ring();
    expect(rig.is).toBe("connecting");
    expect(rig.peer.take()).toEqual([{ type: "offer" }]);
  });

  test.each(["call.decline", "call.hangup"] as const)("M5: %s declines", (type) => {
    const rig = new CallRig().rung().intend({ type });
    expect([rig.end, hangups(rig)]).toEqual(["hung-up", [{ reason: "declined", call: 7 }]]);
  });

  test("M5: also when it was accepted and the microphone is not there yet", () => {
    const rig = new CallRig().rung().intend({ type: "call.accept", camera: true }, { type: "call.decline" });
    expect([rig.end, hangups(rig)]).toEqual(["hung-up", [{ reason: "declined", call: 7 }]]);
    expect(rig.media.open).toBe(0);
  });

  test("M5: a microphone that is refused ends it, and the caller hears so", () => {
    const rig = new CallRig().rung().intend({ type: "call.accept", camera: true });
    rig.says({ type: "media.refused", why: "no-permission" });
    expect([rig.end, hangups(rig)]).toEqual(["no-permission", [{ reason: "failed", call: 7 }]]);
  });

  test.each([
    [undefined, "cancelled"],
    [{ reason: "cancelled", call: 7 }, "cancelled"],
    [{ reason: "timeout", call: 7 }, "timeout"],
    [{ reason: "failed" }, "failed"],
  ])("M5: a hang-up of %j while it rings here: %s", (payload, reason) => {
    expect(new CallRig().rung().hear("hangup", payload).end).toBe(reason);
    const accepted = new CallRig().rung().intend({ type: "call.accept", camera: true });
    expect(accepted.hear("hangup", payload).end).toBe(reason);
  });

  test("M5: after 45 s it is missed", () => {
    const rig = new CallRig().rung().pass(45_000);
    expect([rig.end, hangups(rig)]).toEqual(["timeout", [{ reason: "timeout", call: 7 }]]);
  });

  test("M5: another start rings on, as what it is", () => {
    const rig = new CallRig().rung().hear("start", { call: 8, media: { ...SHOWN, camera: false } });
    expect(rig.view).toMatchObject({ is: "ringing-in", camera: false });
    expect(rig.hear("hangup", { reason: "cancelled", call: 7 }).is).toBe("ringing-in");
    expect(rig.hear("hangup", { reason: "cancelled", call: 8 }).end).toBe("cancelled");
  });
});

describe("hanging up", () => {
  test.each(["connect", "live"] as const)("M6: either may, once taken (%s)", (state) => {
    const mine = new CallRig()[state]();
    mine.take();
    expect(mine.intend({ type: "call.hangup" }).end).toBe("hung-up");
    expect([hangups(mine), mine.media.open]).toEqual([[{ reason: "ended", call: 7 }], 0]);
    for (const [payload, reason] of [
      [undefined, "ended"],
      [{ reason: "ended" }, "ended"],
      [{ reason: "cancelled" }, "ended"],
      [{ reason: "failed" }, "failed"],
      [{ reason: "declined" }, "declined"],
    ] as const) {
      const theirs = new CallRig()[state]();
      theirs.take();
      expect(theirs.hear("hangup", payload).end).toBe(reason);
      expect([theirs.take(), theirs.media.open]).toEqual([[], 0]);
    }
  });

  test("M6: a connection that breaks ends it for both", () => {
    const rig = new CallRig().live().says({ type: "peer.broken" });
    expect([rig.end, hangups(rig)]).toEqual(["failed: client", [{ reason: "failed", call: 7 }]]);
  });

  test("M6: how long it took is known after it", () => {
    const rig = new CallRig().live().pass(5000).intend({ type: "call.hangup" });
    expect(rig.view).toMatchObject({ since: START + 5000, liveSince: START });
    expect(rig.ring().hear("hangup").view).toMatchObject({ is: "ended", liveSince: undefined });
  });
});

describe("classic partners", () => {
  test("M7: who is asked to start offers, and the asking classic client answers", () => {
    const rig = new CallRig().hear("start", {});
    expect(rig.view).toMatchObject({ is: "ringing-in", camera: undefined });
    rig.intend({ type: "call.accept", camera: true });
    rig.says({ type: "media.ready", camera: true }, { type: "peer.offers", description: OFFER });
    expect(rig.take()).toEqual([{ kind: "offer", payload: { ...OFFER, media: SHOWN } }]);
    rig.hear("answer", ANSWER).says({ type: "peer.connected" });
    expect(rig.is).toBe("live");
    rig.intend({ type: "call.mute", on: true });
    expect(rig.take()).toEqual([]);
    expect(rig.hear("hangup").end).toBe("ended");
  });

  test("M7: who is rung by v1 offers, and candidates may come before it is accepted", () => {
    const rig = new CallRig().ring().hear("candidate", { candidate: CANDIDATE }).hear("offer", OFFER);
    expect(rig.is).toBe("connecting");
    expect(rig.peer.take()).toEqual([
      { type: "candidate", candidate: CANDIDATE },
      { type: "offered", description: OFFER, polite: true },
    ]);
  });

  test("M7: an unasked offer is a call; to accept is to answer it", () => {
    const rig = new CallRig({ polite: false }).hear("offer", OFFER).hear("candidate", CANDIDATE);
    expect(rig.is).toBe("ringing-in");
    rig.intend({ type: "call.accept", camera: true }).hear("candidate", null);
    rig.says({ type: "media.ready", camera: true });
    expect(rig.peer.take()).toEqual([
      { type: "offered", description: OFFER, polite: true },
      { type: "candidate", candidate: CANDIDATE },
      { type: "candidate", candidate: { candidate: "" } },
    ]);
    rig.says({ type: "peer.answers", description: ANSWER }, { type: "peer.connected" });
    expect(rig.take()).toEqual([{ kind: "answer", payload: { ...ANSWER, media: SHOWN } }]);
    expect(rig.is).toBe("live");
  });

  test("M7: the offer that a cancelled call brings is no call, for a while", () => {
    const rig = new CallRig().ring().intend({ type: "call.cancel" }).hear("offer", OFFER);
    expect(rig.end).toBe("cancelled");
    expect(rig.pass(5000).hear("offer", OFFER).is).toBe("ringing-in");
  });

  test("M7: towards one who knows nothing of taking back, an own offer always gives way", () => {
    const rig = new CallRig({ polite: false }).hear("start").intend({ type: "call.accept", camera: true });
    rig.says({ type: "media.ready", camera: true }, { type: "peer.offers", description: OFFER });
    rig.peer.take();
    rig.hear("offer", OFFER);
    expect(rig.peer.take()).toEqual([{ type: "offered", description: OFFER, polite: true }]);
    const v1 = new CallRig({ polite: false }).live().hear("offer", { ...OFFER, ...THEIRS });
    expect(v1.peer.take()).toEqual([{ type: "offered", description: OFFER, polite: false }]);
  });
});
