/** What has become of actors of which nothing is told any more. */
import type { Chart } from "../../../actors/chart/chart.ts";
import type { Seen } from "./log.ts";
import { statesOf } from "./words.ts";

/** `left`: nothing that is watched leads to it any more, but it goes on. */
export type End = "stopped" | "failed" | "left";

/**
 * The feed says `stopped` of both; but what ends on the relay does so in a final state of its chart. Nothing for an actor
 * that is still told of.
 */
export function endOf({ ended, side, active }: Seen, chart: Chart | undefined): End | undefined {
  if (ended !== "stopped" || side === "client" || chart === undefined) return ended;
  const isFinal = statesOf(chart).some(({ id, type }) => type === "final" && active.includes(id));
  return isFinal ? "stopped" : "left";
}
