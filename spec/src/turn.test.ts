import { describe, expect, test } from "@jest/globals";
import { type Outbox, Turn } from "../../src/turn.ts";

/** A turn that ends by hand. */
function handTurn() {
  const ends: (() => void)[] = [];
  const errors: unknown[] = [];
  const turn = new Turn(
    (error) => errors.push(error),
    (end) => ends.push(end),
  );
  const end = () => {
    for (const run of ends.splice(0)) run();
  };
  return { turn, errors, ends, end };
}

describe("a turn", () => {
  test("E10: steps are taken at its end, in order, outboxes among them", () => {
    const { turn, end } = handTurn();
    const taken: string[] = [];
    const outbox: Outbox = { flush: () => taken.push("outbox") };
    turn.enqueue(() => taken.push("first"));
    turn.enqueue(outbox);
    turn.enqueue(() => taken.push("last"));
    expect(taken).toEqual([]);
    end();
    expect(taken).toEqual(["first", "outbox", "last"]);
  });

  test("E10: it asks for its end once; what its steps lead to is the next turn's", () => {
    const { turn, ends, end } = handTurn();
    const taken: string[] = [];
    turn.enqueue(() => turn.enqueue(() => taken.push("next")));
    turn.enqueue(() => taken.push("this"));
    expect(ends.length).toBe(1);
    end();
    expect(taken).toEqual(["this"]);
    expect(ends.length).toBe(1);
    end();
    expect(taken).toEqual(["this", "next"]);
  });

  test("A1: a step that throws is reported, and the others are taken all the same", () => {
    const { turn, errors, end } = handTurn();
    const boom = new Error("boom");
    const taken: string[] = [];
    turn.enqueue(() => {
      throw boom;
    });
    turn.enqueue(() => taken.push("another's"));
    end();
    expect(errors).toEqual([boom]);
    expect(taken).toEqual(["another's"]);
  });
});
