import type { ConnectionSnapshot } from "../../actors/connection.ts";
import type { DialectName } from "../../actors/protocol/dialect.ts";
import type { Hub } from "../hub.ts";
import type { Population } from "../population.ts";
import type { Session } from "../session/session.ts";

/** Where a connection is; somebody without a socket is `away` wherever they are, and who has not said hello is `greeting`. */
const STATES = ["greeting", "lobby", "paired", "chatroom", "away"] as const;
type State = (typeof STATES)[number];

/** How many connections are in each state, by their dialect. */
export type Census = Readonly<Record<DialectName, Record<State, number>>>;

/** Counts everybody who is at the relay now. */
export function census(hub: Pick<Hub, "people" | "greeting">): Census {
  const counts = { classic: nobody(), text: nobody(), v1: nobody() };
  for (const session of hub.people) counts[session.dialect.name][stateOf(session)]++;
  // Clients of other dialects need not say hello.
  counts.v1.greeting = hub.greeting;
  return counts;
}

/** Bytes that are held for people: what their sockets have not taken, and what those who are away have yet to hear. */
export function heldBytes(hub: Pick<Hub, "people">): { readonly unsent: number; readonly away: number } {
  const held = { unsent: 0, away: 0 };
  for (const session of hub.people) held[session.link === undefined ? "away" : "unsent"] += session.held;
  return held;
}

/** Living actors by their statechart. */
export function actorCounts(bus: Population["bus"]) {
  const counts = { connection: 0, pair: 0, chatroom: 0 };
  for (const name of bus.actors().keys()) {
    if (name.startsWith("conn.")) counts.connection++;
    else if (name.startsWith("pair.")) counts.pair++;
    else counts.chatroom++;
  }
  return counts;
}

const nobody = (): Record<State, number> => ({ greeting: 0, lobby: 0, paired: 0, chatroom: 0, away: 0 });

function stateOf({ link, connection }: Session): State {
  if (link === undefined || connection === undefined) return "away";
  const { value }: Pick<ConnectionSnapshot, "value"> = connection.getSnapshot();
  // One that has just failed has no place any more, and is about to go.
  return typeof value === "object" ? value.open.place : "lobby";
}
