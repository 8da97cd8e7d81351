/** The events of a log as a sequence diagram: a lane for everybody, an arrow for each event. */
import type { ActorId, ActorState, FeedEvent, Stop } from "../../../actors/inspect/feed.ts";
import { STRINGS } from "../strings.ts";
import { startWords, watchingWords } from "./events.ts";
import type { Actors, Entry, Log, Seen } from "./log.ts";
import { heardWords } from "./words.ts";

export interface Lane {
  readonly id: LaneId;
  readonly title: string;
  readonly is: "actor" | "person" | "outside";
}

/** An actor's id, or `person:…` for whoever is behind one, `timer`, `hand` or `system`. */
export type LaneId = string;

export interface Arrow {
  readonly entry: Entry;
  readonly kind: Entry["event"]["kind"];
  /** Only of what stopped. */
  readonly why?: Stop;
  readonly text: string;
  /** Empty where nothing goes from lane to lane. */
  readonly from: LaneId;
  readonly to: LaneId;
}

export interface Sequence {
  readonly lanes: readonly Lane[];
  readonly arrows: readonly Arrow[];
}

const { timer, hand, system } = STRINGS.log;
const OUTSIDE = { timer, hand, system } as const;

/** `first` is the actor whose side stands first. */
export function sequenceOf(log: Log, actors: Actors, first: ActorId | undefined): Sequence {
  const owners = ownersOf(log, actors);
  const clients = new Clients(log.base.values());
  const arrows = log.entries.map((entry) => {
    clients.note(entry.event);
    return arrowOf(entry, owners, clients);
  });
  const used = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((id) => id !== ""));
  return { lanes: livingFirst(lanesOf(used, owners, first), log, owners, first), arrows };
}

/** With those last of which no more is told by now. */
function livingFirst(
  lanes: readonly Lane[],
  { now }: Log,
  owners: Owners,
  first: ActorId | undefined,
): Lane[] {
  const foremost = first === undefined ? undefined : owners.get(first);
  const living = Array.from(now.values()).filter(({ stopped }) => stopped === undefined);
  const ids = new Set([...living.map(({ id }) => id), first]);
  const codes = new Set([...living.map(({ code }) => code), foremost]);
  const lives = ({ id, is }: Lane) =>
    is === "outside" || (is === "actor" ? ids.has(id) : codes.has(id.slice("person:".length)));
  return [...lanes.filter(lives), ...lanes.filter((lane) => !lives(lane))];
}

/** Whose each actor is; an actor that is nobody's has none. */
type Owners = ReadonlyMap<ActorId, string | undefined>;

function ownersOf({ base, entries }: Log, actors: Actors): Owners {
  const owners = new Map<ActorId, string | undefined>();
  const note = ({ id, code }: { readonly id: ActorId; readonly code?: string }) => owners.set(id, code);
  for (const actor of base.values()) note(actor);
  for (const { event } of entries) {
    if (event.kind === "watching") event.actors.forEach(note);
    if (event.kind === "started") note(event.actor);
  }
  for (const actor of actors.values()) note(actor);
  return owners;
}

/** Sessions of clients that are shown at some moment, by whose they are: they are how a person says something. */
class Clients {
  readonly #sessions = new Map<string, ActorId>();

  constructor(actors: Iterable<Seen>) {
    for (const actor of actors) if (actor.stopped === undefined) this.#add(actor);
  }

  of(code: string | undefined): ActorId | undefined {
    return code === undefined ? undefined : this.#sessions.get(code);
  }

  note(event: Entry["event"]): void {
    if (event.kind === "started") this.#add(event.actor);
    if (event.kind === "watching") {
      this.#sessions.clear();
      for (const actor of event.actors) this.#add(actor);
    }
    if (event.kind !== "stopped") return;
    for (const [code, id] of this.#sessions) if (id === event.id) this.#sessions.delete(code);
  }

  #add({ id, machine, side, code }: ActorState): void {
    if (side === "client" && machine === "session" && code !== undefined) this.#sessions.set(code, id);
  }
}

function arrowOf(entry: Entry, owners: Owners, clients: Clients): Arrow {
  const { event } = entry;
  const { kind } = event;
  if (kind === "watching") return { entry, kind, text: watchingWords(event), from: "", to: "" };
  if (kind === "started") {
    return { entry, kind, text: startWords(event), from: event.actor.id, to: event.actor.id };
  }
  if (kind === "stopped") {
    return {
      entry,
      kind,
      why: event.why,
      text: STRINGS.log.stopped[event.why],
      from: event.id,
      to: event.id,
    };
  }
  const from = senderOf(event, owners, clients);
  return { entry, kind, text: heardWords(event.event).words, from, to: event.id };
}

function senderOf(
  { id, from, origin }: Extract<FeedEvent, { kind: "transition" | "data" }>,
  owners: Owners,
  clients: Clients,
): LaneId {
  if (from !== undefined) return from;
  if (origin === "person") {
    const code = owners.get(id);
    const client = clientSide(id) ? undefined : clients.of(code);
    return client ?? `person:${code ?? id}`;
  }
  return origin === "actor" ? id : origin;
}

/** Person, client and connection of one side, what is between them, and the other sides mirrored; at last what is outside. */
function lanesOf(used: ReadonlySet<LaneId>, owners: Owners, first: ActorId | undefined): Lane[] {
  const ids = Array.from(used).filter((id) => !(id in OUTSIDE) && !id.startsWith("person:"));
  const sideOf = (id: ActorId) => owners.get(id);
  const foremost = first === undefined ? undefined : sideOf(first);
  const codes = Array.from(new Set(ids.flatMap((id) => sideOf(id) ?? [])));
  const sorted = codes.sort((one, other) => Number(other === foremost) - Number(one === foremost));
  const side = (code: string): Lane[] => {
    const own = ids.filter((id) => sideOf(id) === code).sort((one, other) => depth(one) - depth(other));
    const person = `person:${code}`;
    const people: Lane[] = used.has(person)
      ? [{ id: person, title: `${STRINGS.log.person} ${code}`, is: "person" }]
      : [];
    return [...people, ...own.map(actorLane)];
  };
  const shared = ids.filter((id) => sideOf(id) === undefined);
  const nobodys = Array.from(used)
    .filter((id) => id.startsWith("person:") && !codes.includes(id.slice("person:".length)))
    .map((id): Lane => ({ id, title: STRINGS.log.person, is: "person" }));
  const isRoom = (id: ActorId) => id.startsWith("room.");
  return [
    ...nobodys,
    ...sorted.slice(0, 1).flatMap(side),
    ...shared.filter((id) => !isRoom(id)).map(actorLane),
    ...sorted.slice(1).flatMap((code) => side(code).toReversed()),
    ...shared.filter(isRoom).map(actorLane),
    ...Object.entries(OUTSIDE).flatMap(([id, title]) =>
      used.has(id) ? [{ id, title, is: "outside" } as const] : [],
    ),
  ];
}

/** A client's actors stand between the person and the connection. */
const depth = (id: ActorId): number => (clientSide(id) ? 0 : 1);

const clientSide = (id: ActorId): boolean => id.startsWith("client.");

const actorLane = (id: ActorId): Lane => ({ id, title: id, is: "actor" });
