/** An event of the feed in words. */
import type { Chart, ChartTransition, ChartTransitionId } from "../../../actors/chart/chart.ts";
import type { FeedEvent, Fields } from "../../../actors/inspect/feed.ts";
import { STRINGS } from "../strings.ts";
import { eventWords, lastKey, statesOf } from "./words.ts";

export interface EventText {
  /** `14:03:07.123`, in the viewer's time zone. */
  readonly time: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** Where it led, and its fields. */
  readonly more: string;
}

export function eventText(event: FeedEvent): EventText {
  const time = clock(event.at);
  switch (event.kind) {
    case "started":
      return {
        time,
        type: startWords(event),
        from: "",
        to: event.actor.id,
        more: statesText(event.actor.active),
      };
    case "stopped":
      return {
        time,
        type: STRINGS.log.stopped[event.why],
        from: "",
        to: event.id,
        more: "",
      };
    case "data":
    case "transition": {
      const { id, from, origin, event: heard } = event;
      const sender = from ?? (origin === "actor" ? id : STRINGS.log[origin]);
      const fields = fieldsText(heard.fields);
      const led = event.kind === "transition" ? ledTo(event.taken, event.active) : "";
      const more = [led, fields].filter(Boolean).join("  ");
      return { time, type: eventWords(heard.type), from: sender, to: id, more };
    }
  }
}

function ledTo(taken: readonly ChartTransitionId[], active: readonly string[]): string {
  return taken.length === 0 ? "" : `⇒ ${statesText(active)}`;
}

/** Stamps of actors are as coarse as that, ms. */
const COARSE = 200;

/** An actor may be followed from its beginning on, or from later. */
export function startWords({ at, actor }: Extract<FeedEvent, { kind: "started" }>): string {
  const { begins, followed } = STRINGS.log.started;
  return at - actor.born < COARSE ? begins : followed;
}

/** Innermost states by their own names alone. */
export const statesText = (active: readonly string[]): string => active.map(lastKey).join(", ");

function fieldsText(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(", ");
}

/** Time of day with milliseconds. */
export function clock(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, "0");
  const thousandths = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${thousandths}`;
}

/** The transitions of a chart by their ids, as far as it has them. */
export function transitionsIn(chart: Chart, ids: readonly ChartTransitionId[]): ChartTransition[] {
  const all = new Map(
    statesOf(chart).flatMap(({ transitions }) => transitions.map((each) => [each.id, each])),
  );
  return ids.flatMap((id) => all.get(id) ?? []);
}
