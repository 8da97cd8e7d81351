import { describe, expect, test } from "@jest/globals";
import { readResumable, resumableOf } from "../../../actors/session/resumable.ts";
import { ADA, BERT, chat, ME, PAIR, SessionRig } from "../../support/session-rig.ts";

const NEW = { code: "ZZZZZZZZ", name: "client_ZZZZZ" };
const now = (rig: SessionRig) => resumableOf(rig.actor.getSnapshot().context);

describe("a program that begins anew", () => {
  test("K28: goes on in its pair, as the same person, with an empty transcript that says so", () => {
    const before = new SessionRig({ name: "Grace" }).greet().pair();
    before.tell(chat("before"));
    const rig = before.reload({ name: "Other", room: true, join: "CCCCCCCC" }, now(before));
    expect(rig.view).toMatchObject({ me: ME, place: { at: "pair", pair: PAIR, partner: ADA, polite: true } });
    expect(rig.view.link).toEqual({ is: "connecting" });
    rig.socket.open();
    expect(rig.socket.take()).toEqual([
      {
        type: "hello",
        client: "test/1.0",
        capabilities: [],
        resume: { token: "t1", epoch: "e1", seq: 2 },
      },
    ]);
    rig.socket.frame(rig.welcome({ resumed: true, received: 1 }));
    expect(rig.socket.take()).toEqual([]);
    expect(rig.said).toEqual(["notice:reloaded", "notice:resumed"]);
    rig.intend({ type: "say", text: "still here" }).tell(chat("and you"));
    expect(rig.socket.take()).toEqual([{ type: "message", to: PAIR, text: "still here", id: 2 }]);
    expect(rig.said.slice(2)).toEqual(["sending client_AAAAA: still here", "heard Ada: and you"]);
  });

  test("K28: and in the chatroom, from where it was", () => {
    const before = new SessionRig().greet();
    before.roomSeq = 7;
    before.enter().tellRoom(chat("eight", { to: "room" }));
    const rig = before.reload({}, now(before));
    expect(rig.view.place).toEqual({ at: "room" });
    rig.socket.open();
    expect(rig.socket.take()[0]).toMatchObject({ resume: { seq: 1, roomSeq: 8 } });
    rig.socket.frame(rig.welcome({ resumed: true, roomSeq: 9 }));
    rig.tellRoom(chat("missed", { to: "room" }), chat("live", { to: "room" }));
    expect(rig.emitted).toMatchObject([{ type: "heard", entry: 4 }]);
  });

  test("K28: what had not been dealt with goes out, and is shown", () => {
    const before = new SessionRig().greet().pair();
    before.intend({ type: "say", text: "a" }).tell({ type: "sent", to: PAIR, id: 1, at: before.now });
    before.socket.close(1006);
    before.intend({ type: "say", text: "b" }, { type: "signal", kind: "start" }, { type: "say", text: "c" });
    const rig = before.reload({}, now(before));
    expect(rig.said).toEqual(["notice:reloaded", "sending client_AAAAA: b", "sending client_AAAAA: c"]);
    rig.greet({ resumed: true, received: 2 });
    expect(rig.socket.take().slice(1)).toEqual([{ type: "message", to: PAIR, text: "c", id: 4 }]);
    rig.tell({ type: "sent", to: PAIR, id: 2, at: rig.now }, { type: "sent", to: PAIR, id: 4, at: rig.now });
    expect(rig.said.slice(1)).toEqual(["sent client_AAAAA: b", "sent client_AAAAA: c", "notice:resumed"]);
  });

  test("K28: invitations, and who is ignored, are as they were", () => {
    const before = new SessionRig().greet();
    before.tell({
      type: "invited",
      invitation: "i1",
      from: { ...BERT, video: false },
      expires: 9e4,
      at: before.now,
    });
    before.intend({ type: "ignore", who: "XXXXXXXX" }, { type: "join", code: ADA.code });
    before.tell({ type: "ringing", invitation: "i2", code: ADA.code, expires: 9e4, at: before.now });
    const rig = before.reload({}, now(before)).greet({ resumed: true, received: 1 });
    expect(rig.view).toMatchObject({
      invitations: before.view.invitations,
      inviting: before.view.inviting,
      ignored: [{ code: "XXXXXXXX" }],
    });
    rig.socket.take();
    rig.intend({ type: "cancel" }, { type: "accept" });
    expect(rig.socket.take()).toEqual([
      { type: "cancel", invitation: "i2", id: 2 },
      { type: "accept", invitation: "i1", id: 3 },
    ]);
  });

  test("K28: a join that was not answered is asked again", () => {
    const before = new SessionRig().greet().intend({ type: "join", code: ADA.code });
    const rig = before.reload({}, now(before)).greet({ resumed: true });
    expect(rig.view.inviting).toEqual({ code: ADA.code, until: undefined });
    expect(rig.socket.take().at(-1)).toEqual({ type: "join", code: ADA.code, id: 1 });
    rig.tell({ type: "error", code: "invalid-or-busy", message: "…", re: "join", id: 1 });
    expect(rig.view.inviting).toBeUndefined();
  });

  test("K28: when it is refused the name is asked for, and the chatroom entered again", () => {
    const before = new SessionRig({ name: "Grace", room: true }).greet().enter();
    const rig = before.reload({}, now(before)).greet({ token: "t2", lost: "expired" }, NEW);
    expect(rig.socket.take().slice(1)).toEqual([
      { type: "rename", name: "Grace", id: 3 },
      { type: "enter", id: 4 },
    ]);
    expect(rig.said).toEqual(["notice:reloaded", "notice:lost", "notice:returning"]);
  });

  test("K28: numbers that another run has used since are not used again", () => {
    const before = new SessionRig().greet().pair();
    const kept = before.saved.at(-1);
    before.intend({ type: "say", text: "a" }, { type: "say", text: "b" });
    const rig = before.reload({}, kept).greet({ resumed: true, received: 2, seq: 1 });
    rig.seq = 0;
    rig.pair().intend({ type: "say", text: "c" });
    expect(rig.socket.take().at(-1)).toMatchObject({ text: "c", id: 3 });
  });

  test("K28: to be kept is told with each welcome, before each acknowledgement, and when there is nothing", () => {
    const rig = new SessionRig().greet();
    expect(rig.saved).toMatchObject([{ token: "t1", seq: 0 }]);
    rig.pair();
    expect(rig.saved.length).toBe(1);
    rig.pass(5000);
    expect(rig.saved.at(-1)).toMatchObject({ seq: 1, pair: { pair: PAIR, polite: true, calling: false } });
    expect(rig.socket.take().at(-1)).toEqual({ type: "ack", seq: 1 });
    rig.lose().greet({ resumed: true, token: "t2" });
    expect(rig.saved.at(-1)).toMatchObject({ token: "t2", seq: 1 });
    rig.socket.close(4409);
    expect(rig.saved.at(-1)).toBeUndefined();
    const quitting = new SessionRig().greet().intend({ type: "quit" });
    quitting.socket.close(1000);
    expect(quitting.saved.at(-1)).toBeUndefined();
  });

  test.each([undefined, null, 5, "x", [], {}, { token: "t" }])("K28: %j is nothing to go on with", (kept) => {
    expect(readResumable(kept)).toBeUndefined();
  });
});
