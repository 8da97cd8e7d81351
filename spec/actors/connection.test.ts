import { describe, expect, test } from "@jest/globals";
import {
  A,
  asks,
  B,
  C,
  connection,
  heard,
  joins,
  OWN,
  P1,
  P2,
  refused,
  told,
} from "../support/one-connection.ts";
import { NOW, peer } from "../support/recorder.ts";

describe("leaving", () => {
  test("R12: what is said in no place is answered with an error", () => {
    const { does } = connection();
    expect(
      does(
        { type: "message", text: "hello?", to: "room", id: 4 },
        { type: "signal", kind: "start" },
        { type: "leave" },
      ),
    ).toEqual([
      refused("not-in-a-chat", { re: "message", id: 4 }),
      refused("not-paired", { re: "signal" }),
      refused("not-in-a-chat", { re: "leave" }),
    ]);
  });

  test("R8: a pair, by hand, for the chatroom or with the socket, tells the pair why", () => {
    const why = { leave: "left", enter: "room", disconnected: "gone" };
    for (const [type, reason] of Object.entries(why)) {
      const { does } = connection("paired");
      expect(does({ type })[0]).toEqual({
        tell: P1.address,
        event: { type: "leave", from: "asked", why: reason },
      });
    }
  });

  test("R9: the chatroom, by hand or with the socket, tells the chatroom", () => {
    for (const type of ["leave", "disconnected"]) {
      const { does } = connection("chatroom");
      expect(does({ type })[0]).toEqual({
        tell: "room.main",
        event: { type: "leave", code: A.person.code },
      });
    }
  });

  test("R8: a pair that the other ends is told, and the lobby is where one is then", () => {
    const { does, regions } = connection("paired");
    expect(does({ type: "pair.ended", pair: P2.id, reason: "left" })).toEqual([]);
    expect(does({ type: "pair.ended", pair: P1.id, reason: "gone" })).toEqual([
      heard({ type: "unpaired", pair: P1.id, reason: "gone" }),
    ]);
    expect(regions().place).toBe("lobby");
  });

  test("A3: a chatroom that failed is told, and may be entered again", () => {
    const { does, tell, regions } = connection("chatroom");
    expect(does({ type: "room.failed" })).toEqual([heard({ type: "left", reason: "failed" })]);
    tell({ type: "enter" });
    expect(regions().place).toBe("chatroom");
  });

  test("A8: disconnected it is over, and its name is free", () => {
    const { does, actor } = connection();
    expect(does({ type: "disconnected" })).toEqual([{ drop: A.address }]);
    expect(actor.getSnapshot().status).toBe("done");
    expect(does({ type: "enter" }, { type: "tell", message: { type: "count", count: 1 } })).toEqual([]);
  });
});

describe("going away", () => {
  test.each([
    ["lobby", []],
    ["paired", [P1.address]],
    ["chatroom", ["room.main"]],
  ] as const)("N3: from the %s and back is told there, and changes no place", (from, others) => {
    const { does, regions } = connection(from);
    const own = from === "paired" ? { from: P1.side } : { code: A.person.code };
    for (const [type, away] of [
      ["dropped", true],
      ["resumed", false],
    ] as const) {
      expect(does({ type })).toEqual(
        others.map((name) => ({ tell: name, event: { type: "presence", ...own, away } })),
      );
      expect(regions()).toEqual({ place: from, joining: "idle", presence: away ? "away" : "here" });
    }
  });

  test("N3: whoever is asked or paired meanwhile is told of it by whom they meet", () => {
    const { does } = connection("lobby", peer("A", { invitations: false }));
    expect(does({ type: "dropped" }, asks(B))).toEqual([
      { openPair: [expect.objectContaining({ person: A.person, away: true }), B] },
    ]);
    const { does: back } = connection();
    expect(back({ type: "dropped" }, { type: "resumed" }, joins(B))).toEqual([
      told(B, { type: "ask", invitation: OWN, from: A }),
    ]);
  });

  test("R8, R9: never to come back is to disconnect", () => {
    expect(connection("paired").does({ type: "dropped" }, { type: "disconnected" }).slice(1)).toEqual([
      { tell: P1.address, event: { type: "leave", from: "asked", why: "gone" } },
      { drop: A.address },
    ]);
    expect(connection("chatroom").does({ type: "dropped" }, { type: "disconnected" }).slice(1)).toEqual([
      { tell: "room.main", event: { type: "leave", code: A.person.code } },
      { drop: A.address },
    ]);
  });

  test("R8: what happens to one's place meanwhile is told all the same", () => {
    const { does, tell, regions } = connection("paired");
    tell({ type: "dropped" });
    expect(does({ type: "pair.ended", pair: P1.id, reason: "left" })).toEqual([
      heard({ type: "unpaired", pair: P1.id, reason: "left" }),
    ]);
    expect(regions()).toEqual({ place: "lobby", joining: "idle", presence: "away" });
  });
});

describe("data", () => {
  const message = (to: unknown) => ({ type: "message", text: "hi", to, id: 9 });
  const said = { type: "say", from: A, text: "hi", id: 9 };

  test("R2, A5: goes to the place one is in, and changes no state", () => {
    const room = connection("chatroom");
    const before = room.actor.getSnapshot();
    expect(room.does(message("room"), { type: "message", text: "hi" })).toEqual([
      { tell: "room.main", event: said },
      { tell: "room.main", event: { ...said, id: undefined } },
    ]);
    expect(room.actor.getSnapshot()).toBe(before);

    expect(connection("paired").does(message(P1.id))).toEqual([
      { tell: P1.address, event: { ...said, from: "asked", person: A.person } },
    ]);
  });

  test("V5: for a place where one is not, it is refused with its number", () => {
    const room = connection("chatroom");
    const pair = connection("paired");
    const answer = refused("not-there", { re: "message", id: 9 });
    expect(room.does(message(P1.id))).toEqual([answer]);
    expect(pair.does(message("room"), message(P2.id))).toEqual([answer, answer]);
  });

  test("V4: a client without receipts has received what it was handed, in its own pair", () => {
    const { does } = connection("paired", peer("A", { receipts: false }));
    const chat = { type: "message", to: P1.id, from: B.person, text: "hi", at: NOW };
    const deeds = does(
      { type: "tell", message: { ...chat, id: 3 } },
      { type: "tell", message: chat },
      { type: "tell", message: { ...chat, to: "room", id: 3 } },
    );
    expect(deeds.filter((deed) => "tell" in deed)).toEqual([
      { tell: P1.address, event: { type: "delivered", from: "asked", id: 3 } },
    ]);
  });

  test("V7: hints and receipts for another pair are dropped, those for one's own go there", () => {
    const { does } = connection("paired");
    const hints = [P2.id, P1.id].flatMap((pair) => [
      { type: "typing", pair, on: true },
      { type: "delivered", pair, id: 2 },
    ]);
    expect(does(...hints)).toEqual([
      { tell: P1.address, event: { type: "typing", from: "asked", on: true } },
      { tell: P1.address, event: { type: "delivered", from: "asked", id: 2 } },
    ]);
  });

  test("C4, V3, V5: signalling goes to the pair with its number, and not when it was meant for another", () => {
    const { does } = connection("paired");
    const signal = { type: "signal", kind: "offer", payload: "{}" };
    expect(does(signal, { ...signal, id: 4 }, { ...signal, pair: P2.id, id: 5 })).toEqual([
      { tell: P1.address, event: { type: "signal", from: "asked", kind: "offer", payload: "{}" } },
      { tell: P1.address, event: { type: "signal", from: "asked", kind: "offer", payload: "{}", id: 4 } },
      refused("not-there", { re: "signal", id: 5 }),
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
    const { does } = connection(from);
    const person = { code: A.person.code, name: "new" };
    expect(does({ type: "rename", name: "new" })).toEqual([
      heard({ type: "renamed", ...person, you: true }),
      ...others.map((name) => ({ tell: name, event: expect.objectContaining({ type: "rename", person }) })),
    ]);
    expect(does(joins(C))).toEqual([told(C, { type: "ask", invitation: OWN, from: { ...A, person } })]);
  });
});
