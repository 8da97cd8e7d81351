import { describe, expect, test } from "@jest/globals";
import { createActor, setup } from "xstate";
import { withDataLane } from "../../actors/data-lane.ts";
import { pairName } from "../../actors/ports.ts";
import { LocalBus, tell } from "../../src/bus.ts";
import { pairId } from "../support/recorder.ts";

/** A machine that is `open` until it is told to `close`, with a lane that writes down what it handles. */
function talker() {
  const heard: unknown[] = [];
  const machine = setup({
    types: { events: {} as { type: "say"; text: string } | { type: "close" } },
    actions: { refuse: () => void heard.push("refused") },
  }).createMachine({
    initial: "open",
    states: {
      open: { on: { close: "closed" } },
      closed: { on: { say: { actions: "refuse" } } },
    },
  });
  const logic = withDataLane<typeof machine, { type: "say"; text: string }>(machine, {
    say: {
      when: ({ value }) => value === "open",
      does: "hears it",
      handle: (_, { text }) => {
        if (text === "boom") throw new Error(text);
        heard.push(text);
      },
    },
  });
  const actor = createActor(logic);
  const errors: unknown[] = [];
  actor.subscribe({ error: (error) => errors.push(error) });
  return { actor: actor.start(), heard, errors };
}

const name = pairName(pairId("P1"));
const said = (text: string) => ({ type: "typing", from: "asked", on: true, text }) as const;

describe("the bus", () => {
  test("A4: what is told to a name that nobody has reaches nobody, and says so", () => {
    const bus = new LocalBus();
    expect(bus.tell(name, said("hello?"))).toBe(false);
    const { actor } = talker();
    bus.register(name, actor);
    expect(bus.has(name)).toBe(true);
    expect(bus.tell(name, said("hello"))).toBe(true);
    bus.drop(name);
    expect(bus.tell(name, said("still there?"))).toBe(false);
  });

  test("A5: a data event that the state allows is handled without a transition; elsewhere the chart answers", () => {
    const { actor, heard } = talker();
    const before = actor.getSnapshot();
    tell(actor, { type: "say", text: "one" });
    expect(actor.getSnapshot()).toBe(before);
    // Through the mailbox it is the same.
    actor.send({ type: "say", text: "two" });
    expect(actor.getSnapshot()).toBe(before);
    tell(actor, { type: "close" });
    tell(actor, { type: "say", text: "three" });
    expect(heard).toEqual(["one", "two", "refused"]);
  });

  test("A1: a lane that throws fails its actor and not whoever told it", () => {
    const { actor, errors } = talker();
    tell(actor, { type: "say", text: "boom" });
    expect(actor.getSnapshot().status).toBe("error");
    expect(errors).toEqual([new Error("boom")]);
    tell(actor, { type: "say", text: "after" });
  });
});
