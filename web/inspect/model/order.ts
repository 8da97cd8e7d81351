/** Which arrows of a chart go back: the layout has all others lead one way. */
import type { Chart, ChartStateId } from "../../../actors/chart/chart.ts";
import { statesOf } from "./words.ts";

export interface Step {
  readonly source: ChartStateId;
  readonly target: ChartStateId;
}

/** A step goes back when it leads to what stands earlier in the chart; an initial state stands first. */
export function backIn(chart: Chart): (step: Step) => boolean {
  const ranks = new Map<ChartStateId, number>();
  for (const { initial, states } of statesOf(chart)) {
    for (const [rank, { id }] of states.entries()) ranks.set(id, id === initial ? -1 : rank);
  }
  return (step) => {
    const [source, target] = siblings(step);
    return (ranks.get(source) ?? 0) > (ranks.get(target) ?? 0);
  };
}

/** Where the ways down to two states part: the states at that level, in which they are. */
function siblings({ source, target }: Step): [ChartStateId, ChartStateId] {
  const one = source.split(".");
  const other = target.split(".");
  let level = 0;
  while (level < one.length && level < other.length && one[level] === other[level]) level++;
  return [one.slice(0, level + 1).join("."), other.slice(0, level + 1).join(".")];
}

export const isWithin = (id: ChartStateId, outer: ChartStateId): boolean =>
  id === outer || id.startsWith(`${outer}.`);
