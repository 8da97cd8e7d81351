/**
 * The last events that the feed has told, and how every watched actor was before and after each. A log is a value: to
 * stop and look at what has happened is to hold on to one while there are others.
 */
import type { ChartStateId } from "../../../actors/chart/chart.ts";
import type { ActorId, ActorState, Batch, FeedEvent, Stop } from "../../../actors/inspect/feed.ts";

/** Events that are kept. */
export const KEPT = 500;
/** So many of the last are looked at for the place of what a client has reported late. */
const LATE = 200;
/** Actors of which is known how they are; those of which no more is told go first. */
const ACTORS = 128;

/** An actor as it was at some moment. */
export interface Seen extends ActorState {
  /** Why no more is told of it; it is shown as it was last. */
  readonly stopped?: Stop;
}

/** Whether it is no more; what is only no longer followed goes on. */
export const hasEnded = ({ stopped }: Seen): boolean => stopped === "ended" || stopped === "failed";

export type Actors = ReadonlyMap<ActorId, Seen>;

/** From here on something else is watched than before. */
export interface Watching {
  readonly kind: "watching";
  readonly at: number;
  readonly actors: readonly ActorState[];
}

export interface Entry {
  /** Counts from 1, in the order of the log. */
  readonly serial: number;
  readonly event: FeedEvent | Watching;
  /** Innermost states in which the actor was not before. */
  readonly entered: readonly ChartStateId[];
  /** Events that were not told, between this one and the one before. */
  readonly missed: number;
}

export interface Log {
  /** In the order of their times; what clients have reported late is put in its place. */
  readonly entries: readonly Entry[];
  /** Serial of the last event there was; 0 for none. */
  readonly last: number;
  /** How the actors were before the first entry. */
  readonly base: Actors;
  /** How they are after the last one. */
  readonly now: Actors;
}

export const EMPTY_LOG: Log = { entries: [], last: 0, base: new Map(), now: new Map() };

export function withWatching(log: Log, { at, actors }: Omit<Watching, "kind">): Log {
  const now = mapOf(actors);
  if (log.entries.length === 0) return { ...log, base: now, now };
  // Of what was not watched long enough for anything to happen nothing is left.
  const entries = log.entries.at(-1)?.event.kind === "watching" ? log.entries.slice(0, -1) : log.entries;
  const event = { kind: "watching", at, actors } as const;
  return trimmed({ ...log, now }, [...entries, { serial: 0, event, entered: [], missed: 0 }]);
}

export function withBatch(log: Log, { events, missed }: Batch): Log {
  if (events.length === 0) return log;
  const now = new Map(log.now);
  const entries = [...log.entries];
  let isMoved = false;
  for (const [i, told] of events.entries()) {
    const entered = enteredBy(told, now);
    apply(now, told);
    // Before the first of them something is missing: nobody knows what.
    const place = i === 0 && missed > 0 ? entries.length : placeOf(told, entries);
    isMoved ||= place < entries.length;
    const event = notBefore(entries[place - 1], told);
    entries.splice(place, 0, { serial: 0, event, entered, missed: i === 0 ? missed : 0 });
  }
  const after = trimmed({ ...log, now }, entries);
  return isMoved ? { ...after, now: folded(after.base, after.entries) } : after;
}

/** With so many of `entries` as are kept, numbered. */
function trimmed(log: Log, entries: Entry[]): Log {
  const first = log.entries[0]?.serial ?? log.last + 1;
  const numbered = entries.map((entry, i) =>
    entry.serial === first + i ? entry : { ...entry, serial: first + i },
  );
  const gone = numbered.splice(0, Math.max(0, numbered.length - KEPT));
  const base = gone.length === 0 ? log.base : folded(log.base, gone);
  return { ...log, entries: numbered, last: first + entries.length - 1, base };
}

function enteredBy(event: FeedEvent, actors: Actors): readonly ChartStateId[] {
  if (event.kind !== "transition") return [];
  const before = actors.get(event.id)?.active ?? event.active;
  return event.active.filter((state) => !before.includes(state));
}

/**
 * Where among the last entries an event belongs. The relay's come in order; a client's come late, and go to where they were
 * in time: before what the relay did in the same millisecond, unless it was that from which the client has heard. What one
 * client has told stays in its order, and nothing is put beyond a gap, or beyond where something else was watched.
 */
function placeOf(event: FeedEvent, entries: readonly Entry[]): number {
  const client = clientOf(event);
  if (client === undefined) return entries.length;
  const isHeard = "origin" in event && event.origin === "system";
  const farthest = Math.max(0, entries.length - LATE);
  for (let place = entries.length; place > farthest; place--) {
    const before = entries[place - 1];
    if (before === undefined || before.missed > 0 || before.event.kind === "watching") return place;
    if (clientOf(before.event) === client) return place;
    if (before.event.at < event.at || (isHeard && before.event.at === event.at)) return place;
  }
  return farthest;
}

/** What could not be put in its place has the time of the one before it: times never go back. */
function notBefore(before: Entry | undefined, event: FeedEvent): FeedEvent {
  const isLate = before !== undefined && clientOf(event) !== undefined && before.event.at > event.at;
  return isLate ? { ...event, at: before.event.at } : event;
}

/** `client.1` of `client.1.session`; none of the relay's. */
function clientOf(event: FeedEvent | Watching): string | undefined {
  if (event.kind === "watching") return undefined;
  return /^client\.[^.]+/.exec(event.kind === "started" ? event.actor.id : event.id)?.[0];
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
    const event = entry?.event;
    if (entry === undefined || event === undefined || !("id" in event) || event.id !== id) continue;
    if (event.kind === "data") data ??= { serial: entry.serial, event };
    if (event.kind === "transition") {
      return { transition: { serial: entry.serial, event }, ...(data === undefined ? {} : { data }) };
    }
  }
  return data === undefined ? {} : { data };
}

function folded(base: Actors, entries: readonly Entry[]): Actors {
  const actors = new Map(base);
  for (const { event } of entries) apply(actors, event);
  return actors;
}

function apply(actors: Map<ActorId, Seen>, event: FeedEvent | Watching): void {
  if (event.kind === "watching") {
    actors.clear();
    for (const actor of event.actors) actors.set(actor.id, actor);
    return;
  }
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
