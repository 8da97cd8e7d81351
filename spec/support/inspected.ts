import type { Chart, ChartState, ChartStateId, ChartTransitionId } from "../../actors/chart/chart.ts";
import { chartOf } from "../../actors/chart/walk.ts";
import type { ActorId, ActorState, Fields } from "../../actors/inspect/feed.ts";
import { BEGINNING, FakeFeed, type Told } from "./fake-feed.ts";
import { MACHINES } from "./machines.ts";

/** The charts of every machine, as a relay tells them. */
export const CHARTS: readonly Chart[] = MACHINES.map((machine) => chartOf(machine));

export function chartNamed(machine: string): Chart {
  const chart = CHARTS.find((each) => each.machine === machine);
  if (chart === undefined) throw new Error(`there is no machine ${machine}`);
  return chart;
}

/** An actor in the states in which its machine begins. */
export function actorOf(id: ActorId, machine: string, more: Partial<ActorState> = {}): ActorState {
  return {
    id,
    machine,
    side: machine === "session" || machine === "call" ? "client" : "relay",
    active: beginningOf(chartNamed(machine).root),
    born: BEGINNING - 300_000,
    changed: BEGINNING - 12_000,
    context: {},
    sendable: [],
    ...more,
  };
}

function beginningOf({ id, type, initial, states }: ChartState): ChartStateId[] {
  if (states.length === 0) return [id];
  return states.filter((inner) => type === "parallel" || inner.id === initial).flatMap(beginningOf);
}

/** A transition of an actor: of those that its chart has for the event in its states, one that leads there, or else the first. */
export function moves(
  actor: ActorState,
  type: string,
  to: readonly ChartStateId[],
  heard: Partial<Extract<Told, { kind: "transition" }>> & { readonly fields?: Fields } = {},
): Told {
  const { fields = {}, ...more } = heard;
  return {
    kind: "transition",
    id: actor.id,
    origin: "person",
    event: { type, fields },
    taken: takenOf(actor, type, to),
    active: to,
    changed: BEGINNING,
    context: actor.context,
    sendable: actor.sendable,
    ...more,
  };
}

function takenOf(
  { machine, active }: ActorState,
  type: string,
  to: readonly ChartStateId[],
): ChartTransitionId[] {
  const within = (state: ChartState): ChartState[] => [...state.states.flatMap(within), state];
  const isIn = (states: readonly ChartStateId[], id: ChartStateId) =>
    states.some((each) => each === id || each.startsWith(`${id}.`));
  const possible = within(chartNamed(machine).root)
    .filter(({ id }) => isIn(active, id))
    .flatMap(({ transitions }) => transitions)
    .filter(({ cause }) => cause.kind === "event" && cause.type === type);
  const leads = possible.find(({ targets }) => targets.some((id) => isIn(to, id) && !isIn(active, id)));
  const taken = leads ?? possible[0];
  return taken === undefined ? [] : [taken.id];
}

const OPEN = "connection.open";
export const PLACES = {
  lobby: [`${OPEN}.place.lobby`, `${OPEN}.presence.here`, `${OPEN}.joining.idle`],
  chatroom: [`${OPEN}.place.chatroom`, `${OPEN}.presence.here`, `${OPEN}.joining.idle`],
  asking: [`${OPEN}.place.lobby`, `${OPEN}.presence.here`, `${OPEN}.joining.asking`],
  ringing: [`${OPEN}.place.lobby`, `${OPEN}.presence.here`, `${OPEN}.joining.ringing`],
  accepting: [`${OPEN}.place.lobby`, `${OPEN}.presence.here`, `${OPEN}.joining.accepting`],
  paired: [`${OPEN}.place.paired`, `${OPEN}.presence.here`, `${OPEN}.joining.idle`],
} as const;

/** What Ada's client shows. */
export const CLIENTS: readonly ActorId[] = ["client.1.session", "client.1.call"];

/** Ada and Bert on a relay, in the lobby; Ada's client shows its own machines as well. Ada leads to `others`. */
export async function houseOfTwo(
  hello: Parameters<typeof FakeFeed.open>[1] = {},
  others: readonly ActorId[] = ["conn.m4XD", "room.main"],
): Promise<FakeFeed> {
  const feed = await FakeFeed.open(CHARTS, hello);
  const ada = { code: "k7Q2", context: { code: "k7Q2", traits: "v1, signals", invitations: 0 } };
  const bert = { code: "m4XD", context: { code: "m4XD", traits: "v1, signals", invitations: 0 } };
  const sendable = [
    { type: "rename", example: { name: "Ada" } },
    { type: "typing", example: { pair: "p-1", on: true, count: 3 } },
  ];
  for (const actor of [
    actorOf("conn.k7Q2", "connection", { ...ada, sendable: feed.hello.control ? sendable : [] }),
    actorOf("conn.m4XD", "connection", { ...bert, born: BEGINNING - 4_000_000 }),
    actorOf("room.main", "chatroom", { context: { members: 0 } }),
    actorOf("client.1.session", "session", { code: "k7Q2", context: { attempt: 0 } }),
    actorOf("client.1.call", "call", { code: "k7Q2" }),
  ]) {
    feed.actors.set(actor.id, actor);
  }
  feed.leadsTo.set("conn.k7Q2", others);
  return feed;
}

/** Ada asks Bert, who accepts; they chat. */
export function chatOfTwo(feed: FakeFeed): Told[] {
  const actor = (id: ActorId, active: readonly ChartStateId[]): ActorState => {
    const known = feed.actors.get(id);
    if (known === undefined) throw new Error(`there is no ${id}`);
    return { ...known, active };
  };
  const ada = (active: readonly ChartStateId[]) => actor("conn.k7Q2", active);
  const bert = (active: readonly ChartStateId[]) => actor("conn.m4XD", active);
  const pair = actorOf("pair.1", "pair", { context: { asker: "k7Q2", asked: "m4XD" }, born: BEGINNING });
  const byActor = (from: ActorId, fields: Fields = {}) => ({ origin: "actor", from, fields }) as const;
  const data = (id: ActorId, type: string, from?: ActorId): Told =>
    from === undefined
      ? { kind: "data", id, origin: "person", event: { type, fields: { length: 12 } } }
      : { kind: "data", id, origin: "actor", from, event: { type, fields: { length: 12 } } };
  return [
    moves(ada(PLACES.lobby), "join", PLACES.asking, { fields: { code: "m4XD" } }),
    moves(bert(PLACES.lobby), "ask", PLACES.lobby, byActor("conn.k7Q2", { invitation: "i-1" })),
    moves(ada(PLACES.asking), "ask.ringing", PLACES.ringing, byActor("conn.m4XD")),
    moves(bert(PLACES.lobby), "accept", PLACES.accepting, { fields: { invitation: "i-1" } }),
    { kind: "started", actor: pair },
    moves(ada(PLACES.ringing), "pair.opened", PLACES.paired, byActor("pair.1", { pair: "p-1" })),
    moves(bert(PLACES.accepting), "pair.opened", PLACES.paired, byActor("pair.1", { pair: "p-1" })),
    data("conn.k7Q2", "message"),
    data("pair.1", "say", "conn.k7Q2"),
    data("conn.m4XD", "tell", "pair.1"),
    data("conn.m4XD", "typing"),
  ];
}
