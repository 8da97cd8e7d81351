import { describe, expect, test } from "@jest/globals";
import { CAPACITY } from "../../../actors/session/outbox.ts";
import { ADA, chat, ME, PAIR, SessionRig, START } from "../../support/session-rig.ts";

const messages = (rig: SessionRig) => rig.socket.take().filter(({ type }) => type === "message");

describe("delivery marks", () => {
  test("K13: sending, sent, delivered", () => {
    const rig = new SessionRig().greet().pair().intend({ type: "say", text: "hi" });
    expect(messages(rig)).toEqual([{ type: "message", to: PAIR, text: "hi", id: 1 }]);
    expect(rig.said.at(-1)).toBe("sending client_AAAAA: hi");
    rig.pass(40).tell({ type: "sent", to: PAIR, id: 1, at: rig.now });
    expect(rig.entries.at(-1)).toMatchObject({ mark: "sent", place: PAIR, at: START + 40, number: 1 });
    rig.tell({ type: "delivered", pair: PAIR, id: 1 });
    expect(rig.said.at(-1)).toBe("delivered client_AAAAA: hi");
    rig.tell({ type: "sent", to: PAIR, id: 1, at: rig.now });
    expect(rig.said.at(-1)).toBe("delivered client_AAAAA: hi");
  });

  test("K13: delivered is meant of all before it in that pair, but not of what failed", () => {
    const rig = new SessionRig().greet().pair();
    for (const text of ["a", "b", "c", "d"]) rig.intend({ type: "say", text });
    rig.tell({ type: "error", code: "too-fast", message: "Wait.", re: "message", id: 2, retryAfter: 100 });
    for (const id of [1, 3, 4]) rig.tell({ type: "sent", to: PAIR, id, at: rig.now });
    rig.tell({ type: "delivered", pair: "other", id: 4 }, { type: "delivered", pair: PAIR, id: 3 });
    expect(rig.said.slice(-5)).toEqual([
      "delivered client_AAAAA: a",
      "failed client_AAAAA: b",
      "delivered client_AAAAA: c",
      "sent client_AAAAA: d",
      "error:too-fast",
    ]);
  });

  test("K13: a partner's messages are told as delivered together", () => {
    const rig = new SessionRig().greet().pair();
    rig.tell(chat("1", { id: 1 }), chat("2", { id: 2 }), chat("classic"));
    const told = () => rig.socket.take().filter(({ type }) => type === "delivered");
    expect(told()).toEqual([]);
    rig.pass(100);
    expect(told()).toEqual([{ type: "delivered", pair: PAIR, id: 2 }]);
    rig.pass(60_000);
    expect(told()).toEqual([]);
    rig
      .enter()
      .tellRoom(chat("room", { to: "room", id: 3 }))
      .pass(1000);
    expect(told()).toEqual([]);
  });

  test("K13: after a resume the last one is told again", () => {
    const rig = new SessionRig().greet().pair();
    rig.tell(chat("1", { id: 1 })).pass(1000);
    rig.lose().greet({ resumed: true });
    rig.socket.take();
    rig.pass(100);
    expect(rig.socket.take()).toEqual([{ type: "delivered", pair: PAIR, id: 1 }]);
  });

  test("K13: what is said while the link is down is sending until it is up", () => {
    const rig = new SessionRig().greet().pair();
    rig.socket.close(1006);
    rig.intend({ type: "say", text: "later" });
    expect(rig.said.at(-1)).toBe("sending client_AAAAA: later");
    rig.pass(1000).greet({ resumed: true });
    expect(messages(rig)).toEqual([{ type: "message", to: PAIR, text: "later", id: 1 }]);
    rig.tell({ type: "error", code: "not-there", message: "Not there.", re: "message", id: 1 });
    expect(rig.said.slice(-2)).toEqual(["notice:resumed", "error:not-there"]);
    expect(rig.entries.find((entry) => entry.kind === "chat")).toMatchObject({
      mark: "failed",
      text: "later",
    });
  });
});

describe("what is not taken", () => {
  test.each([
    ["nowhere", "lobby", "hello"],
    ["too-long", "pair", "ä".repeat(4097)],
    ["too-long", "room", "x".repeat(8193)],
  ])("K15: %s in the %s gives the text back", (code, place, text) => {
    const rig = new SessionRig().greet();
    if (place === "pair") rig.pair();
    if (place === "room") rig.enter();
    rig.intend({ type: "say", text });
    expect(rig.entries.at(-1)).toMatchObject({ kind: "error", code, draft: text });
    expect(rig.emitted).toEqual([{ type: "draft", text }]);
    expect(messages(rig)).toEqual([]);
  });

  test("K15: the relay's own limits hold", () => {
    const rig = new SessionRig();
    rig.socket.open();
    rig.socket.frame({
      ...rig.welcome(),
      limits: { text: 3, name: 32, payload: 9, listed: 2, burst: 0, rate: 0 },
    });
    rig.pair().intend({ type: "say", text: "four" }, { type: "say", text: "abc" });
    expect(rig.said.slice(-2)).toEqual(["error:too-long", "sending client_AAAAA: abc"]);
    expect(rig.view.limits).toMatchObject({ text: 3 });
  });

  test("K15: a full outbox takes no more, and loses nothing of what it has", () => {
    const rig = new SessionRig().greet().pair();
    rig.socket.close(1006);
    for (let i = 1; i <= CAPACITY + 3; i++) rig.intend({ type: "say", text: `${i}` });
    expect(rig.said.filter((text) => text === "error:outbox-full").length).toBe(3);
    expect(rig.emitted).toEqual([257, 258, 259].map((i) => ({ type: "draft", text: `${i}` })));
    rig.pass(1000).greet({ resumed: true });
    const sent = messages(rig);
    while (sent.length < CAPACITY) {
      const id = sent.at(-1)?.["id"];
      rig.pass(200).tell({ type: "sent", to: PAIR, id, at: rig.now });
      sent.push(...messages(rig));
    }
    expect(sent.map(({ text }) => text)).toEqual(Array.from({ length: CAPACITY }, (_, i) => `${i + 1}`));
  });

  test("K15: nothing is said of nothing", () => {
    const rig = new SessionRig().greet().pair().intend({ type: "say", text: "" });
    expect(messages(rig)).toEqual([]);
    expect(rig.said).toEqual(["notice:connected", "notice:paired"]);
  });

  test("K16: what is waiting goes out in a burst, and then at a pace", () => {
    const rig = new SessionRig().greet().pair().pass(10_000);
    for (let i = 0; i < 200; i++) rig.intend({ type: "say", text: `${i}` });
    let sent = messages(rig).length;
    expect(sent).toBe(60);
    for (let second = 0; second < 4; second++) {
      rig.pass(1000).tell({ type: "sent", to: PAIR, id: sent, at: rig.now });
      const now = messages(rig).length;
      expect(now).toBeLessThanOrEqual(30);
      expect(now).toBeGreaterThanOrEqual(20);
      sent += now;
    }
  });
});

describe("unread", () => {
  test("K18: counts chats of others while nobody looks", () => {
    const rig = new SessionRig().greet().pair();
    rig.tell(chat("seen"));
    rig.intend({ type: "focus", on: false });
    expect(rig.view.unread).toEqual({ count: 0, first: undefined });
    rig.tell(chat("first"), { type: "presence", pair: PAIR, away: true }, chat("second"));
    rig.intend({ type: "say", text: "mine" });
    expect(rig.view.unread).toEqual({ count: 2, first: 4 });
    expect(rig.entries.find(({ id }) => id === 4)).toMatchObject({ text: "first" });
    expect(rig.emitted).toEqual([
      { type: "heard", entry: 3, unread: false },
      { type: "heard", entry: 4, unread: true },
      { type: "heard", entry: 6, unread: true },
    ]);
    rig.intend({ type: "focus", on: true });
    expect(rig.view.unread).toEqual({ count: 0, first: undefined });
    rig.intend({ type: "focus", on: false }).tell(chat("third")).intend({ type: "clear" });
    expect(rig.view.unread).toEqual({ count: 0, first: undefined });
    expect(rig.entries).toEqual([]);
  });
});

describe("typing", () => {
  const hints = (rig: SessionRig) =>
    rig.socket
      .take()
      .filter(({ type }) => type === "typing")
      .map(({ on }) => on);
  const key = { type: "typing", on: true } as const;

  test("K19: is hinted at most every 4 s, and taken back after 6 s without a key", () => {
    const rig = new SessionRig().greet().pair();
    for (let ms = 0; ms < 9000; ms += 100) rig.intend(key).pass(100);
    expect(hints(rig)).toEqual([true, true, true]);
    rig.pass(5899);
    expect(hints(rig)).toEqual([]);
    rig.pass(1);
    expect(hints(rig)).toEqual([false]);
    rig.intend(key);
    expect(hints(rig)).toEqual([true]);
    rig.intend({ type: "typing", on: false });
    expect(hints(rig)).toEqual([false]);
  });

  test("K19: a message ends it without a word", () => {
    const rig = new SessionRig().greet().pair();
    rig.intend(key, { type: "say", text: "done" }).pass(60_000 - 45_000);
    expect(hints(rig)).toEqual([true]);
    rig.intend(key);
    expect(hints(rig)).toEqual([true]);
  });

  test("K19: nothing is hinted without a partner or a link", () => {
    const rig = new SessionRig().greet().intend(key);
    expect(hints(rig)).toEqual([]);
    rig.pair().socket.close(1006);
    rig.intend(key).pass(10_000);
    expect(rig.sockets.flatMap((socket) => socket.take()).map(({ type }) => type)).not.toContain("typing");
  });

  test("K19: a partner's hint expires, and ends with their message", () => {
    const rig = new SessionRig().greet().pair();
    const typing = () => rig.view.place.at === "pair" && rig.view.place.partner.typing;
    rig.tell({ type: "typing", pair: PAIR, on: true }).pass(9000);
    rig.tell({ type: "typing", pair: PAIR, on: true }).pass(9999);
    expect(typing()).toBe(true);
    rig.pass(1);
    expect(typing()).toBe(false);
    rig.tell({ type: "typing", pair: PAIR, on: true }, chat("there"));
    expect(typing()).toBe(false);
    rig.tell({ type: "typing", pair: PAIR, on: true }, { type: "typing", pair: PAIR, on: false });
    expect(typing()).toBe(false);
    rig.tell({ type: "typing", pair: "other", on: true });
    expect(typing()).toBe(false);
  });
});

describe("a pair", () => {
  test("K24: shows its partner, away and back, and their new name", () => {
    const rig = new SessionRig().greet().pair({ ...ADA, video: true, away: true });
    expect(rig.view.place).toEqual({
      at: "pair",
      pair: PAIR,
      partner: { ...ADA, video: true, away: true, typing: false },
      polite: true,
    });
    rig.tell({ type: "presence", pair: PAIR, away: false });
    expect(rig.view.place).toMatchObject({ partner: { away: false } });
    rig.tell({ type: "renamed", code: ADA.code, name: "Augusta", you: false });
    expect(rig.view.place).toMatchObject({ partner: { name: "Augusta", video: true } });
    rig.tell({ type: "presence", pair: "other", away: true });
    expect(rig.view.place).toMatchObject({ partner: { away: false } });
    expect(rig.said).toEqual([
      "notice:connected",
      "notice:paired",
      "notice:partner-back",
      "notice:partner-renamed",
    ]);
  });

  test.each([
    ["you", "You have left the chat with Ada."],
    ["left", "Ada has left the chat."],
    ["room", "Ada has gone to the chatroom."],
    ["gone", "Ada is no longer connected."],
    ["failed", "The relay had to end the chat with Ada; start it again."],
    ["something new", "Ada has left the chat."],
  ])("K24: ends because of %p", (reason, text) => {
    const rig = new SessionRig().greet().pair();
    rig.tell({ type: "unpaired", pair: "other", reason: "left" });
    expect(rig.view.place.at).toBe("pair");
    rig.intend({ type: "leave" });
    expect(rig.socket.take().at(-1)).toEqual({ type: "leave", id: 1 });
    rig.tell({ type: "unpaired", pair: PAIR, reason });
    expect(rig.view.place).toEqual({ at: "lobby" });
    expect(rig.entries.at(-1)).toMatchObject({ kind: "notice", code: "unpaired", text, place: PAIR });
  });

  test("K24: one pair may follow another, and what is said for the old one is not in the new one", () => {
    const rig = new SessionRig()
      .greet()
      .pair()
      .pair({ ...ADA, video: false }, "p2");
    rig.tell(chat("stray", { to: PAIR }), chat("stray", { to: "room" }), chat("right", { to: "p2" }));
    expect(rig.said.filter((text) => text.startsWith("heard"))).toEqual(["heard Ada: right"]);
  });

  test("K2: a name is taken when the relay has said so, and what it refuses is not asked for again", () => {
    const rig = new SessionRig().greet();
    rig.intend({ type: "rename", name: "" }, { type: "rename", name: "Grace" });
    expect(rig.said.at(-1)).toBe("error:bad-name");
    expect(rig.view.me).toEqual(ME);
    rig.tell({ type: "renamed", ...ME, name: "Grace", you: true });
    expect(rig.view.me?.name).toBe("Grace");
    rig.intend({ type: "rename", name: "Rude" });
    rig.tell({ type: "error", code: "bad-name", message: "No.", re: "rename" });
    rig.lose().greet({ token: "t2", lost: "expired" });
    expect(rig.socket.take().at(-1)).toMatchObject({ type: "rename", name: "Grace" });
  });
});
