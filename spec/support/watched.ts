/** Two people, their pair, the chatroom and one of their clients, as the inspector's page may watch them. */
import type { FeedEvent } from "../../actors/inspect/feed.ts";
import { EMPTY_LOG, withWatching } from "../../web/inspect/model/log.ts";
import { actorOf } from "./inspected.ts";

export const ada = actorOf("conn.a", "connection", { code: "AAAA" });
export const bert = actorOf("conn.b", "connection", { code: "BBBB" });
export const client = actorOf("client.1.session", "session", { code: "AAAA" });
export const pair = actorOf("pair.1", "pair");
export const room = actorOf("room.main", "chatroom");
export const watching = withWatching(EMPTY_LOG, { at: 0, actors: [bert, ada, pair, room, client] });

let last = 0;

/** The number of the next event, and when it happens. */
export function next(): { readonly n: number; readonly at: number } {
  last += 1;
  return { n: last, at: last };
}

/** An event beside the chart. */
export function data(
  id: string,
  type: string,
  from?: string,
  origin: "actor" | "person" | "timer" = "actor",
): FeedEvent {
  const told = { kind: "data", ...next(), id, origin, event: { type, fields: {} } } as const;
  return from === undefined ? told : { ...told, from };
}
