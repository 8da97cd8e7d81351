import { describe, expect, test } from "@jest/globals";
import { Joiner, Joins } from "../../../src/admission/joins.ts";

const TRIES = {
  type: "error",
  code: "too-many-tries",
  message: "Too many wrong codes; wait a moment.",
  re: "join",
  retryAfter: 5000,
};
const INVITATIONS = {
  type: "error",
  code: "too-many-invitations",
  message: "Too many invitations from your address; wait a moment.",
  re: "join",
  retryAfter: 2500,
};

describe("S10, S12: who may join", () => {
  let now = 0;
  const joins = (missesPerAddress: number, invitationsPerAddress: number) =>
    new Joins({ missesPerAddress, invitationsPerAddress }, () => now);

  test("S12: every join counts, by its address", () => {
    const some = joins(0, 4);
    const asked = [1, 2, 3, 4, 5, 6].map(() => some.refusal("a"));
    expect(asked).toEqual([undefined, undefined, undefined, undefined, INVITATIONS, INVITATIONS]);
    expect(some.refusal("b")).toBeUndefined();
    now += 2500;
    expect([some.refusal("a"), some.refusal("a")]).toEqual([undefined, INVITATIONS]);
  });

  test("S10: misses count beside it, and what they refuse counts as a join too", () => {
    const some = joins(2, 4);
    some.refusal("a");
    some.missed("a");
    some.missed("a");
    expect([1, 2, 3, 4].map(() => some.refusal("a"))).toEqual([TRIES, TRIES, TRIES, INVITATIONS]);
  });

  test("S10, S12, G3: 0 is unlimited in either", () => {
    const some = joins(0, 0);
    for (let n = 0; n < 5000; n++) {
      expect(some.refusal("a")).toBeUndefined();
      some.missed("a");
    }
  });

  test("S13: a connection is refused ten times, and once more every ten seconds", () => {
    const some = joins(0, 1);
    const joiner = new Joiner(some, "a");
    const ask = () => {
      const refusal = joiner.refusal();
      return refusal === undefined || refusal === "abuse" ? refusal : refusal.code;
    };
    expect(ask()).toBeUndefined();
    for (let n = 0; n < 10; n++) expect(ask()).toBe("too-many-invitations");
    expect(ask()).toBe("abuse");
    now += 10_000;
    expect([ask(), ask(), ask()]).toEqual([undefined, "too-many-invitations", "abuse"]);
    // Its neighbour was refused nothing yet.
    expect(new Joiner(some, "a").refusal()).toMatchObject({ code: "too-many-invitations" });
  });
});
