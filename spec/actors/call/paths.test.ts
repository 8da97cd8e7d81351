import { describe, expect, test } from "@jest/globals";
import type { StateValue } from "xstate";
import { getShortestPaths, getSimplePaths } from "xstate/graph";
import { callMachine } from "../../../actors/call/call.ts";
import type { AnyCallEvent } from "../../../actors/call/setup.ts";
import { ANSWER, CallRig, OFFER } from "../../support/call-rig.ts";

/** What is walked with: what changes the course of a call, and what its clocks bring. */
const EVENTS: readonly AnyCallEvent[] = [
  { type: "call.start", camera: true },
  { type: "call.accept", camera: true },
  { type: "call.hangup" },
  { type: "call.dismiss" },
  { type: "heard.start" },
  { type: "heard.offer", description: OFFER },
  { type: "heard.answer", description: ANSWER },
  { type: "heard.hangup", reason: "ended" },
  { type: "media.ready", camera: true },
  { type: "media.refused", why: "in-use" },
  { type: "peer.connected" },
  { type: "peer.disconnected" },
  { type: "peer.failed" },
  ...callMachine.events.filter((type) => type.startsWith("xstate.after.")).map(delayed),
];

// Delayed events are not among those that a machine is typed with.
function delayed(type: string): AnyCallEvent {
  return { type } as { type: string } as AnyCallEvent;
}

/** Where the call is, and whether it can be signalled: what one shows does not make another course. */
function situation(value: StateValue): string {
  const { course, link } = parts(value);
  const { engaged } = parts(course);
  return JSON.stringify([engaged === undefined ? course : parts(engaged)["progress"], link]);
}

const parts = (value: StateValue | undefined) => (typeof value === "object" ? value : {});

/** The same chart; nobody hears it. */
const silent = callMachine.provide({
  actions: {
    sayStart: () => {},
    sayDescription: () => {},
    sayCandidate: () => {},
    sayMedia: () => {},
    sayHangup: () => {},
    sayFailed: () => {},
    sayEnded: () => {},
    sayOver: () => {},
  },
});

const options = {
  input: new CallRig().actor.getSnapshot().context.input,
  serializeState: ({ value }: { readonly value: StateValue }) => situation(value),
};

/** From one call to its end; what comes after that is another call. */
const simple = getSimplePaths(silent, {
  ...options,
  events: [...EVENTS],
  stopWhen: ({ value }) => situation(value).includes("lately"),
});

/** One way to every situation, also to those in which nothing can be signalled, and after the end of a call. */
const shortest = getShortestPaths(silent, {
  ...options,
  events: [...EVENTS, { type: "link.down" }, { type: "link.up", iceServers: [] }],
});

/** Goes that way, and gives the rig at its end. */
function walked({ steps, state }: (typeof simple)[number]): CallRig {
  const rig = new CallRig();
  for (const { event } of steps) rig.actor.send(event);
  expect(situation(rig.actor.getSnapshot().value)).toBe(situation(state.value));
  return rig;
}

describe("paths through the chart", () => {
  test("M16: they reach every situation there is, but for those that take several tries", () => {
    const reached = new Set(shortest.map(({ state }) => situation(state.value)));
    for (const where of [
      "idle",
      "ringingIn",
      "preparing",
      "ringingOut",
      "answering",
      { taken: { connecting: "describing" } },
      { taken: { connecting: "checking" } },
      { taken: "live" },
      { taken: { reconnecting: { trying: "waiting" } } },
      { taken: { reconnecting: { trying: "restarting" } } },
      { taken: { reconnecting: "stalled" } },
      { ended: "lately" },
      { ended: "before" },
    ]) {
      const either = ["up", "down"].some((link) => reached.has(JSON.stringify([where, link])));
      expect([where, either]).toEqual([where, true]);
    }
    expect(simple.length).toBeGreaterThan(100);
  });

  test("M16: on each there is one connection while there is a call, and the person can end it", () => {
    for (const path of [...simple, ...shortest]) {
      const rig = walked(path);
      expect(rig.media.open).toBe(["idle", "ringing-in", "ended"].includes(rig.is) ? 0 : 1);
      rig.intend({ type: "call.hangup" });
      expect([rig.media.open, ["idle", "ended"].includes(rig.is)]).toEqual([0, true]);
    }
  });

  test("M16: on each the partner can end it, once they have been told of it", () => {
    for (const path of [...simple, ...shortest]) {
      const rig = walked(path).hear("hangup");
      expect(["idle", "ended", "preparing"]).toContain(rig.is);
    }
  });
});
