import { describe, expect, test } from "@jest/globals";
import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateNode,
  type AnyTransitionDefinition,
  createActor,
} from "xstate";
import type { ChartState } from "../../../actors/chart/chart.ts";
import { activeOf, chartOf, transitionIds } from "../../../actors/chart/walk.ts";
import { createConnectionLogic } from "../../../actors/connection.ts";
import { MACHINES } from "../../support/machines.ts";
import { A, answers, asks, B, D, from, joins, P1 } from "../../support/one-connection.ts";
import { OUTLET, Recorder } from "../../support/recorder.ts";
import { everything } from "./everything.ts";
import { everythingChart } from "./everything-chart.ts";

const ALL = [everything, ...MACHINES].map((machine) => [machine.id, machine] as const);

describe("statecharts as data", () => {
  test("Y1: a chart has all that its machine's definition says", () => {
    expect(chartOf(everything)).toEqual(everythingChart);
  });

  test.each(ALL)("Y1: the chart of %s is JSON, and each of its ids is its own", (_, machine) => {
    const chart = chartOf(machine);
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
    const states = statesOf(chart.root);
    const ids = states.flatMap(({ id, transitions }) => [
      id,
      ...transitions.map((transition) => transition.id),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(states.map(({ id }) => id));
    const named = states.flatMap(({ initial, transitions }) => [
      ...(initial === undefined ? [] : [initial]),
      ...transitions.flatMap(({ targets }) => targets),
    ]);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  test("Y1: a chart names the events of its machine's data lane", () => {
    const lanes = Object.fromEntries(MACHINES.map(chartOf).map(({ machine, lane }) => [machine, lane]));
    expect(lanes).toEqual({
      connection: ["tell", "message", "signal", "delivered", "typing", "members"],
      pair: ["say", "delivered", "typing", "signal"],
      chatroom: ["say", "list"],
      session: [],
      call: [],
    });
  });

  test.each(ALL)("Y2: every transition of %s has the chart's id", (_, machine) => {
    const ids = transitionIds(machine);
    const definitions = definitionsOf(machine.root);
    expect(definitions.filter((definition) => !ids.has(definition))).toEqual([]);
    expect(ids.size).toBe(definitions.length);
    const drawn = statesOf(chartOf(machine).root).flatMap(({ transitions }) =>
      transitions.map(({ id }) => id),
    );
    expect([...ids.values()].sort()).toEqual(drawn.sort());
  });

  test("Y2: what XState says that it took is found in the chart", () => {
    const recorder = new Recorder();
    const logic = createConnectionLogic(recorder.ports);
    const { actor, tell } = recorder.start(logic, { peer: A, outlet: OUTLET });
    const taken = watch(actor, transitionIds(logic));
    [
      { type: "enter" },
      { type: "dropped" },
      { type: "resumed" },
      { type: "leave" },
      joins(B),
      asks(D),
      answers("accept", from(D)),
      { type: "pair.opened", pair: P1, partner: D },
      { type: "disconnected" },
    ].forEach(tell);
    expect(taken).toEqual([
      "enter connection.open.place.lobby:0",
      "dropped connection.open.place.chatroom:3 connection.open.presence.here:0",
      "resumed connection.open.place.chatroom:4 connection.open.presence.away:0",
      "leave connection.open.place.chatroom:1",
      "join connection.open.joining.idle:2",
      "ask connection.open.joining.asking:2",
      "accept connection.open:3",
      "pair.opened connection.open.place.lobby:5 connection.open.joining.asking:9",
      "disconnected connection.open.place.paired:2",
    ]);
  });

  test("Y3: the innermost states are told in the chart's order", () => {
    const actor = createActor(everything).start();
    expect(activeOf(actor.getSnapshot())).toEqual(["everything.off"]);
    actor.send({ type: "start" });
    expect(activeOf(actor.getSnapshot())).toEqual([
      "everything.work.place.kitchen",
      "everything.work.light.on",
    ]);
    actor.send({ type: "leave" });
    expect(activeOf(actor.getSnapshot())).toEqual(["everything.work.place.end", "everything.work.light.on"]);
    actor.stop();
  });

  test("Y3: also of a connection, whose first snapshot is shared", () => {
    const recorder = new Recorder();
    const { actor, tell } = recorder.start(createConnectionLogic(recorder.ports), {
      peer: A,
      outlet: OUTLET,
    });
    const active = () => activeOf(actor.getSnapshot() as AnyMachineSnapshot);
    expect(active()).toEqual([
      "connection.open.place.lobby",
      "connection.open.presence.here",
      "connection.open.joining.idle",
    ]);
    tell({ type: "enter" });
    expect(active()[0]).toBe("connection.open.place.chatroom");
    tell({ type: "disconnected" });
    expect(active()).toEqual(["connection.closed"]);
  });
});

function statesOf(state: ChartState): ChartState[] {
  return [state, ...state.states.flatMap(statesOf)];
}

/** By XState's own accessors, and not by those that the walk uses. */
function definitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [
    ...Object.values(node.on).flat(),
    ...(node.always ?? []),
    ...Object.values(node.states).flatMap(definitionsOf),
  ];
}

/** The transitions that the actor takes from now on, with what it heard. */
function watch(actor: AnyActorRef, ids: ReadonlyMap<AnyTransitionDefinition, string>): string[] {
  const taken: string[] = [];
  actor.system.inspect((inspected) => {
    if (inspected.type !== "@xstate.microstep" || inspected.actorRef !== actor) return;
    const names = inspected._transitions.map((definition) => ids.get(definition) ?? "unknown");
    taken.push([inspected.event.type, ...names].join(" "));
  });
  return taken;
}
