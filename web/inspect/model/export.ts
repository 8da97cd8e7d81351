/** What a viewer takes away of an actor: exactly what the page was told. */
import type { Chart, ChartStateId } from "../../../actors/chart/chart.ts";
import { mermaidOf } from "../../../actors/chart/mermaid.ts";
import type { FeedEvent } from "../../../actors/inspect/feed.ts";
import { STRINGS } from "../strings.ts";
import { indexOf, type Log, type Seen } from "./log.ts";

export type Format = "svg" | "png" | "json" | "mermaid";

const ENDINGS: Readonly<Record<Format, string>> = { svg: "svg", png: "png", json: "json", mermaid: "mmd" };
/** Characters of a name. */
const LONGEST = 60;

/** `connection-conn.ABCD-12.svg`: machine, actor, number of the event after which it was so; letters that no file system minds. */
export function fileName({ machine, id }: Seen, at: number, format: Format): string {
  const plain = `${machine}-${id}`.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, LONGEST);
  return `${plain}-${at}.${ENDINGS[format]}`;
}

/** The chart as Mermaid draws it, with a comment on what such a picture does not show. */
export function mermaidText(chart: Chart, active: readonly ChartStateId[]): string {
  const [type, ...lines] = mermaidOf(chart, { active }).split("\n");
  return [type, `  %% ${STRINGS.chart.leftOut}`, ...lines].join("\n");
}

export interface ChartRecord {
  readonly chart: Chart;
  readonly actor: Seen;
  /** Those of the actor that were kept, up to the one that was looked at. */
  readonly events: readonly FeedEvent[];
}

export function recordOf(chart: Chart, actor: Seen, log: Log, at: number): ChartRecord {
  const entries = log.entries.slice(0, indexOf(log, at) + 1);
  const events = entries.flatMap(({ event }) => (event.kind === "watching" ? [] : [event]));
  return { chart, actor, events: events.filter((event) => idOf(event) === actor.id) };
}

const idOf = (event: FeedEvent): string => (event.kind === "started" ? event.actor.id : event.id);
