/**
 * The last events that the feed has told, and how every watched actor was before and after each. A log is a value: to
 * stop and look at what has happened is to hold on to one while there are others.
 */
import type { ActorId, ActorState, Batch, FeedEvent, Stop } from "../../../actors/inspect/feed.ts";

/** Events that are kept. */
export const KEPT = 500;
/** Actors of which is known how they are; those of which no more is told go first. */
const ACTORS = 128;

/** An actor as it was at some moment. */
export interface Seen extends ActorState {
  /** Why no more is told of it; it is shown as it was last. */
  readonly stopped?: Stop;
}

export type Actors = ReadonlyMap<ActorId, Seen>;

export interface Entry {
  /** Counts from 1, for as long as the page is there. */
  readonly serial: number;
  readonly event: FeedEvent;
  /** Events that were not told, between this one and the one before. */
  readonly missed: number;
  /** What was watched from then on, if that has changed between the two. */
  readonly watching?: readonly ActorState[];
}

export interface Log {
  readonly entries: readonly Entry[];
  /** Serial of the last event there was; 0 for none. */
  readonly last: number;
  /** How the actors were before the first entry. */
  readonly base: Actors;
  /** How they are after the last one. */
  readonly now: Actors;
  /** What has been watched since the last entry, if that has changed. */
  readonly watching?: readonly ActorState[];
}

export const EMPTY_LOG: Log = { entries: [], last: 0, base: new Map(), now: new Map() };

export function withWatching(log: Log, watching: readonly ActorState[]): Log {
  const now = mapOf(watching);
  return log.entries.length === 0 ? { ...log, base: now, now } : { ...log, now, watching };
}

export function withBatch(log: Log, { events, missed }: Batch): Log {
  if (events.length === 0) return log;
  const { watching, ...before } = log;
  const now = new Map(log.now);
  for (const event of events) apply(now, event);
  const entries = [
    ...log.entries,
    ...events.map((event, i) => ({
      serial: log.last + 1 + i,
      event,
      missed: i === 0 ? missed : 0,
      ...(i === 0 && watching !== undefined ? { watching } : {}),
    })),
  ];
  const gone = entries.splice(0, Math.max(0, entries.length - KEPT));
  const base = gone.length === 0 ? log.base : folded(log.base, gone);
  return { ...before, entries, last: log.last + events.length, base, now };
}

/** How the actors were after the event of that number, or the nearest to it that is kept. */
export function actorsAfter(log: Log, serial: number): Actors {
  return folded(log.base, log.entries.slice(0, indexOf(log, serial) + 1));
}

/** Where the event of that number is, or the nearest to it; -1 when there is none at all. */
export function indexOf({ entries }: Log, serial: number): number {
  const first = entries[0]?.serial ?? 0;
  return Math.max(0, Math.min(serial - first, entries.length - 1)) - (entries.length === 0 ? 1 : 0);
}

/** What has happened since an older log was the latest one: how much is new, and how much of that is gone already. */
export function since(older: Log, { entries, last }: Log): { readonly fresh: number; readonly lost: number } {
  const first = entries[0]?.serial ?? last + 1;
  return { fresh: last - older.last, lost: Math.max(0, first - 1 - older.last) };
}

/** What an actor heard last, up to the event of that number. */
export interface Latest {
  readonly transition?: Of<"transition">;
  /** Only if it came after that. */
  readonly data?: Of<"data">;
}

interface Of<Kind extends FeedEvent["kind"]> {
  readonly serial: number;
  readonly event: Extract<FeedEvent, { readonly kind: Kind }>;
}

export function latestOf(log: Log, serial: number, id: ActorId): Latest {
  let data: Of<"data"> | undefined;
  for (let i = indexOf(log, serial); i >= 0; i--) {
    const entry = log.entries[i];
    if (entry === undefined || entry.event.kind === "started" || entry.event.id !== id) continue;
    const { event } = entry;
    if (event.kind === "data") data ??= { serial: entry.serial, event };
    if (event.kind === "transition") {
      return { transition: { serial: entry.serial, event }, ...(data === undefined ? {} : { data }) };
    }
  }
  return data === undefined ? {} : { data };
}

function folded(base: Actors, entries: readonly Entry[]): Actors {
  let actors = new Map(base);
  for (const { event, watching } of entries) {
    if (watching !== undefined) actors = mapOf(watching);
    apply(actors, event);
  }
  return actors;
}

function apply(actors: Map<ActorId, Seen>, event: FeedEvent): void {
  if (event.kind === "started") {
    makeRoom(actors);
    actors.set(event.actor.id, event.actor);
    return;
  }
  const actor = actors.get(event.id);
  if (actor === undefined) return;
  if (event.kind === "stopped") {
    actors.set(event.id, { ...actor, stopped: event.why, sendable: [] });
  } else if (event.kind === "transition") {
    const { active, changed, context, sendable } = event;
    actors.set(event.id, { ...actor, active, changed, context, sendable });
  }
}

function makeRoom(actors: Map<ActorId, Seen>): void {
  if (actors.size < ACTORS) return;
  const stopped = Array.from(actors.values()).find((actor) => actor.stopped !== undefined);
  const oldest = stopped?.id ?? actors.keys().next().value;
  if (oldest !== undefined) actors.delete(oldest);
}

const mapOf = (actors: readonly ActorState[]): Map<ActorId, Seen> =>
  new Map(actors.map((actor) => [actor.id, actor]));
