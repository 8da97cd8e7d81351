import { callMachine } from "../../actors/call/call.ts";
import type { Chart, ChartState, ChartStateId, ChartTransitionId } from "../../actors/chart/chart.ts";
import { chartOf } from "../../actors/chart/walk.ts";
import { sessionMachine } from "../../actors/session/session.ts";
import type { Population } from "../population.ts";

/** Every chart that the feed speaks of. Those of clients are the relay's own: what clients report is held against them. */
export function allCharts({ connection, pair, chatroom }: Population["logics"]): readonly Chart[] {
  return [connection, pair, chatroom, sessionMachine, callMachine].map(chartOf);
}

/** What a chart calls its states and transitions. */
export interface ChartIds {
  readonly states: ReadonlySet<ChartStateId>;
  readonly transitions: ReadonlySet<ChartTransitionId>;
}

/** By the names of the machines. */
export function idsOf(charts: readonly Chart[]): ReadonlyMap<string, ChartIds> {
  return new Map(
    charts.map(({ machine, root }) => {
      const states = [...statesWithin(root)];
      const transitions = states.flatMap((state) => state.transitions.map(({ id }) => id));
      return [machine, { states: new Set(states.map(({ id }) => id)), transitions: new Set(transitions) }];
    }),
  );
}

function* statesWithin(state: ChartState): Generator<ChartState> {
  yield state;
  for (const inner of state.states) yield* statesWithin(inner);
}
