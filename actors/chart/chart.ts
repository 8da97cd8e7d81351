/** A statechart as data, as its machine's definition says: for drawing, documents and exports. It is JSON. */
export interface Chart {
  /** The machine's name: `connection`, `pair`, `chatroom`, `session`, `call`. */
  readonly machine: string;
  readonly root: ChartState;
  /** The types of events that a data lane handles beside the chart, where a state allows it. */
  readonly lane: readonly string[];
}

export interface ChartState {
  /** The keys from the machine on, joined by dots; one of its own in the chart: `connection.open.place.lobby`. */
  readonly id: ChartStateId;
  readonly key: string;
  readonly type: "atomic" | "compound" | "parallel" | "final" | "history";
  /** The child that is entered first; of a compound state. */
  readonly initial?: ChartStateId;
  readonly description?: string;
  /** Names of actions. */
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** Names of the actors that run while the state lasts. */
  readonly invokes: readonly string[];
  readonly states: readonly ChartState[];
  /** In the order in which they are tried. */
  readonly transitions: readonly ChartTransition[];
}

export interface ChartTransition {
  /** One of its own in the chart: the state's id, `:`, and a number from 0. */
  readonly id: ChartTransitionId;
  readonly cause: ChartCause;
  /** In words: `isInvitation`, `not isIdle`, `in open.place.paired`. */
  readonly guard?: string;
  readonly actions: readonly string[];
  /** Empty when no state is left. */
  readonly targets: readonly ChartStateId[];
  /** Whether its own state is left and entered anew. */
  readonly reenter: boolean;
}

/** Why a transition is taken. */
export type ChartCause =
  /** `*` and `relay.*` are types that stand for many. */
  | { readonly kind: "event"; readonly type: string }
  /** After a delay, by its name or in ms; `ms` is how long a named one is, where that does not depend on the moment. */
  | { readonly kind: "after"; readonly delay: string; readonly ms?: number }
  /** At once, when its guard holds. */
  | { readonly kind: "always" }
  /** When a child state or an invoked actor has ended, or failed. */
  | { readonly kind: "done" | "error"; readonly of: string };

export type ChartStateId = string;
export type ChartTransitionId = string;
