import { describe, expect, test } from "@jest/globals";
import type { Peer } from "../../actors/ports.ts";
import {
  A,
  answers,
  asks,
  B,
  C,
  CLASSIC,
  connection,
  declined,
  from,
  heard,
  joins,
  OWN,
  opened,
  over,
  P1,
  P2,
  RINGS,
  refused,
  ringing,
  told,
  withdrawn,
} from "../support/one-connection.ts";
import { NOW, peer } from "../support/recorder.ts";

const PLACES = ["lobby", "chatroom", "paired"] as const;
const invited = (who: Peer, about: object = {}) =>
  heard({
    type: "invited",
    invitation: from(who),
    from: { ...who.person, video: who.traits.video, ...about },
    expires: 60_000,
    at: NOW,
  });

describe("asking somebody who is asked", () => {
  test.each(PLACES)("I1: from the %s, hears that it rings and stays there", (place) => {
    const { does, regions } = connection(place);
    expect(does(joins(B), RINGS)).toEqual([
      told(B, { type: "ask", invitation: OWN, from: A }),
      heard({ type: "ringing", invitation: OWN, code: B.person.code, expires: 60_000, at: NOW }),
    ]);
    expect(regions()).toEqual({ place, joining: "ringing", presence: "here" });
  });

  test("I2: is paired when the other accepts", () => {
    const { does, regions } = ringing();
    expect(does(opened(B))).toEqual([
      heard({ type: "paired", pair: P2.id, partner: { ...B.person, video: true }, polite: false, at: NOW }),
    ]);
    expect(regions()).toEqual({ place: "paired", joining: "idle", presence: "here" });
  });

  test.each(["declined", "busy", "gone"])("I2, I7, I8: hears that the other has %s, or is", (reason) => {
    const { does, regions } = ringing("chatroom");
    expect(does(declined(OWN, reason))).toEqual([over(OWN, reason)]);
    expect(regions()).toEqual({ place: "chatroom", joining: "idle", presence: "here" });
  });

  test.each(PLACES)("I2: from the %s, can take it back", (place) => {
    const { does, regions } = ringing(place);
    expect(does(answers("cancel", OWN))).toEqual([
      told(B, withdrawn(OWN, "cancelled")),
      over(OWN, "cancelled"),
    ]);
    expect(regions()).toEqual({ place, joining: "idle", presence: "here" });
  });

  test("I6: takes it back by leaving, also from the lobby", () => {
    const taken = [told(B, withdrawn(OWN, "cancelled")), over(OWN, "cancelled")];
    expect(ringing("lobby").does({ type: "leave" })).toEqual(taken);
    expect(ringing("chatroom").does({ type: "leave" })).toEqual([
      { tell: "room.main", event: { type: "leave", code: A.person.code } },
      heard({ type: "left", reason: "you" }),
      ...taken,
    ]);
    const { does, regions } = ringing("paired");
    expect(does({ type: "leave" })).toEqual([
      { tell: P1.address, event: { type: "leave", from: "asked", why: "left" } },
      heard({ type: "unpaired", pair: P1.id, reason: "you" }),
      ...taken,
    ]);
    expect(regions()).toEqual({ place: "lobby", joining: "idle", presence: "here" });
  });

  test("I1: goes where they like meanwhile, and it rings on", () => {
    const { does, regions } = ringing("paired");
    expect(does({ type: "enter" }, { type: "leave", id: 1 }, { type: "cancel", invitation: OWN })).toEqual([
      { tell: P1.address, event: { type: "leave", from: "asked", why: "room" } },
      heard({ type: "unpaired", pair: P1.id, reason: "you" }),
      { tell: "room.main", event: { type: "enter", peer: A } },
      { tell: "room.main", event: { type: "leave", code: A.person.code } },
      heard({ type: "left", reason: "you" }),
      told(B, withdrawn(OWN, "cancelled")),
      over(OWN, "cancelled"),
      refused("no-invitation", { re: "cancel" }),
    ]);
    expect(regions().place).toBe("lobby");
  });

  test("I3: after 60 seconds of ringing it is over, however long it took to ring", () => {
    const { recorder, tell, regions } = connection();
    tell(joins(B));
    recorder.clock.increment(4000);
    tell(RINGS);
    recorder.take();
    recorder.clock.increment(59_999);
    expect(recorder.take()).toEqual([]);
    recorder.clock.increment(1);
    expect(recorder.take()).toEqual([told(B, withdrawn(OWN, "expired")), over(OWN, "expired")]);
    expect(regions().joining).toBe("idle");
    recorder.clock.increment(600_000);
    expect(recorder.take()).toEqual([]);
  });

  test("A7, R6, V10: joins nobody else meanwhile", () => {
    const { does, regions } = ringing();
    expect(does(joins(C, 2), joins(B, 3), joins(A, 4))).toEqual([
      refused("still-joining", { re: "join", id: 2 }),
      refused("still-joining", { re: "join", id: 3 }),
      refused("own-code", { re: "join", id: 4 }),
    ]);
    expect(regions().joining).toBe("ringing");
  });

  test.each(PLACES)("I7: disconnected from the %s, tells the other so", (place) => {
    const deeds = ringing(place).does({ type: "disconnected" });
    expect([deeds.at(0), deeds.at(-1)]).toEqual([told(B, withdrawn(OWN, "gone")), { drop: A.address }]);
  });

  test("I11: tells of a new name, and of going away and coming back", () => {
    const { does } = ringing();
    const renamed = { ...A, person: { ...A.person, name: "new" } };
    const updated = (who: object) => told(B, { type: "ask.updated", invitation: OWN, from: who });
    expect(does({ type: "rename", name: "new" })).toEqual([
      heard({ type: "renamed", ...renamed.person, you: true }),
      updated(renamed),
    ]);
    expect(does({ type: "dropped" }, { type: "resumed" })).toEqual([
      updated({ ...renamed, away: true }),
      updated(renamed),
    ]);
  });

  test("I3: goes away, and it rings on until its time is over", () => {
    const { recorder, tell, regions } = ringing();
    tell({ type: "dropped" });
    recorder.take();
    recorder.clock.increment(60_000);
    expect(recorder.take()).toEqual([told(B, withdrawn(OWN, "expired")), over(OWN, "expired")]);
    expect(regions()).toEqual({ place: "lobby", joining: "idle", presence: "away" });
  });
});

describe("being asked on v1", () => {
  test.each(["lobby", "chatroom"] as const)("I1: in the %s, hears of it and stays there", (place) => {
    const { does, regions } = connection(place);
    expect(does(asks(B), asks(C))).toEqual([
      invited(B),
      told(B, { type: "ask.ringing", invitation: from(B) }),
      invited(C),
      told(C, { type: "ask.ringing", invitation: from(C) }),
    ]);
    expect(regions()).toEqual({ place, joining: "idle", presence: "here" });
  });

  test("I8, R7: in a pair is not asked, whatever else they are about", () => {
    const no = [told(C, { type: "ask.refused", invitation: from(C) })];
    expect(connection("paired").does(asks(C))).toEqual(no);
    expect(ringing("paired").does(asks(C))).toEqual(no);
    const asking = connection("paired");
    asking.tell(joins(B));
    expect(asking.does(asks(C))).toEqual(no);
  });

  test("I5: hears of 8 at once, and of the next when one of them is over", () => {
    const many = Array.from("DEFGHIJKL", (letter) => peer(letter));
    const [first, ...rest] = many;
    const last = rest.at(-1);
    if (first === undefined || last === undefined) throw new Error("nine people");
    const { does, tell } = connection();
    expect(does(...many.map(asks)).slice(-3)).toEqual([
      invited(peer("K")),
      told(peer("K"), { type: "ask.ringing", invitation: from(peer("K")) }),
      told(last, { type: "ask.refused", invitation: from(last) }),
    ]);
    tell(answers("decline", from(first)));
    expect(does(asks(last))[0]).toEqual(invited(last));
  });

  test("I5: so it is while an own join is not answered, or rings", () => {
    const many = Array.from("DEFGHIJK", (letter) => peer(letter));
    for (const own of [[joins(B)], [joins(B), RINGS]]) {
      const { does, tell } = connection();
      tell(...own, ...many.map(asks));
      expect(does(asks(C))).toEqual([told(C, { type: "ask.refused", invitation: from(C) })]);
    }
  });

  test.each(["lobby", "chatroom"] as const)("I2: in the %s, accepts and is paired", (place) => {
    const { does, regions } = connection(place);
    expect(does(asks(B), answers("accept", from(B))).slice(-1)).toEqual([{ openPair: [A, B] }]);
    expect(regions()).toEqual({ place, joining: "accepting", presence: "here" });
    expect(does({ type: "pair.opened", pair: P1, partner: B }).slice(-1)).toEqual([
      heard({ type: "paired", pair: P1.id, partner: { ...B.person, video: true }, polite: true, at: NOW }),
    ]);
    expect(regions()).toEqual({ place: "paired", joining: "idle", presence: "here" });
  });

  test("I4: accepts by joining who asks, also while an own invitation rings at somebody else", () => {
    expect(connection().does(asks(C), joins(C)).slice(-1)).toEqual([{ openPair: [A, C] }]);
    expect(ringing().does(asks(C), joins(C)).slice(-1)).toEqual([{ openPair: [A, C] }]);
  });

  test("I8: who accepts one is busy for all others, and takes their own invitation back", () => {
    const { does, tell } = ringing();
    const F = peer("F", CLASSIC);
    tell(asks(C), asks(F), asks(peer("E")), answers("accept", from(F)));
    expect(does({ type: "pair.opened", pair: P1, partner: F })).toEqual([
      heard({ type: "paired", pair: P1.id, partner: { ...F.person, video: true }, polite: true, at: NOW }),
      told(B, withdrawn(OWN, "cancelled")),
      over(OWN, "cancelled"),
      told(C, declined(from(C), "busy")),
      over(from(C), "busy"),
      told(peer("E"), declined(from(peer("E")), "busy")),
      over(from(peer("E")), "busy"),
    ]);
    expect(does(answers("accept", from(C)))).toEqual([refused("no-invitation", { re: "accept" })]);
  });

  test("I8: so is who is paired by an own invitation", () => {
    const { does, tell } = ringing("chatroom");
    tell(asks(C));
    expect(does(opened(B)).slice(-2)).toEqual([told(C, declined(from(C), "busy")), over(from(C), "busy")]);
  });

  test("I2: declines, while an own join is not answered, RINGS, or neither", () => {
    for (const own of [[], [joins(B)], [joins(B), RINGS]]) {
      const { does, tell, regions } = connection("chatroom");
      tell(...own, asks(C));
      const before = regions();
      expect(does(answers("decline", from(C)))).toEqual([
        told(C, declined(from(C), "declined")),
        over(from(C), "declined"),
      ]);
      expect(regions()).toEqual(before);
    }
  });

  test.each(["cancelled", "expired", "gone"])("I2, I3, I7: hears that it is %s", (reason) => {
    const { does, tell } = connection();
    tell(asks(B), asks(C));
    expect(does(withdrawn(from(B), reason))).toEqual([over(from(B), reason)]);
    expect(does(answers("accept", from(B)), answers("accept", from(C)))).toEqual([
      refused("no-invitation", { re: "accept" }),
      { openPair: [A, C] },
    ]);
  });

  test("I11, N3: hears of the asking person's new name and absence, and is paired with them as they are", () => {
    const { does, tell } = connection();
    tell(asks(B));
    const now = { ...B, away: true, person: { ...B.person, name: "new" as typeof B.person.name } };
    expect(does({ type: "ask.updated", invitation: from(B), from: now })).toEqual([
      invited(now, { away: true }),
    ]);
    expect(does(answers("accept", from(B)))).toEqual([{ openPair: [A, now] }]);
  });

  test("I7: disconnected, tells everybody who has asked", () => {
    const { does, tell } = ringing();
    tell(asks(C), asks(peer("D")));
    expect(does({ type: "disconnected" })).toEqual([
      told(B, withdrawn(OWN, "gone")),
      told(C, declined(from(C), "gone")),
      told(peer("D"), declined(from(peer("D")), "gone")),
      { drop: A.address },
    ]);
  });

  test("I1: is asked while away, and answers when back", () => {
    const { does, tell } = connection();
    tell({ type: "dropped" });
    expect(does(asks(B))).toEqual([invited(B), told(B, { type: "ask.ringing", invitation: from(B) })]);
    tell({ type: "resumed" });
    expect(does(answers("accept", from(B)))).toEqual([{ openPair: [A, B] }]);
  });
});
