import { describe, expect, test } from "@jest/globals";
import { type AnyMachineSnapshot, assign, createActor, setup } from "xstate";
import { withStamps } from "../../actors/stamped.ts";

const START = 1_700_000_000_000;

/** A machine that can be told to move, to count, or to do nothing. */
function lamp() {
  let now = START;
  const machine = setup({
    types: { context: {} as { count: number }, events: {} as { type: "move" | "count" | "again" } },
  }).createMachine({
    id: "lamp",
    context: { count: 0 },
    initial: "off",
    on: { count: { actions: assign({ count: ({ context }) => context.count + 1 }) } },
    states: {
      off: { on: { move: "on", again: { target: "off", reenter: true } } },
      on: { tags: "lit", on: { move: "off" } },
    },
  });
  const logic = withStamps(machine, () => now);
  now += 5000;
  const actor = createActor(logic).start();
  const snapshot = (): AnyMachineSnapshot => actor.getSnapshot();
  return {
    machine,
    logic,
    actor,
    snapshot,
    stamps: () => logic.stampsOf(snapshot()),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe("stamps", () => {
  test("J8: since when an actor is there, and in its states", () => {
    const { actor, stamps, pass } = lamp();
    const born = START + 5000;
    pass(1000);
    actor.send({ type: "count" });
    actor.send({ type: "again" });
    expect(stamps()).toEqual({ born, changed: born });
    actor.send({ type: "move" });
    expect(stamps()).toEqual({ born, changed: born + 1000 });
    pass(2000);
    actor.send({ type: "count" });
    expect(stamps()).toEqual({ born, changed: born + 1000 });
    actor.send({ type: "move" });
    expect(stamps()).toEqual({ born, changed: born + 3000 });
  });

  test("J8: beside them a snapshot is what XState makes of it, to the last field", () => {
    const { machine, actor, snapshot } = lamp();
    const plain = createActor(machine).start();
    for (const type of ["count", "move", "move"] as const) {
      const { born: _, changed: __, ...stamped } = { born: 0, changed: 0, ...snapshot() };
      expect(Object.keys(stamped)).toEqual(Object.keys(plain.getSnapshot()));
      expect(snapshot().value).toEqual(plain.getSnapshot().value);
      expect(snapshot().context).toEqual(plain.getSnapshot().context);
      expect(snapshot().hasTag("lit")).toBe(plain.getSnapshot().hasTag("lit"));
      expect(snapshot().can({ type: "again" })).toBe(plain.getSnapshot().can({ type: "again" }));
      actor.send({ type });
      plain.send({ type });
    }
    expect(snapshot().matches("off")).toBe(true);
  });
});
