/** An event of the feed in words. */
import type { Chart, ChartTransition, ChartTransitionId } from "../../../actors/chart/chart.ts";
import type { FeedEvent, Fields } from "../../../actors/inspect/feed.ts";
import { STRINGS } from "../strings.ts";
import type { Entry, Watching } from "./log.ts";
import type { LaneId } from "./sequence.ts";
import { heardWords, lastKey, stateNames, statesOf } from "./words.ts";

export interface EventText {
  /** `14:03:07.123`, in the viewer's time zone. */
  readonly time: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly fields: string;
  /** The states that it led to. */
  readonly led: string;
}

/** By the names of their machines. With its chart, a machine's states have names that are no other's. */
type Charts = ReadonlyMap<string, Chart>;

export function eventText(
  { event, entered }: Pick<Entry, "event" | "entered">,
  charts: Charts = NO_CHARTS,
  sender?: LaneId,
): EventText {
  const time = clock(event.at);
  const nothing = { time, from: "", to: "", fields: "", led: "" };
  const led = (states: readonly string[]) => (states.length === 0 ? "" : `⇒ ${statesText(states, charts)}`);
  switch (event.kind) {
    case "watching":
      return { ...nothing, type: watchingWords(event) };
    case "started": {
      const { id, active } = event.actor;
      return { ...nothing, type: startWords(event), to: id, led: led(active) };
    }
    case "stopped":
      return { ...nothing, type: STRINGS.log.stopped[event.why], to: event.id };
    case "data":
    case "transition": {
      const { id } = event;
      const { words, others } = heardWords(event.event);
      const from = senderWords(event, sender);
      return { time, type: words, from, to: id, fields: fieldsText(others), led: led(entered) };
    }
  }
}

/** By the lane of a sequence diagram, which knows by which client a person says something. */
function senderWords({ id, from, origin }: Sent, lane: LaneId | undefined): string {
  if (from !== undefined || origin === "actor") return from ?? id;
  return lane?.startsWith("client.") ? lane : STRINGS.log[origin];
}

type Sent = Extract<FeedEvent, { kind: "transition" | "data" }>;

/** Whom somebody has chosen stands first among those who are watched. */
export const watchingWords = ({ actors: [first] }: Watching): string =>
  first === undefined ? STRINGS.log.watchingNobody : STRINGS.log.watching(first.id);

/** Stamps of actors are as coarse as that, ms. */
const COARSE = 200;

/** An actor may be followed from its beginning on, or from later. */
export function startWords({ at, actor }: Extract<FeedEvent, { kind: "started" }>): string {
  const { begins, followed } = STRINGS.log.started;
  return at - actor.born < COARSE ? begins : followed;
}

/** Innermost states by their own names: with a chart by as much of them as it takes. */
export function statesText(states: readonly string[], charts: Charts = NO_CHARTS): string {
  const nameOf = (id: string) => {
    const chart = charts.get(id.split(".", 1)[0] ?? "");
    return (chart && stateNames(chart).get(id)) ?? lastKey(id);
  };
  return states.map(nameOf).join(", ");
}

const NO_CHARTS: Charts = new Map();

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
