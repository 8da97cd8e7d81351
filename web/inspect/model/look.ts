/** What of a drawing is brought into view. */
import type { ChartStateId, ChartTransitionId } from "../../../actors/chart/chart.ts";
import type { Drawing, DrawnState, Rect } from "./drawing.ts";

/** The states, in the order in which they are given. */
export function statesIn(drawing: Drawing, states: readonly ChartStateId[]): DrawnState[] {
  return states.flatMap((id) => drawing.states.filter(({ state }) => state.id === id));
}

/** Where transitions are read: in the states in which they are written, and at arrows and where these come from. */
export function takenIn(drawing: Drawing, taken: readonly ChartTransitionId[]): Rect[] {
  return taken.flatMap((transition) => {
    const { states, arrows } = drawing;
    const written = states.flatMap((state) => {
      const line = state.lines.find((each) => each.transition === transition);
      return line === undefined ? [] : [headOf(state, line.y)];
    });
    const along = arrows.filter(({ lines }) => lines.some((line) => line.transition === transition));
    return [
      ...written,
      ...along.flatMap(({ label, source }) => [label, ...statesIn(drawing, [source]).filter(isInner)]),
    ];
  });
}

const isInner = ({ state }: DrawnState): boolean => state.states.length === 0;

/** Px of a line that are looked at, and what is below its base line. */
const WIDEST = 320;
const BELOW = 8;

/** Of a state with others within only what is written in it, as far as a line. */
function headOf(drawn: DrawnState, line: number): Rect {
  if (isInner(drawn)) return drawn;
  const { x, y, width } = drawn;
  return { x, y, width: Math.min(width, WIDEST), height: line + BELOW - y };
}
