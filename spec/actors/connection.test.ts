import { describe, expect, test } from "@jest/globals";
import { createConnectionLogic } from "../../actors/connection.ts";
import { pairName } from "../../actors/ports.ts";
import { code, NOW, OUTLET, pairId, peer, Recorder } from "../support/recorder.ts";

const A = peer("A");
const B = peer("B");
const C = peer("C", { video: false });
const P1 = { id: pairId("P1"), address: pairName(pairId("P1")), side: "asked" };
const P2 = { id: pairId("P2"), address: pairName(pairId("P2")), side: "asker" };

/** A connection of A's, brought into a place by what clients and other actors would have said. */
function connection(place: "lobby" | "chatroom" | "paired" = "lobby", who = A) {
  const recorder = new Recorder();
  const running = recorder.start(createConnectionLogic(recorder.ports), { peer: who, outlet: OUTLET });
  const tell = (event: { readonly type: string; readonly [field: string]: unknown }) => running.tell(event);
  if (place === "chatroom") tell({ type: "enter" });
  if (place === "paired") {
    tell({ type: "ask", from: B });
    tell({ type: "pair.opened", pair: P1, partner: B });
  }
  recorder.take();
  return { ...running, recorder, tell };
}

const heard = (message: object) => ({ outbound: { kind: "direct", to: OUTLET, message } });
const refused = (error: string, about: object) =>
  heard(expect.objectContaining({ type: "error", code: error, ...about }) as object);
/** A's code was a miss; it counts the same whatever the reason (S10). */
const missed = { outbound: { kind: "missed", by: A.person.code } };
const place = (state: unknown) => (state as { open: { place: string } }).open.place;
const joining = (state: unknown) => (state as { open: { joining: string } }).open.joining;
const asked = (partner: typeof A) => ({ type: "pair.opened", pair: P2, partner });

describe("joining", () => {
  test("R4: asks the connection of that code, and is paired when its pair opens", () => {
    const { recorder, tell, state } = connection();
    tell({ type: "join", code: B.person.code });
    expect(recorder.take()).toEqual([{ tell: B.address, event: { type: "ask", from: A } }]);
    tell(asked(B));
    expect(recorder.take()).toEqual([
      heard({
        type: "paired",
        pair: P2.id,
        partner: { ...B.person, video: true },
        polite: false,
        at: NOW,
      }),
    ]);
    expect([place(state()), joining(state())]).toEqual(["paired", "idle"]);
  });

  test("R7, A4: a code that nobody has is refused as a busy one is", () => {
    const missing = connection();
    missing.recorder.absent.add(B.address);
    missing.tell({ type: "join", code: B.person.code });
    missing.tell({ type: "ask.refused" });
    const busy = connection();
    busy.tell({ type: "join", code: B.person.code });
    busy.tell({ type: "ask.refused" });
    const answer = refused("invalid-or-busy", { message: "Invalid or busy code", re: "join" });
    expect(busy.recorder.take().slice(-2)).toEqual([missed, answer]);
    expect(missing.recorder.take()).toEqual([
      { tell: B.address, event: { type: "ask", from: A } },
      { tell: A.address, event: { type: "ask.refused" } },
      missed,
      answer,
    ]);
  });

  test.each(["lobby", "chatroom", "paired"] as const)("R5: refused, it changes nothing in the %s", (from) => {
    const { tell, state } = connection(from);
    tell({ type: "join", code: code("ZZZZZZZZ") });
    tell({ type: "ask.refused" });
    expect([place(state()), joining(state())]).toEqual([from, "idle"]);
  });

  test("R6: one's own code asks nobody", () => {
    const { recorder, tell } = connection();
    tell({ type: "join", code: A.person.code });
    expect(recorder.take()).toEqual([refused("own-code", { re: "join" })]);
  });

  test("R4: from the chatroom, it is left first", () => {
    const { recorder, tell } = connection("chatroom");
    tell({ type: "join", code: B.person.code });
    recorder.take();
    tell(asked(B));
    expect(recorder.take()).toEqual([
      { tell: "room.main", event: { type: "leave", code: A.person.code } },
      heard({ type: "left", reason: "paired" }),
      heard(expect.objectContaining({ type: "paired", pair: P2.id }) as object),
    ]);
  });

  test("R4: from a pair, it is ended first", () => {
    const { recorder, tell, state } = connection("paired");
    tell({ type: "join", code: C.person.code });
    recorder.take();
    tell(asked(C));
    expect(recorder.take()).toEqual([
      { tell: P1.address, event: { type: "leave", from: "asked", why: "left" } },
      heard({ type: "unpaired", pair: P1.id, reason: "you" }),
      heard(expect.objectContaining({ partner: { ...C.person, video: false } }) as object),
    ]);
    expect(place(state())).toBe("paired");
  });

  test("A7: an answer that never comes ends the asking after 5 seconds", () => {
    const { recorder, tell, state } = connection();
    tell({ type: "join", code: B.person.code });
    recorder.take();
    recorder.clock.increment(4999);
    expect(recorder.take()).toEqual([]);
    recorder.clock.increment(1);
    expect(recorder.take()).toEqual([missed, refused("invalid-or-busy", { re: "join" })]);
    expect(joining(state())).toBe("idle");
  });

  test("A6: a pair that is no longer wanted is left at once", () => {
    const { recorder, tell, state } = connection();
    tell(asked(B));
    expect(recorder.take()).toEqual([
      { tell: P2.address, event: { type: "leave", from: "asker", why: "left" } },
    ]);
    expect(place(state())).toBe("lobby");
  });

  test("A7: a second join has to wait for the first", () => {
    const { recorder, tell } = connection();
    tell({ type: "join", code: B.person.code });
    recorder.take();
    tell({ type: "join", code: C.person.code });
    expect(recorder.take()).toEqual([refused("still-joining", { re: "join" })]);
  });
});

describe("being asked", () => {
  test.each(["lobby", "chatroom"] as const)("R4: in the %s, a pair is opened with whoever asks", (from) => {
    const { recorder, tell } = connection(from);
    tell({ type: "ask", from: B });
    expect(recorder.take()).toEqual([{ openPair: [A, B] }]);
  });

  test("R5, R7: in a pair, the answer is no and nothing changes", () => {
    const { recorder, tell, state } = connection("paired");
    tell({ type: "ask", from: C });
    expect(recorder.take()).toEqual([{ tell: C.address, event: { type: "ask.refused" } }]);
    expect(place(state())).toBe("paired");
  });

  test.each([
    ["asking", { type: "join", code: C.person.code }],
    ["about to be paired", { type: "ask", from: C }],
  ])("A7: while %s, everyone else is refused", (_, before) => {
    const { recorder, tell } = connection();
    tell(before);
    recorder.take();
    tell({ type: "ask", from: B });
    expect(recorder.take()).toEqual([{ tell: B.address, event: { type: "ask.refused" } }]);
  });
});

describe("leaving", () => {
  test("R12: what is said in no place is answered with an error", () => {
    const { recorder, tell } = connection();
    tell({ type: "message", text: "hello?", to: "room", id: 4 });
    tell({ type: "signal", kind: "start" });
    tell({ type: "leave" });
    expect(recorder.take()).toEqual([
      refused("not-in-a-chat", { re: "message", id: 4 }),
      refused("not-paired", { re: "signal" }),
      refused("not-in-a-chat", { re: "leave" }),
    ]);
  });

  test("R8: a pair, by hand, for the chatroom or with the socket, tells the pair why", () => {
    const why = { leave: "left", enter: "room", disconnected: "gone" };
    for (const [type, reason] of Object.entries(why)) {
      const { recorder, tell } = connection("paired");
      tell({ type });
      expect(recorder.take()[0]).toEqual({
        tell: P1.address,
        event: { type: "leave", from: "asked", why: reason },
      });
    }
  });

  test("R9: the chatroom, by hand or with the socket, tells the chatroom", () => {
    for (const type of ["leave", "disconnected"]) {
      const { recorder, tell } = connection("chatroom");
      tell({ type });
      expect(recorder.take()[0]).toEqual({
        tell: "room.main",
        event: { type: "leave", code: A.person.code },
      });
    }
  });

  test("R8: a pair that the other ends is told, and the lobby is where one is then", () => {
    const { recorder, tell, state } = connection("paired");
    tell({ type: "pair.ended", pair: P2.id, reason: "left" });
    expect(recorder.take()).toEqual([]);
    tell({ type: "pair.ended", pair: P1.id, reason: "gone" });
    expect(recorder.take()).toEqual([heard({ type: "unpaired", pair: P1.id, reason: "gone" })]);
    expect(place(state())).toBe("lobby");
  });

  test("A3: a chatroom that failed is told, and may be entered again", () => {
    const { recorder, tell, state } = connection("chatroom");
    tell({ type: "room.failed" });
    expect(recorder.take()).toEqual([heard({ type: "left", reason: "failed" })]);
    tell({ type: "enter" });
    expect(place(state())).toBe("chatroom");
  });

  test("A8: without its socket it is over, and its name is free", () => {
    const { recorder, tell, actor } = connection();
    tell({ type: "disconnected" });
    expect(recorder.take()).toEqual([{ drop: A.address }]);
    expect(actor.getSnapshot().status).toBe("done");
    tell({ type: "enter" });
    tell({ type: "tell", message: { type: "count", count: 1 } });
    expect(recorder.take()).toEqual([]);
  });
});

describe("data", () => {
  const message = (to: unknown) => ({ type: "message", text: "hi", to, id: 9 });
  const said = { type: "say", from: A, text: "hi", id: 9 };

  test("R2, A5: goes to the place one is in, and changes no state", () => {
    const room = connection("chatroom");
    const before = room.actor.getSnapshot();
    room.tell(message("room"));
    room.tell({ type: "message", text: "hi" });
    expect(room.recorder.take()).toEqual([
      { tell: "room.main", event: said },
      { tell: "room.main", event: { ...said, id: undefined } },
    ]);
    expect(room.actor.getSnapshot()).toBe(before);

    const pair = connection("paired");
    pair.tell(message(P1.id));
    expect(pair.recorder.take()).toEqual([
      { tell: P1.address, event: { ...said, from: "asked", person: A.person } },
    ]);
  });

  test("V5: for a place where one is not, it is refused with its number", () => {
    const room = connection("chatroom");
    room.tell(message(P1.id));
    const pair = connection("paired");
    pair.tell(message("room"));
    pair.tell(message(P2.id));
    const answer = refused("not-there", { re: "message", id: 9 });
    expect([...room.recorder.take(), ...pair.recorder.take()]).toEqual([answer, answer, answer]);
  });

  test("V4: a client without receipts has received what it was handed, in its own pair", () => {
    const { recorder, tell } = connection("paired", peer("A", { receipts: false }));
    const chat = { type: "message", to: P1.id, from: B.person, text: "hi", at: NOW };
    tell({ type: "tell", message: { ...chat, id: 3 } });
    tell({ type: "tell", message: chat });
    tell({ type: "tell", message: { ...chat, to: "room", id: 3 } });
    expect(recorder.take().filter((deed) => "tell" in deed)).toEqual([
      { tell: P1.address, event: { type: "delivered", from: "asked", id: 3 } },
    ]);
  });

  test("V7: hints and receipts for another pair are dropped, those for one's own go there", () => {
    const { recorder, tell } = connection("paired");
    for (const pair of [P2.id, P1.id]) {
      tell({ type: "typing", pair, on: true });
      tell({ type: "delivered", pair, id: 2 });
    }
    expect(recorder.take()).toEqual([
      { tell: P1.address, event: { type: "typing", from: "asked", on: true } },
      { tell: P1.address, event: { type: "delivered", from: "asked", id: 2 } },
    ]);
  });

  test("C4, V5: signalling goes to the pair, and not when it was meant for another", () => {
    const { recorder, tell } = connection("paired");
    tell({ type: "signal", kind: "offer", payload: "{}" });
    tell({ type: "signal", kind: "offer", payload: "{}", pair: P2.id });
    expect(recorder.take()).toEqual([
      { tell: P1.address, event: { type: "signal", from: "asked", kind: "offer", payload: "{}" } },
      refused("not-there", { re: "signal" }),
    ]);
  });

  test("A1: an exception in the data lane fails the actor, as one in a transition does", () => {
    const { tell, actor, errors } = connection("paired");
    const boom = new Error("boom");
    tell({
      type: "tell",
      get message(): never {
        throw boom;
      },
    });
    expect(actor.getSnapshot().status).toBe("error");
    expect(errors).toEqual([boom]);
  });
});

describe("renaming", () => {
  test.each([
    ["lobby", []],
    ["paired", [P1.address]],
    ["chatroom", ["room.main"]],
  ] as const)("R10: in the %s, tells oneself and whoever is there", (from, others) => {
    const { recorder, tell } = connection(from);
    tell({ type: "rename", name: "new" });
    const person = { code: A.person.code, name: "new" };
    expect(recorder.take()).toEqual([
      heard({ type: "renamed", ...person, you: true }),
      ...others.map((name) => ({ tell: name, event: expect.objectContaining({ type: "rename", person }) })),
    ]);
    tell({ type: "join", code: B.person.code });
    expect(recorder.take()).toEqual([{ tell: B.address, event: { type: "ask", from: { ...A, person } } }]);
  });
});
