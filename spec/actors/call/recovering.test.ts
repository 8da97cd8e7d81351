import { describe, expect, test } from "@jest/globals";
import { RESTARTS } from "../../../actors/call/setup.ts";
import { ANSWER, CallRig, OFFER, START, THEIRS } from "../../support/call-rig.ts";

const restarts = (rig: CallRig) => rig.peer.take().filter(({ type }) => type === "restart").length;
const lost = { type: "peer.disconnected" } as const;
const failed = { type: "peer.failed" } as const;
const back = { type: "peer.connected" } as const;

describe("reconnecting", () => {
  test("M10: what is interrupted for less than 4 s goes on by itself", () => {
    const rig = new CallRig().live().pass(50).says(lost);
    expect(rig.view).toMatchObject({ is: "reconnecting", why: "media", liveSince: START });
    rig.pass(3999).says(back);
    expect([rig.is, restarts(rig)]).toEqual(["live", 0]);
    expect(rig.view).toMatchObject({ liveSince: START });
  });

  test("M10: after 4 s, or at once when it has failed, another way is looked for", () => {
    const slow = new CallRig().live().says(lost).pass(4000);
    expect(restarts(slow)).toBe(1);
    const fast = new CallRig().live().says(failed);
    expect(restarts(fast)).toBe(1);
    fast.says({ type: "peer.offers", description: OFFER }).hear("answer", { ...ANSWER, ...THEIRS });
    expect(fast.peer.take()).toEqual([{ type: "answered", description: ANSWER }]);
    expect(fast.says(back).is).toBe("live");
  });

  test("M10: a bounded number of times, and 45 s in all", () => {
    const rig = new CallRig().live().says(failed);
    for (let i = 0; i < 20; i++) rig.says(failed);
    expect(restarts(rig)).toBe(RESTARTS);
    expect(rig.pass(44_999).is).toBe("reconnecting");
    expect(rig.pass(1).end).toBe("failed: no-turn");
    expect(rig.take()).toEqual([{ kind: "hangup", payload: { reason: "failed", call: 7 } }]);
    const steady = new CallRig().live().says(lost);
    for (let second = 0; second < 44; second++) steady.pass(1000);
    expect(restarts(steady)).toBe(RESTARTS);
  });

  test("M10: the count begins anew once it is live again", () => {
    const rig = new CallRig().live();
    for (let i = 0; i < 10; i++) rig.says(failed, back);
    expect([rig.is, restarts(rig)]).toEqual(["live", 10]);
  });

  test("M10: the partner's offer is answered at any time, and one's own is made when there is a need", () => {
    const rig = new CallRig().live().hear("offer", { ...OFFER, ...THEIRS });
    rig.says({ type: "peer.answers", description: ANSWER }, { type: "peer.offers", description: OFFER });
    expect(rig.take().map(({ kind }) => kind)).toEqual(["answer", "offer"]);
    expect(rig.is).toBe("live");
  });

  test.each([
    ["link.down", "link.up"],
    ["partner.away", "partner.back"],
  ] as const)("M11: while nothing can be signalled (%s) a call waits, however long", (down, up) => {
    const event = up === "link.up" ? ({ type: up, iceServers: [] } as const) : ({ type: up } as const);
    const rig = new CallRig().live().intend({ type: down }).says(failed).pass(1e6);
    expect([rig.is, restarts(rig)]).toEqual(["reconnecting", 0]);
    rig.intend(event);
    expect([rig.is, restarts(rig)]).toEqual(["reconnecting", 1]);
    rig.intend({ type: down }).pass(1e6).says(back).intend(event);
    expect([rig.is, restarts(rig)]).toEqual(["live", 0]);
  });

  test("M11: both must be there", () => {
    const rig = new CallRig().live().says(failed).intend({ type: "link.down" }, { type: "partner.away" });
    expect(restarts(rig)).toBe(1);
    rig.pass(1e6).intend({ type: "partner.back" }).pass(1e6);
    expect([rig.is, restarts(rig)]).toEqual(["reconnecting", 0]);
    rig.intend({ type: "link.up", iceServers: [] });
    expect(restarts(rig)).toBe(1);
  });

  test("M11: a partner who is away is shown as reconnecting, though media may flow", () => {
    const rig = new CallRig().live().intend({ type: "partner.away" });
    expect(rig.view).toMatchObject({ is: "reconnecting", why: "partner-away" });
    expect(rig.pass(1e6).intend({ type: "partner.back" }).view).toMatchObject({ is: "live" });
    const away = new CallRig({ partner: { ...rig.actor.getSnapshot().context.input.partner, away: true } });
    expect(away.live().view).toMatchObject({ is: "reconnecting", why: "partner-away" });
  });

  test("M11: connecting waits too, ringing does not", () => {
    const rig = new CallRig().connect().intend({ type: "link.down" }).pass(1e6);
    expect(rig.is).toBe("connecting");
    rig.intend({ type: "link.up", iceServers: [] }).pass(30_000);
    expect(rig.is).toBe("ended");
    expect(new CallRig().ring().intend({ type: "link.down" }).pass(45_000).end).toBe("no-answer");
    expect(new CallRig().rung().intend({ type: "partner.away" }).pass(45_000).end).toBe("timeout");
  });
});

describe("what went wrong", () => {
  const TURN = [{ urls: ["stun:s.example"] }, { urls: ["turn:t.example"], username: "u", credential: "c" }];
  const relayed = {
    type: "peer.found",
    candidate: { candidate: "candidate:1 1 udp 1 192.0.2.9 9 typ relay raddr 0.0.0.0 rport 0" },
  } as const;

  test("M12: the partner's client did not go on", () => {
    const rig = new CallRig().rung().intend({ type: "call.accept", camera: true });
    rig.says({ type: "media.ready", camera: true }, { type: "peer.offers", description: OFFER }).pass(30_000);
    expect(rig.end).toBe("failed: signalling");
  });

  test("M12: no direct way and no TURN server; the advice names it", () => {
    const rig = new CallRig({ iceServers: [{ urls: ["stun:s.example"] }] }).connect().pass(30_000);
    expect(rig.end).toBe("failed: no-turn");
    expect(rig.view).toMatchObject({ advice: expect.stringContaining("TURN") });
  });

  test("M12: a TURN server that does not answer, or does not help", () => {
    expect(new CallRig({ iceServers: TURN }).connect().pass(30_000).end).toBe("failed: turn-unreachable");
    const blocked = new CallRig({ iceServers: TURN }).connect().says(relayed).pass(30_000);
    expect(blocked.end).toBe("failed: blocked");
  });

  test("M12: while it connects another way is looked for, a bounded number of times", () => {
    const rig = new CallRig().connect();
    rig.peer.take();
    for (let i = 0; i < RESTARTS; i++) rig.says(failed);
    expect([rig.is, restarts(rig)]).toEqual(["connecting", RESTARTS]);
    expect(rig.says(failed).end).toBe("failed: no-turn");
  });

  test("M12: fresh servers reach the connection, and the next one", () => {
    const rig = new CallRig().live().intend({ type: "link.down" }, { type: "link.up", iceServers: TURN });
    expect(rig.peer.take()).toEqual([{ type: "ice", iceServers: TURN }]);
    rig.hear("hangup");
    expect(rig.ring().peer.input.iceServers).toEqual(TURN);
  });
});
