import { describe, expect, test } from "@jest/globals";
import { ADA, chat, ME, SessionRig } from "../../support/session-rig.ts";

const NEW = { code: "ZZZZZZZZ", name: "client_ZZZZZ" };

describe("resuming", () => {
  test("K10: tells token and positions, and goes on in the same place", () => {
    const rig = new SessionRig().greet({ seq: 7 });
    rig.seq = 7;
    rig.roomSeq = 40;
    rig.enter();
    rig.tellRoom(chat("one", { to: "room" }), chat("two", { to: "room" }));
    rig.lose();
    expect(rig.view.place).toEqual({ at: "room" });
    rig.socket.open();
    expect(rig.socket.take()).toEqual([
      {
        type: "hello",
        client: "test/1.0",
        capabilities: [],
        resume: { token: "t1", epoch: "e1", seq: 8, roomSeq: 42 },
      },
    ]);
    rig.socket.frame(rig.welcome({ resumed: true }));
    expect(rig.view.link).toEqual({ is: "online", behind: false });
    expect(rig.said.slice(-2)).toEqual(["notice:reconnecting", "notice:resumed"]);
  });

  test("K10: out of the chatroom no position of it is told", () => {
    const rig = new SessionRig().greet().enter().tell({ type: "left", reason: "you" });
    rig.lose().socket.open();
    expect(rig.socket.take()[0]?.["resume"]).toEqual({ token: "t1", epoch: "e1", seq: 2 });
  });

  test("K10: it is behind until all that was missed is here", () => {
    const rig = new SessionRig().greet().pair();
    rig.lose();
    rig.socket.open();
    rig.socket.frame(rig.welcome({ resumed: true, seq: rig.seq + 2 }));
    expect(rig.view.link).toEqual({ is: "online", behind: true });
    rig.tell(chat("missed 1"));
    expect(rig.view.link).toEqual({ is: "online", behind: true });
    rig.tell(chat("missed 2"));
    expect(rig.view.link).toEqual({ is: "online", behind: false });
    expect(rig.said.slice(-2)).toEqual(["heard Ada: missed 1", "heard Ada: missed 2"]);
    expect(rig.emitted.filter(({ type }) => type === "heard")).toEqual([]);
    rig.tell(chat("live"));
    expect(rig.emitted.filter(({ type }) => type === "heard").length).toBe(1);
  });

  test("K10: a frame that was seen is dropped", () => {
    const rig = new SessionRig().greet().pair();
    rig.tell(chat("once"));
    rig.socket.frame({ ...chat("again"), seq: rig.seq });
    rig.enter();
    rig.tellRoom(chat("in the room", { to: "room" }));
    rig.socket.frame({ ...chat("seen there", { to: "room" }), roomSeq: rig.roomSeq });
    expect(rig.said.filter((text) => text.startsWith("heard"))).toEqual([
      "heard Ada: once",
      "heard Ada: in the room",
    ]);
  });

  test("K10: a gap is not shown: the socket is given up and the session resumes before it", () => {
    const rig = new SessionRig().greet().pair();
    rig.tell(chat("one"));
    rig.seq++;
    rig.tell(chat("three"));
    expect(rig.view.link).toMatchObject({ is: "reconnecting", why: "gap" });
    expect(rig.socket.stopped).toBe(true);
    expect(rig.said).not.toContain("heard Ada: three");
    rig.pass(1000).socket.open();
    expect(rig.socket.take()[0]).toMatchObject({ resume: { seq: 2 } });
  });

  test("K10: gaps in the chatroom's stream are none", () => {
    const rig = new SessionRig().greet().enter();
    rig.roomSeq += 5;
    rig.tellRoom(chat("later", { to: "room" }));
    expect(rig.said.at(-1)).toBe("heard Ada: later");
    expect(rig.view.link).toMatchObject({ is: "online" });
  });

  test("K10, K3: frames of an unknown type count, and are passed over", () => {
    const rig = new SessionRig().greet().pair();
    rig.tell({ type: "brand-new", what: 1 }, { type: "member", change: "danced", member: ADA, count: 1 });
    rig.tell(chat("after it", { novel: true }));
    expect(rig.said.at(-1)).toBe("heard Ada: after it");
  });

  test.each([
    { resumed: true, seq: 0 },
    { resumed: true, epoch: "e2", seq: 9 },
  ])("K3: %p is no answer to a hello that stands at 1", (session) => {
    const rig = new SessionRig().greet().pair();
    rig.lose().greet(session);
    expect(rig.view.link).toMatchObject({ is: "refused", reason: "other-protocol" });
  });

  test("K3: nobody resumes what nobody asked to resume", () => {
    const rig = new SessionRig().greet({ resumed: true });
    expect(rig.view.link).toMatchObject({ is: "refused", reason: "other-protocol" });
  });
});

describe("numbers", () => {
  test("K11: what is above received goes out again, in order, and nothing else", () => {
    const rig = new SessionRig().greet().pair();
    for (const text of ["a", "b", "c", "d"]) rig.intend({ type: "say", text });
    rig.tell({ type: "sent", to: "p1", id: 1, at: rig.now });
    rig.socket.close(1006);
    rig.intend({ type: "say", text: "e" }, { type: "rename", name: "Grace" });
    rig.pass(1000).greet({ resumed: true, received: 2, seq: rig.seq + 1 });
    expect(rig.socket.take().slice(1)).toEqual([
      { type: "message", to: "p1", text: "c", id: 3 },
      { type: "message", to: "p1", text: "d", id: 4 },
      { type: "message", to: "p1", text: "e", id: 5 },
      { type: "rename", name: "Grace", id: 6 },
    ]);
    rig.tell({ type: "sent", to: "p1", id: 2, at: rig.now });
    expect(rig.said.filter((text) => text.includes("client_AAAAA"))).toEqual([
      "sent client_AAAAA: a",
      "sent client_AAAAA: b",
      "sending client_AAAAA: c",
      "sending client_AAAAA: d",
      "sending client_AAAAA: e",
    ]);
  });

  test("K11: an answer that was missed is not taken for one to what is asked now", () => {
    const rig = new SessionRig().greet();
    rig.intend({ type: "rename", name: "First" });
    rig.socket.close(1006);
    rig.intend({ type: "rename", name: "Second" });
    rig.pass(1000).greet({ resumed: true, received: 1, seq: 1 });
    rig.tell({ type: "renamed", ...ME, name: "First", you: true });
    rig.lose().greet({ resumed: true, received: 1 });
    expect(rig.socket.take().slice(1)).toEqual([{ type: "rename", name: "Second", id: 2 }]);
    rig.tell({ type: "renamed", ...ME, name: "Second", you: true });
    expect(rig.view.me?.name).toBe("Second");
    rig.lose().greet({ resumed: true, received: 2 });
    expect(rig.socket.take().slice(1)).toEqual([]);
  });

  test("K11: a number that was dealt with before is no error", () => {
    const rig = new SessionRig().greet().pair();
    rig.intend({ type: "say", text: "a" });
    rig.tell({ type: "sent", to: "p1", id: 1, at: rig.now });
    rig.tell({ type: "error", code: "already-said", message: "…", re: "message", id: 1 });
    expect(rig.said.at(-1)).toBe("sent client_AAAAA: a");
  });

  test("K12: every 32nd frame is acknowledged, and the rest after a while", () => {
    const rig = new SessionRig().greet().pair();
    const acks = () => rig.socket.take().filter(({ type }) => type === "ack");
    for (let i = 0; i < 30; i++) rig.tell(chat(`${i}`));
    expect(acks()).toEqual([]);
    rig.tell(chat("the 32nd"));
    expect(acks()).toEqual([{ type: "ack", seq: 32 }]);
    rig.tell(chat("one more"));
    expect(rig.pass(4999) && acks()).toEqual([]);
    expect(rig.pass(1) && acks()).toEqual([{ type: "ack", seq: 33 }]);
    expect(rig.pass(60_000) && acks()).toEqual([]);
  });

  test("K12: nothing is acknowledged on a link that is down", () => {
    const rig = new SessionRig().greet().pair();
    rig.socket.close(1006);
    rig.pass(60_000);
    expect(rig.view.link).toMatchObject({ is: "reconnecting" });
  });
});

describe("a resume that is refused", () => {
  test.each(["expired", "overrun", "unknown", "of a later version"])("K14: %s", (lost) => {
    const rig = new SessionRig({ name: "Grace" }).greet();
    rig.tell({ type: "renamed", ...ME, name: "Grace", you: true });
    rig.pair().tell({ type: "invited", invitation: "i1", from: { ...ADA, video: false }, expires: 1, at: 1 });
    rig.intend({ type: "say", text: "sent" }, { type: "say", text: "unsent" });
    rig.tell({ type: "sent", to: "p1", id: 2, at: rig.now });
    rig.intend({ type: "join", code: "CCCCCCCC" });
    rig.lose();
    rig.seq = 0;
    rig.greet({ token: "t2", epoch: "e2", seq: 0, lost }, NEW);
    expect(rig.view).toMatchObject({
      link: { is: "online", behind: false },
      place: { at: "lobby" },
      me: NEW,
      inviting: undefined,
      invitations: [],
      roster: { count: undefined, members: [] },
    });
    expect(rig.said.slice(-6)).toEqual([
      "sent Grace: sent",
      "failed Grace: unsent",
      "notice:inviting",
      "notice:reconnecting",
      "error:lost",
      "notice:lost",
    ]);
    expect(rig.entries.at(-1)).toMatchObject({ text: expect.stringContaining("ZZZZZZZZ") });
    // Numbers go on; what was asked for is not, but the name.
    expect(rig.socket.take().slice(1)).toEqual([{ type: "rename", name: "Grace", id: 5 }]);
    rig.intend({ type: "join", code: "CCCCCCCC" });
    expect(rig.socket.take()).toEqual([{ type: "join", code: "CCCCCCCC", id: 6 }]);
    rig.lose().socket.open();
    expect(rig.socket.take()[0]).toMatchObject({ resume: { token: "t2", epoch: "e2", seq: 0 } });
  });

  test("K14: a name that the person did not choose is not asked for", () => {
    const rig = new SessionRig().greet();
    rig.lose().greet({ token: "t2", lost: "expired" }, NEW);
    expect(rig.socket.take().map(({ type }) => type)).toEqual(["hello"]);
  });
});
