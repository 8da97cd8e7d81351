import type { Chart, ChartCause, ChartState, ChartTransition } from "../../../actors/chart/chart.ts";

/** The chart of `everything`, written by hand. */
export const everythingChart: Chart = {
  machine: "everything",
  lane: [],
  root: state("everything", "compound", {
    initial: "everything.off",
    transitions: [
      transition("everything:0", on("note")),
      transition("everything:1", on("note.*"), { actions: ["assign"] }),
      transition("everything:2", on("*"), { actions: ["greet"] }),
    ],
    states: [
      state("everything.off", "atomic", {
        description: "Nothing happens.",
        entry: ["greet", "show(on: false)"],
        exit: ["refuse(gone)"],
        transitions: [
          transition("everything.off:0", on("start"), {
            guard: "isA and (isB or not isA)",
            targets: ["everything.work"],
          }),
          transition("everything.off:1", on("start"), {
            guard: "not (isA and isB)",
            actions: ["raise(note)"],
            targets: ["everything.work.place.kitchen"],
          }),
          transition("everything.off:2", on("start"), {
            guard: "in work.place.kitchen or not (in work.place.room and in work.light.on)",
          }),
          transition("everything.off:3", on("start"), { guard: "isMore(3)", actions: ["refuse"] }),
          transition("everything.off:4", on("start"), { guard: "(inline)", actions: ["(inline)"] }),
          transition("everything.off:5", on("start"), {
            guard: "isInRoom",
            targets: ["everything.work.light.on", "everything.work.place.kitchen"],
          }),
          transition("everything.off:6", on("again"), { targets: ["everything.off"], reenter: true }),
          transition("everything.off:7", on("back"), { targets: ["everything.work.place.before"] }),
          transition("everything.off:8", after("500"), { guard: "isA", targets: ["everything.work"] }),
          transition("everything.off:9", after("500"), { actions: ["greet"] }),
          transition("everything.off:10", after("ringFor", 1000), { targets: ["everything.done"] }),
        ],
      }),
      state("everything.work", "parallel", {
        invokes: ["tick", "radio"],
        transitions: [
          transition(
            "everything.work:0",
            { kind: "done", of: "everything.work" },
            { targets: ["everything.done"] },
          ),
          transition("everything.work:1", { kind: "done", of: "tick" }, { targets: ["everything.off"] }),
          transition("everything.work:2", { kind: "error", of: "tick" }, { actions: ["greet"] }),
        ],
        states: [
          state("everything.work.place", "compound", {
            initial: "everything.work.place.room",
            states: [
              state("everything.work.place.room", "atomic", {
                transitions: [
                  transition(
                    "everything.work.place.room:0",
                    { kind: "always" },
                    {
                      guard: "isA",
                      targets: ["everything.work.place.kitchen"],
                    },
                  ),
                  transition(
                    "everything.work.place.room:1",
                    { kind: "always" },
                    { guard: "isB", actions: ["greet"] },
                  ),
                ],
              }),
              state("everything.work.place.kitchen", "atomic", {
                transitions: [
                  transition("everything.work.place.kitchen:0", on("leave"), {
                    targets: ["everything.work.place.end"],
                  }),
                ],
              }),
              state("everything.work.place.end", "final"),
              state("everything.work.place.before", "history"),
            ],
          }),
          state("everything.work.light", "compound", {
            initial: "everything.work.light.on",
            states: [state("everything.work.light.on", "atomic")],
          }),
        ],
      }),
      state("everything.done", "final"),
    ],
  }),
};

function state(id: string, type: ChartState["type"], more: Partial<ChartState> = {}): ChartState {
  const key = id.slice(id.lastIndexOf(".") + 1);
  return { id, key, type, entry: [], exit: [], invokes: [], states: [], transitions: [], ...more };
}

function transition(id: string, cause: ChartCause, more: Partial<ChartTransition> = {}): ChartTransition {
  return { id, cause, actions: [], targets: [], reenter: false, ...more };
}

function on(type: string): ChartCause {
  return { kind: "event", type };
}

function after(delay: string, ms?: number): ChartCause {
  return { kind: "after", delay, ...(ms === undefined ? {} : { ms }) };
}
