import type { AnyActorRef } from "xstate";
import type { ChatroomContext } from "../actors/chatroom.ts";
import type { ConnectionContext } from "../actors/connection.ts";
import type { PairContext } from "../actors/pair.ts";
import { CHATROOM, connectionName, type Peer } from "../actors/ports.ts";
import { CLOSE } from "../actors/protocol/close-codes.ts";
import type { LocalBus } from "./bus.ts";

/** Tells everybody concerned that `actor` failed, so that nobody waits for it; all others go on. */
export function mourn(bus: LocalBus, actor: AnyActorRef, reopenChatroom: () => void): void {
  const context: ConnectionContext | PairContext | ChatroomContext = actor.getSnapshot().context;
  if ("members" in context) mournChatroom(bus, context, reopenChatroom);
  else if ("asker" in context) mournPair(bus, context);
  else mournConnection(bus, context);
}

function mournConnection(bus: LocalBus, { peer, pair, inviting, invitations }: ConnectionContext): void {
  const { code } = peer.person;
  bus.drop(peer.address);
  if (pair !== undefined) bus.tell(pair.address, { type: "leave", from: pair.side, why: "gone" });
  bus.tell(CHATROOM, { type: "leave", code });
  if (inviting !== undefined) {
    const { invitation } = inviting;
    bus.tell(connectionName(inviting.code), { type: "ask.withdrawn", invitation, reason: "gone" });
  }
  for (const { invitation, from } of invitations) {
    bus.tell(from.address, { type: "ask.declined", invitation, reason: "gone" });
  }
  bus.outbound.next({ kind: "close", to: code, reason: CLOSE.internal });
}

function mournPair(bus: LocalBus, { id, address, asked, asker }: PairContext): void {
  bus.drop(address);
  const tell = (peer: Peer) => bus.tell(peer.address, { type: "pair.ended", pair: id, reason: "failed" });
  tell(asked);
  tell(asker);
}

/** The chatroom opens again, empty; its members are told to come back. */
function mournChatroom(bus: LocalBus, { members }: ChatroomContext, reopen: () => void): void {
  bus.drop(CHATROOM);
  for (const code of members.keys()) bus.outbound.next({ kind: "unsubscribe", to: code });
  reopen();
  for (const { peer } of members.values()) bus.tell(peer.address, { type: "room.failed" });
}
