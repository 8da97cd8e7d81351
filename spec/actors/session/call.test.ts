import { describe, expect, test } from "@jest/globals";
import { ADA, BERT, PAIR, SessionRig } from "../../support/session-rig.ts";

const signal = (kind: string, about: object = {}) => ({ type: "signal", pair: PAIR, kind, ...about });

describe("calls", () => {
  test("K25: each pair has an actor for its call, which hears the partner's signals", () => {
    const rig = new SessionRig({ video: true }).greet().pair();
    expect(rig.calls).toMatchObject([
      { input: { pair: PAIR, polite: true, partner: { ...ADA, video: true } }, stopped: false },
    ]);
    rig.tell(signal("start"), signal("offer", { payload: { sdp: "v=0", deep: [1, null] } }));
    rig.tell(signal("offer", { pair: "another" }), signal("wink"));
    expect(rig.calls[0]?.told).toEqual([
      { type: "signal", pair: PAIR, kind: "start" },
      { type: "signal", pair: PAIR, kind: "offer", payload: { sdp: "v=0", deep: [1, null] } },
    ]);
    rig.pair({ ...BERT, video: true }, "p2");
    expect(rig.calls.map(({ input, stopped }) => [input.pair, stopped])).toEqual([
      [PAIR, true],
      ["p2", false],
    ]);
    rig.tell({ type: "unpaired", pair: "p2", reason: "left" });
    expect(rig.calls.map(({ stopped }) => stopped)).toEqual([true, true]);
    expect(rig.said).not.toContain("notice:no-video");
  });

  test("K25: a call outlives a broken link, and not a lost session", () => {
    const rig = new SessionRig({ video: true }).greet().pair();
    rig.lose().greet({ resumed: true });
    expect(rig.calls).toMatchObject([{ stopped: false }]);
    rig.lose().greet({ token: "t2", lost: "unknown" });
    expect(rig.calls).toMatchObject([{ stopped: true }]);
  });

  test("K25, K11: what the call says goes out numbered, and again after a resume", () => {
    const rig = new SessionRig({ video: true }).greet().pair();
    rig.socket.take();
    rig.intend(
      { type: "signal", kind: "offer", payload: { sdp: "v=0" } },
      { type: "signal", kind: "hangup" },
    );
    const frames = [
      { type: "signal", pair: PAIR, kind: "offer", payload: { sdp: "v=0" }, id: 1 },
      { type: "signal", pair: PAIR, kind: "hangup", id: 2 },
    ];
    expect(rig.socket.take()).toEqual(frames);
    rig.tell({ type: "sent", to: PAIR, id: 1, at: rig.now });
    rig.lose().greet({ resumed: true, received: 1 });
    expect(rig.socket.take().slice(1)).toEqual(frames.slice(1));
  });

  test("K25: nothing is signalled without a partner, or beyond what the relay takes", () => {
    const rig = new SessionRig({ video: true }).greet().intend({ type: "signal", kind: "start" });
    rig.enter().intend({ type: "signal", kind: "start" });
    rig.pair().intend({ type: "signal", kind: "offer", payload: "x".repeat(70_000) });
    expect(rig.said.filter((text) => text.startsWith("error"))).toEqual([
      "error:not-paired",
      "error:not-paired",
      "error:payload-too-long",
    ]);
    expect(rig.socket.take().map(({ type }) => type)).toEqual(["hello"]);
  });

  test("K25: without video a call is answered with why not, and the person told where to take it", () => {
    const rig = new SessionRig().greet().pair();
    rig.tell(signal("start"), signal("candidate"), signal("hangup"));
    expect(rig.socket.take().slice(1)).toEqual([
      { type: "signal", pair: PAIR, kind: "hangup", payload: { reason: "no-video" }, id: 1 },
    ]);
    expect(rig.entries.at(-1)).toMatchObject({
      code: "no-video",
      text: "Ada is calling; this client has no video. Open https://chat.example/ in a browser to take calls.",
    });
  });
});
