/** What the relay has told over the feed, as one value that grows message by message. */
import type { Chart } from "../../../actors/chart/chart.ts";
import type { FeedMessage, Hello, IndexPage } from "../../../actors/inspect/feed.ts";
import { EMPTY_LOG, type Log, withBatch, withWatching } from "./log.ts";

export interface Feed {
  readonly hello: Hello | undefined;
  readonly charts: ReadonlyMap<string, Chart>;
  readonly index: IndexPage | undefined;
  readonly log: Log;
  /** What became of what was asked for: the latest first, of a few. */
  readonly answers: readonly Answer[];
}

/** `id` of an event that was sent by hand; an error without one is about something else. */
export interface Answer {
  readonly id?: number;
  readonly error?: string;
}

export const NOTHING_YET: Feed = {
  hello: undefined,
  charts: new Map(),
  index: undefined,
  log: EMPTY_LOG,
  answers: [],
};

/** Answers that are kept. */
const ANSWERS = 20;

export function told(feed: Feed, message: FeedMessage): Feed {
  switch (message.type) {
    case "hello":
      return { ...feed, hello: message };
    case "machine":
      return { ...feed, charts: new Map(feed.charts).set(message.chart.machine, message.chart) };
    case "index":
      return { ...feed, index: message };
    case "watching":
      return { ...feed, log: withWatching(feed.log, message) };
    case "batch":
      return { ...feed, log: withBatch(feed.log, message) };
    case "sent":
      return answered(feed, { id: message.id });
    case "error":
      return answered(feed, {
        error: message.message,
        ...(message.id === undefined ? {} : { id: message.id }),
      });
  }
}

function answered(feed: Feed, answer: Answer): Feed {
  return { ...feed, answers: [answer, ...feed.answers].slice(0, ANSWERS) };
}

const TYPES: readonly string[] = [
  "hello",
  "machine",
  "index",
  "watching",
  "batch",
  "sent",
  "error",
] satisfies FeedMessage["type"][];

/** A frame of the feed. The relay has checked what is in it; nothing for a type that this page does not know. */
export function decode(frame: string): FeedMessage | undefined {
  const value: unknown = JSON.parse(frame);
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  return TYPES.includes(String(value.type)) ? (value as FeedMessage) : undefined;
}
