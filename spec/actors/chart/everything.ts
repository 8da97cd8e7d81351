import { and, assign, fromCallback, fromPromise, not, or, raise, setup, stateIn } from "xstate";

/** A small machine with everything that a chart can show. */
export const everything = setup({
  types: { context: {} as { readonly count: number }, events: {} as { type: string } },
  actors: { tick: fromPromise(() => Promise.resolve()), radio: fromCallback(() => {}) },
  actions: { greet: () => {}, refuse: (_, _why: string) => {}, show: (_, _what: { on: boolean }) => {} },
  guards: {
    isA: () => true,
    isB: () => true,
    isMore: (_, _than: number) => true,
    isInRoom: stateIn({ work: { place: "room" } }),
  },
  delays: { ringFor: 1000 },
}).createMachine({
  id: "everything",
  context: { count: 0 },
  initial: "off",
  on: { "*": { actions: "greet" }, "note.*": { actions: assign({ count: 1 }) }, note: {} },
  states: {
    off: {
      description: "Nothing happens.",
      entry: ["greet", { type: "show", params: { on: false } }],
      exit: { type: "refuse", params: "gone" },
      on: {
        start: [
          { guard: and(["isA", or(["isB", not("isA")])]), target: "work" },
          { guard: not(and(["isA", "isB"])), target: "#kitchen", actions: raise({ type: "note" }) },
          { guard: or([stateIn("#kitchen"), not(stateIn({ work: { place: "room", light: "on" } }))]) },
          { guard: { type: "isMore", params: 3 }, actions: { type: "refuse", params: () => "computed" } },
          { guard: () => true, actions: () => {} },
          { guard: "isInRoom", target: ["work.light.on", "work.place.kitchen"] },
        ],
        again: { target: "off", reenter: true },
        back: "work.place.before",
      },
      after: {
        ringFor: { target: "done" },
        500: [{ guard: "isA", target: "work" }, { actions: "greet" }],
      },
    },
    work: {
      type: "parallel",
      invoke: [{ src: "tick", id: "t", onDone: "off", onError: { actions: "greet" } }, { src: "radio" }],
      onDone: { target: "done" },
      states: {
        place: {
          id: "somewhere",
          initial: "room",
          states: {
            room: {
              always: [
                { guard: "isA", target: "kitchen" },
                { guard: "isB", actions: "greet" },
              ],
            },
            kitchen: { id: "kitchen", on: { leave: "end" } },
            end: { type: "final" },
            before: { type: "history", history: "deep" },
          },
        },
        light: { initial: "on", states: { on: {} } },
      },
    },
    done: { type: "final" },
  },
});
