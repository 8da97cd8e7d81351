import { describe, expect, test } from "@jest/globals";
import { createPairLogic } from "../../actors/pair.ts";
import { pairName } from "../../actors/ports.ts";
import { NOW, pairId, peer, Recorder } from "../support/recorder.ts";

const A = peer("A");
const B = peer("B");
const id = pairId("P1");
const address = pairName(id);

function open({ asked = B, absent = [] as string[] } = {}) {
  const recorder = new Recorder();
  for (const name of absent) recorder.absent.add(name);
  const running = recorder.start(createPairLogic(recorder.ports), { id, address, asked, asker: A });
  return { recorder, ...running };
}

function opened(options?: Parameters<typeof open>[0]) {
  const running = open(options);
  running.recorder.take();
  return running;
}

const told = (to: typeof A, message: object) => ({ tell: to.address, event: { type: "tell", message } });

describe("a pair", () => {
  test("V6, R4: introduces both, and exactly one of them is polite", () => {
    expect(open().recorder.take()).toEqual([
      { tell: A.address, event: { type: "pair.opened", pair: { id, address, side: "asker" }, partner: B } },
      { tell: B.address, event: { type: "pair.opened", pair: { id, address, side: "asked" }, partner: A } },
    ]);
  });

  test("A6: ends at once when the asker is gone by now", () => {
    const { recorder } = open({ absent: [A.address] });
    expect(recorder.take().at(-1)).toEqual({
      tell: address,
      event: { type: "leave", from: "asker", why: "gone" },
    });
  });

  test("R2, V3: a numbered message reaches the partner, its sender hears that it was sent", () => {
    const { recorder, tell } = opened();
    tell({ type: "say", from: "asker", person: A.person, text: "hi", id: 7 } as never);
    expect(recorder.take()).toEqual([
      told(A, { type: "sent", to: id, id: 7, at: NOW }),
      told(B, { type: "message", to: id, from: A.person, text: "hi", at: NOW, id: 7 }),
    ]);
  });

  test("R2: a message without a number is acknowledged to nobody", () => {
    const { recorder, tell } = opened();
    tell({ type: "say", from: "asked", person: B.person, text: "hi", id: undefined } as never);
    expect(recorder.take()).toEqual([
      told(A, { type: "message", to: id, from: B.person, text: "hi", at: NOW }),
    ]);
  });

  test("V4, V7: receipts and typing hints go to the other", () => {
    const { recorder, tell } = opened();
    tell({ type: "delivered", from: "asked", id: 7 } as never);
    tell({ type: "typing", from: "asker", on: true } as never);
    expect(recorder.take()).toEqual([
      told(A, { type: "delivered", pair: id, id: 7 }),
      told(B, { type: "typing", pair: id, on: true }),
    ]);
  });

  test("C4, T6: signalling goes to the other as it is, or is refused for a client that has none", () => {
    const { recorder, tell } = opened({ asked: peer("B", { signals: false }) });
    tell({ type: "signal", from: "asker", kind: "offer", payload: '{"sdp":1}' } as never);
    tell({ type: "signal", from: "asked", kind: "hangup", payload: undefined } as never);
    expect(recorder.take()).toEqual([
      told(A, {
        type: "error",
        code: "no-video",
        message: "Your partner's client cannot take a video call.",
        re: "signal",
      }),
      told(A, { type: "signal", pair: id, kind: "hangup" }),
    ]);
  });

  test("R10: a new name is told to the other", () => {
    const { recorder, tell } = opened();
    tell({ type: "rename", from: "asker", person: { ...A.person, name: "new" } } as never);
    expect(recorder.take()).toEqual([
      told(B, { type: "renamed", code: A.person.code, name: "new", you: false }),
    ]);
  });

  test("V3: a numbered signal is sent, unless it is refused", () => {
    const { recorder, tell } = opened({ asked: peer("B", { signals: false }) });
    tell({ type: "signal", from: "asked", kind: "start", payload: undefined, id: 3 } as never);
    tell({ type: "signal", from: "asker", kind: "start", payload: undefined, id: 4 } as never);
    expect(recorder.take()).toEqual([
      told(B, { type: "sent", to: id, id: 3, at: NOW }),
      told(A, { type: "signal", pair: id, kind: "start" }),
      told(A, {
        type: "error",
        code: "no-video",
        message: "Your partner's client cannot take a video call.",
        re: "signal",
        id: 4,
      }),
    ]);
  });

  test("N3: that one goes away or comes back is told to the other", () => {
    const { recorder, tell } = opened();
    tell({ type: "presence", from: "asker", away: true } as never);
    tell({ type: "presence", from: "asked", away: true } as never);
    tell({ type: "presence", from: "asker", away: false } as never);
    expect(recorder.take()).toEqual([
      told(B, { type: "presence", pair: id, away: true }),
      told(A, { type: "presence", pair: id, away: true }),
      told(B, { type: "presence", pair: id, away: false }),
    ]);
  });

  test.each(["left", "room", "gone"] as const)("R8: leaving (%s) tells the other and ends it", (why) => {
    const { recorder, tell, actor } = opened();
    tell({ type: "leave", from: "asker", why } as never);
    expect(recorder.take()).toEqual([
      { tell: B.address, event: { type: "pair.ended", pair: id, reason: why } },
      { drop: address },
    ]);
    expect(actor.getSnapshot().status).toBe("done");
  });

  test("A5: what is said after the end reaches nobody", () => {
    const { recorder, tell } = opened();
    tell({ type: "leave", from: "asker", why: "left" } as never);
    recorder.take();
    tell({ type: "say", from: "asked", person: B.person, text: "still there?", id: 1 } as never);
    expect(recorder.take()).toEqual([]);
  });
});
