import { describe, expect, test } from "@jest/globals";
import { resumableOf } from "../../../actors/session/resumable.ts";
import { ANSWER, OFFER, THEIRS } from "../../support/call-rig.ts";
import { ME, PAIR, SessionRig } from "../../support/session-rig.ts";

const signal = (kind: string, payload?: unknown) => ({
  type: "signal",
  pair: PAIR,
  kind,
  ...(payload === undefined ? {} : { payload }),
});
const signals = (rig: SessionRig) =>
  rig.socket.take().flatMap(({ type, kind }) => (type === "signal" ? [kind] : []));
const paired = () => new SessionRig({ video: true }).greet().pair();

/** A way into each situation of a call. */
const WAYS: Readonly<Record<string, (rig: SessionRig) => SessionRig>> = {
  preparing: (rig) => rig.intend({ type: "call.start", camera: true }),
  "ringing-out": (rig) => {
    WAYS["preparing"]?.(rig).media.peer.say({ type: "media.ready", camera: true });
    return rig;
  },
  "ringing-in": (rig) => rig.tell(signal("start", THEIRS)),
  connecting(rig) {
    WAYS["ringing-in"]?.(rig).intend({ type: "call.accept", camera: true });
    rig.media.peer.say({ type: "media.ready", camera: true }, { type: "peer.offers", description: OFFER });
    return rig.tell(signal("answer", { ...ANSWER, ...THEIRS }));
  },
  live(rig) {
    WAYS["connecting"]?.(rig).media.peer.say({ type: "peer.connected" });
    return rig;
  },
  reconnecting(rig) {
    WAYS["live"]?.(rig).media.peer.say({ type: "peer.failed" });
    return rig;
  },
};
const ways = Object.entries(WAYS);

describe("a call in the session's view", () => {
  test("K30: there is one in a pair, where this client takes calls", () => {
    const rig = new SessionRig({ video: true }).greet();
    expect(rig.view.call).toBeUndefined();
    expect(rig.pair().view.call).toMatchObject({ is: "idle" });
    expect(new SessionRig().greet().pair().view.call).toBeUndefined();
  });

  test.each(ways)("K30: %s", (is, way) => {
    expect(way(paired()).view.call).toMatchObject({ is });
  });

  test("K30: what it signals goes out, and what rings and how it ended is in the transcript", () => {
    const rig = paired();
    rig.tell(signal("start", THEIRS));
    expect(rig.emitted).toEqual([{ type: "call.rings", pair: PAIR }]);
    rig.intend({ type: "call.decline" });
    expect(signals(rig)).toEqual(["hangup"]);
    expect(rig.said.slice(-2)).toEqual(["notice:call-rings", "notice:call-ended"]);
    rig.intend({ type: "call.dismiss" });
    expect(rig.view.call).toMatchObject({ is: "idle" });
  });

  test("K30: to call without a partner, or without video, is an error", () => {
    const start = { type: "call.start", camera: true } as const;
    expect(new SessionRig({ video: true }).greet().intend(start).said.at(-1)).toBe("error:not-paired");
    expect(new SessionRig().greet().pair().intend(start).said.at(-1)).toBe("error:no-calls");
  });

  test("K30: servers for calls are those of the latest welcome", () => {
    const rig = new SessionRig({ video: true });
    const iceServers = (name: string) => [{ urls: [`turn:${name}`], username: "u", credential: "c" }];
    rig.socket.open();
    rig.socket.frame({ ...rig.welcome(), iceServers: iceServers("first") });
    rig.pair().lose().socket.open();
    rig.socket.frame({ ...rig.welcome({ resumed: true }), iceServers: iceServers("second") });
    rig.intend({ type: "call.start", camera: true });
    expect(rig.media.peer.input.iceServers).toEqual(iceServers("second"));
  });

  test("K30: one that fails is told, and the pair goes on", () => {
    const rig = paired();
    WAYS["live"]?.(rig).media.peer.say({ type: "peer.broken" });
    expect(rig.view).toMatchObject({ call: { is: "ended", diagnosis: "client" }, place: { at: "pair" } });
  });
});

describe("a pair that ends", () => {
  test.each(
    ways.flatMap(([is, way]) =>
      (
        [
          ["left", "left"],
          ["gone", "gone"],
          ["you", "hung-up"],
          ["failed", "failed"],
        ] as const
      ).map(([why, reason]) => [is, why, reason, way] as const),
    ),
  )("K31: %s, unpaired (%s): the call has ended (%s)", (_is, why, reason, way) => {
    const rig = way(paired()).tell({ type: "unpaired", pair: PAIR, reason: why });
    expect(rig.view).toMatchObject({ place: { at: "lobby" }, call: { is: "ended", reason } });
    expect(rig.media.open).toBe(0);
    rig.intend({ type: "call.dismiss" });
    expect(rig.view.call).toBeUndefined();
  });

  test("K31: where there was no call there is none after it, and another pair begins anew", () => {
    expect(paired().tell({ type: "unpaired", pair: PAIR, reason: "left" }).view.call).toBeUndefined();
    const rig = WAYS["live"]?.(paired()).tell({ type: "unpaired", pair: PAIR, reason: "left" });
    expect(rig?.pair(undefined, "p2").view.call).toMatchObject({ is: "idle" });
  });

  test("K31: to enter the chatroom ends it", () => {
    const rig = WAYS["live"]?.(paired()).enter();
    expect(rig?.view).toMatchObject({ place: { at: "room" }, call: { is: "ended", reason: "hung-up" } });
    expect(rig?.media.open).toBe(0);
  });
});

describe("a link that breaks", () => {
  test.each(ways)("K32: %s: the call is as it was, also after a resume", (is, way) => {
    const rig = way(paired());
    rig.lose();
    expect(rig.view.call).toMatchObject({ is });
    rig.greet({ resumed: true });
    expect(rig.view.call).toMatchObject({ is });
  });

  test.each(ways)("K32: %s: what is signalled meanwhile goes out after it", (_is, way) => {
    const rig = way(paired());
    const before = rig.actor.getSnapshot().context.outbox.next - 1;
    rig.lose();
    rig.intend({ type: "call.hangup" });
    const ended = rig.actor.getSnapshot().context.outbox.next - 1;
    rig.greet({ resumed: true, received: before });
    expect(signals(rig)).toEqual(ended > before ? ["hangup"] : []);
    expect(rig.view.call).toMatchObject({ is: "ended" });
  });

  test.each(ways)("K32: %s: nothing is left of it when the session is lost", (_is, way) => {
    const rig = way(paired()).lose().greet({ token: "t2", lost: "expired" }, ME);
    expect(rig.view).toMatchObject({ place: { at: "lobby" }, call: { is: "ended", reason: "failed" } });
    expect(rig.media.open).toBe(0);
  });

  test.each(ways)("K32: %s: a partner who is away and comes back does not end it", (is, way) => {
    const rig = way(paired()).tell({ type: "presence", pair: PAIR, away: true });
    expect(rig.view.call?.is).toBe(is === "live" ? "reconnecting" : is);
    rig.tell({ type: "presence", pair: PAIR, away: false });
    expect(rig.view.call).toMatchObject({ is });
  });

  test("K32: a program that begins anew in a call says that it is over", () => {
    const before = paired();
    WAYS["live"]?.(before);
    const saved = resumableOf(before.actor.getSnapshot().context);
    const received = before.actor.getSnapshot().context.outbox.next - 1;
    const rig = before.reload({ video: true }, saved).greet({ resumed: true, received });
    expect(rig.socket.take().at(-1)).toMatchObject({ kind: "hangup", payload: { reason: "ended" } });
    expect(rig.view.call).toMatchObject({ is: "idle" });
    const idle = paired();
    const quiet = idle.reload({ video: true }, resumableOf(idle.actor.getSnapshot().context));
    expect(signals(quiet.greet({ resumed: true }))).toEqual([]);
  });
});
