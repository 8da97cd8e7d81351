/** The same person's actors on the other side of the wire. */
import type { Actors, Seen } from "./log.ts";

/** Charts that can be shown beside one, at most. */
const BESIDE = 2;

export function besides(actor: Seen, actors: Actors): Seen[] {
  if (actor.code === undefined) return [];
  return Array.from(actors.values())
    .filter(({ code, side, stopped }) => code === actor.code && side !== actor.side && stopped === undefined)
    .slice(0, BESIDE);
}
