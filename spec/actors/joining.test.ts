import { describe, expect, test } from "@jest/globals";
import {
  A,
  asks,
  B,
  C,
  CLASSIC,
  connection,
  from,
  heard,
  joins,
  MISSED,
  OWN,
  opened,
  P1,
  P2,
  refused,
  told,
} from "../support/one-connection.ts";
import { code, NOW, peer } from "../support/recorder.ts";

const no = { type: "ask.refused", invitation: OWN };
const asked = { type: "ask", invitation: OWN, from: A };

describe("joining", () => {
  test("R4: asks the connection of that code, and is paired when its pair opens", () => {
    const { does, regions } = connection();
    expect(does(joins(B))).toEqual([told(B, asked)]);
    expect(does(opened(B))).toEqual([
      heard({
        type: "paired",
        pair: P2.id,
        partner: { ...B.person, video: true },
        polite: false,
        at: NOW,
      }),
    ]);
    expect(regions()).toEqual({ place: "paired", joining: "idle", presence: "here" });
  });

  test("R7, A4, V10: a code that nobody has is refused as a busy one is", () => {
    const answer = refused("invalid-or-busy", { message: "Invalid or busy code", re: "join", id: 7 });
    const missing = connection();
    missing.recorder.absent.add(B.address);
    expect(missing.does(joins(B, 7), no)).toEqual([told(B, asked), told(A, no), MISSED, answer]);
    const busy = connection();
    expect(busy.does(joins(B, 7), no)).toEqual([told(B, asked), MISSED, answer]);
  });

  test.each(["lobby", "chatroom", "paired"] as const)(
    "R5: refused, it changes nothing in the %s",
    (place) => {
      const { tell, regions } = connection(place);
      tell({ type: "join", code: code("ZZZZZZZZ") }, no);
      expect(regions()).toEqual({ place, joining: "idle", presence: "here" });
    },
  );

  test("R6, V10: one's own code asks nobody", () => {
    const { does } = connection();
    expect(does(joins(A), joins(A, 3))).toEqual([
      refused("own-code", { re: "join" }),
      refused("own-code", { re: "join", id: 3 }),
    ]);
  });

  test("R4: from the chatroom, it is left first", () => {
    const { does, tell } = connection("chatroom");
    tell(joins(B));
    expect(does(opened(B))).toEqual([
      { tell: "room.main", event: { type: "leave", code: A.person.code } },
      heard({ type: "left", reason: "paired" }),
      heard(expect.objectContaining({ type: "paired", pair: P2.id }) as object),
    ]);
  });

  test("R4: from a pair, it is ended first", () => {
    const { does, tell, regions } = connection("paired");
    tell(joins(C));
    expect(does(opened(C))).toEqual([
      { tell: P1.address, event: { type: "leave", from: "asked", why: "left" } },
      heard({ type: "unpaired", pair: P1.id, reason: "you" }),
      heard(expect.objectContaining({ partner: { ...C.person, video: false } }) as object),
    ]);
    expect(regions().place).toBe("paired");
  });

  test("A7: an answer that never comes ends the asking after 5 seconds", () => {
    const { recorder, tell, regions } = connection();
    tell(joins(B));
    recorder.take();
    recorder.clock.increment(4999);
    expect(recorder.take()).toEqual([]);
    recorder.clock.increment(1);
    expect(recorder.take()).toEqual([MISSED, refused("invalid-or-busy", { re: "join" })]);
    expect(regions().joining).toBe("idle");
  });

  test("A6: a pair that is no longer wanted is left at once", () => {
    const { does, regions } = connection();
    expect(does(opened(B))).toEqual([
      { tell: P2.address, event: { type: "leave", from: "asker", why: "left" } },
    ]);
    expect(regions().place).toBe("lobby");
  });

  test("A7, V10: a second join has to wait for the first, and so has an answer to an invitation", () => {
    const { does, tell } = connection();
    tell(asks(C), joins(B));
    expect(does(joins(C, 2), { type: "accept", invitation: from(C), id: 3 })).toEqual([
      refused("still-joining", { re: "join", id: 2 }),
      refused("still-joining", { re: "accept", id: 3 }),
    ]);
  });

  test("A7: so it is until the pair of an invitation that was accepted has opened", () => {
    const { does, tell } = connection();
    tell(asks(B), asks(C), { type: "accept", invitation: from(B) });
    expect(does(joins(C), { type: "accept", invitation: from(C) })).toEqual([
      refused("still-joining", { re: "join" }),
      refused("still-joining", { re: "accept" }),
    ]);
  });

  test("I6: an asking that is not answered yet can be taken back; answers come too late then", () => {
    const { does, regions } = connection();
    expect(does(joins(B), { type: "leave" })).toEqual([
      told(B, asked),
      told(B, { type: "ask.withdrawn", invitation: OWN, reason: "cancelled" }),
      heard({ type: "uninvited", invitation: OWN, reason: "cancelled" }),
    ]);
    expect(does({ type: "ask.ringing", invitation: OWN }, no)).toEqual([]);
    expect(does(opened(B))).toEqual([
      { tell: P2.address, event: { type: "leave", from: "asker", why: "left" } },
    ]);
    expect(regions()).toEqual({ place: "lobby", joining: "idle", presence: "here" });
  });

  test("I11: whoever is being asked hears a new name, though they have not answered yet", () => {
    const { does, tell } = connection();
    tell(joins(B));
    const person = { ...A.person, name: "new" };
    expect(does({ type: "rename", name: "new" })).toContainEqual(
      told(B, { type: "ask.updated", invitation: OWN, from: { ...A, person } }),
    );
  });
});

describe("being asked, on classic and text", () => {
  const who = peer("A", CLASSIC);
  const busy = told(B, { type: "ask.refused", invitation: from(B) });

  test.each(["lobby", "chatroom"] as const)(
    "R4, I10: in the %s, a pair is opened with whoever asks",
    (place) => {
      const { does } = connection(place, who);
      expect(does(asks(B))).toEqual([{ openPair: [who, B] }]);
    },
  );

  test("I10, I8: while an own invitation rings, too, and that one is taken back", () => {
    const { does, tell, regions } = connection("lobby", who);
    tell(joins(C), { type: "ask.ringing", invitation: OWN });
    expect(does(asks(B))).toEqual([{ openPair: [who, B] }]);
    expect(does({ type: "pair.opened", pair: P1, partner: B })).toEqual([
      heard(expect.objectContaining({ type: "paired", polite: true }) as object),
      told(C, { type: "ask.withdrawn", invitation: OWN, reason: "cancelled" }),
      heard({ type: "uninvited", invitation: OWN, reason: "cancelled" }),
    ]);
    expect(regions()).toEqual({ place: "paired", joining: "idle", presence: "here" });
  });

  test("I10, R5, R7: in a pair, the answer is no and nothing changes", () => {
    const { does, regions } = connection("paired", who);
    expect(does(asks(C))).toEqual([told(C, { type: "ask.refused", invitation: from(C) })]);
    expect(regions().place).toBe("paired");
  });

  test.each([
    ["asking", joins(C)],
    ["about to be paired", asks(C)],
  ])("A7: while %s, everyone else is refused", (_, before) => {
    const { does, tell } = connection("lobby", who);
    tell(before);
    expect(does(asks(B))).toEqual([busy]);
  });

  test("A7: a pair that never opened is waited for no longer than 5 seconds", () => {
    const { does, recorder, tell } = connection("lobby", who);
    tell(asks(C));
    recorder.take();
    recorder.clock.increment(4999);
    expect(does(asks(B))).toEqual([busy]);
    recorder.clock.increment(1);
    expect(does(asks(B))).toEqual([{ openPair: [who, B] }]);
  });
});
