import type { Hub } from "./hub.ts";
import type { World } from "./population.ts";

/** How often it is looked whether everybody has what they were told, ms. */
const LOOK_EVERY = 50;

/** How long a socket that was told goodbye has for its answer, ms. The edges do not say when it has come. */
export const FAREWELL = 1000;

/**
 * Resolves once nothing is owed any more, to a socket that reads slowly or to somebody who is away, or after `timeout`
 * ms; with whether it is so.
 */
export function untilDelivered(hub: Hub, clock: World["clock"], timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (left: number) => {
      const owes = hub.owes();
      if (!owes || left <= 0) resolve(!owes);
      else clock.setTimeout(() => look(left - LOOK_EVERY), Math.min(LOOK_EVERY, left));
    };
    look(timeout);
  });
}
