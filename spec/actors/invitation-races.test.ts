import { describe, expect, test } from "@jest/globals";
import {
  A,
  answers,
  asks,
  B,
  C,
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

describe("what comes too late", () => {
  test("I12, V10: an answer to what is over, never was, or is somebody else's", () => {
    const { does, tell, regions } = ringing();
    tell(asks(C));
    const before = regions();
    expect(
      does(
        answers("accept", "NEVER", 2),
        answers("decline", "NEVER", 3),
        answers("cancel", "NEVER", 4),
        answers("accept", OWN, 5),
        answers("decline", OWN, 6),
        answers("cancel", from(C), 7),
      ),
    ).toEqual([
      refused("no-invitation", { re: "accept", id: 2 }),
      refused("no-invitation", { re: "decline", id: 3 }),
      refused("no-invitation", { re: "cancel", id: 4 }),
      refused("no-invitation", { re: "accept", id: 5 }),
      refused("no-invitation", { re: "decline", id: 6 }),
      refused("no-invitation", { re: "cancel", id: 7 }),
    ]);
    expect(regions()).toEqual(before);
  });

  test.each([
    ["nothing is asked", []],
    ["another is asked", [joins(B)]],
    ["another rings", [joins(B), RINGS]],
  ])("I12: what other actors say of earlier invitations, while %s", (_, own) => {
    const { does, tell, regions } = connection();
    tell(...own);
    const before = regions();
    expect(
      does(
        { type: "ask.refused", invitation: "EARLIER" },
        { type: "ask.ringing", invitation: "EARLIER" },
        declined("EARLIER", "declined"),
        withdrawn("EARLIER", "cancelled"),
        { type: "ask.updated", invitation: "EARLIER", from: C },
      ),
    ).toEqual([]);
    expect(regions()).toEqual(before);
  });
});

describe("races", () => {
  test("I4: invitations cross: whoever hears of it first opens the pair, and neither is told it is over", () => {
    for (const place of ["lobby", "chatroom", "paired"] as const) {
      const { does, tell, regions } = ringing(place);
      expect(does(asks(B))).toEqual([{ openPair: [A, B] }]);
      tell({ type: "pair.opened", pair: { ...P2, side: "asked" }, partner: B });
      expect(regions()).toEqual({ place: "paired", joining: "idle", presence: "here" });
    }
    const { does, tell } = connection();
    tell(joins(B), asks(B), RINGS);
    expect(does(opened(B))).toEqual([heard(expect.objectContaining({ type: "paired" }) as object)]);
  });

  test("I4: both ring already: to accept is enough, and a second pair is left at once", () => {
    const { does, tell, regions } = connection();
    tell(joins(B), asks(B), RINGS);
    expect(does(answers("accept", from(B)))).toEqual([{ openPair: [A, B] }]);
    tell(opened(B));
    expect(does({ type: "pair.opened", pair: P1, partner: B })).toEqual([
      { tell: P1.address, event: { type: "leave", from: "asked", why: "left" } },
    ]);
    expect(regions()).toEqual({ place: "paired", joining: "idle", presence: "here" });
  });

  test.each([
    ["taken back", answers("cancel", OWN)],
    ["left", { type: "leave" }],
  ])("A6, I12: it was %s when the other accepted: their pair is left at once", (_, deed) => {
    const { does, tell, regions } = ringing();
    tell(deed);
    expect(does(opened(B))).toEqual([
      { tell: P2.address, event: { type: "leave", from: "asker", why: "left" } },
    ]);
    expect(regions()).toEqual({ place: "lobby", joining: "idle", presence: "here" });
  });

  test("A6, I12: it was over by itself when the other accepted: their pair is left at once", () => {
    const { does, recorder } = ringing();
    recorder.clock.increment(60_000);
    expect(does(opened(B))).toEqual([
      { tell: P2.address, event: { type: "leave", from: "asker", why: "left" } },
    ]);
  });

  test.each(["cancelled", "expired", "gone"])(
    "I12, A6: it is accepted and hears only then that it is %s",
    (reason) => {
      const { does, tell, regions } = connection();
      tell(asks(B), answers("accept", from(B)));
      expect(does(withdrawn(from(B), reason))).toEqual([over(from(B), reason)]);
      expect(
        does(
          { type: "pair.opened", pair: P1, partner: B },
          { type: "pair.ended", pair: P1.id, reason: "left" },
        ),
      ).toEqual([
        heard(expect.objectContaining({ type: "paired" }) as object),
        heard({ type: "unpaired", pair: P1.id, reason: "left" }),
      ]);
      expect(regions()).toEqual({ place: "lobby", joining: "idle", presence: "here" });
    },
  );

  test("I12: it is declined and hears only then that the other has left, or the other way round", () => {
    const { does, tell } = connection();
    tell(asks(B), answers("decline", from(B)));
    expect(does(withdrawn(from(B), "cancelled"))).toEqual([]);
    const asker = ringing();
    asker.tell({ type: "leave" });
    expect(asker.does(declined(OWN, "declined"))).toEqual([]);
  });

  test("I8, I12: the other is paired meanwhile, before or after one has taken it back", () => {
    const before = ringing();
    expect(before.does(declined(OWN, "busy"), answers("cancel", OWN))).toEqual([
      over(OWN, "busy"),
      refused("no-invitation", { re: "cancel" }),
    ]);
    const after = ringing();
    after.tell(answers("cancel", OWN));
    expect(after.does(declined(OWN, "busy"))).toEqual([]);
  });

  test("A7: a pair that was accepted and never opened is waited for no longer than 5 seconds", () => {
    const { recorder, tell, regions } = ringing();
    tell(asks(C), answers("accept", from(C)));
    recorder.take();
    recorder.clock.increment(4999);
    expect([regions().joining, recorder.take()]).toEqual(["accepting", []]);
    recorder.clock.increment(1);
    expect([regions().joining, recorder.take()]).toEqual([
      "idle",
      [told(B, withdrawn(OWN, "cancelled")), over(OWN, "cancelled")],
    ]);
    tell(answers("accept", from(C)));
    expect(regions().joining).toBe("accepting");
  });
});
