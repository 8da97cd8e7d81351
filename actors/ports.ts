import type { ChatroomEvent } from "./chatroom.ts";
import type { ConnectionEvent } from "./connection-events.ts";
import type { PairEvent } from "./pair.ts";
import type { CloseReason } from "./protocol/close-codes.ts";
import type { Code, InvitationId, PairId, Person } from "./protocol/identity.ts";
import type { Partner, RelayMessage } from "./protocol/messages.ts";

/** What the actors need of the world. The relay provides it; tests provide recorders. */
export interface Ports {
  readonly bus: Bus;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** An id that was never given before. */
  readonly newInvitation: () => InvitationId;
  /** Starts the actor of a new pair under the root and puts it on the bus. */
  readonly openPair: (asked: Peer, asker: Peer) => void;
}

export type ConnectionName = `conn.${Code}`;
export type PairName = `pair.${PairId}`;
export type ChatroomName = `room.${string}`;
export type ActorName = ConnectionName | PairName | ChatroomName;

export const connectionName = (code: Code): ConnectionName => `conn.${code}`;
export const pairName = (id: PairId): PairName => `pair.${id}`;
/** The one open chatroom. */
export const CHATROOM: ChatroomName = "room.main";

/** How actors reach one another: by name, never by reference, so that a bus may one day span machines. */
export interface Bus {
  /** Hands `event` to the actor of that name; false when there is none. */
  tell(to: ConnectionName, event: ConnectionEvent): boolean;
  tell(to: PairName, event: PairEvent): boolean;
  tell(to: ChatroomName, event: ChatroomEvent): boolean;
  /** Takes a name off the bus; what is told to it from then on reaches nobody. */
  drop(name: ActorName): void;
  /** What actors say to people: an RxJS stream that the edge writes to sockets, in this order. */
  readonly outbound: { next(outbound: Outbound): void };
}

/** One thing to be written, or done, at the edge. */
export type Outbound =
  | { readonly kind: "direct"; readonly to: Outlet; readonly message: RelayMessage }
  /** To everyone in the chatroom but `except`. */
  | { readonly kind: "room"; readonly except: Code | undefined; readonly message: RelayMessage }
  /** Room messages reach `to` from here on, or no longer. */
  | { readonly kind: "subscribe" | "unsubscribe"; readonly to: Code }
  | { readonly kind: "close"; readonly to: Code; readonly reason: CloseReason }
  /** What `by` asked for was answered with `invalid-or-busy`; nobody hears this. */
  | { readonly kind: "missed"; readonly by: Code };

/** Where one person hears things. Connections are given theirs, and never call it: they put it on what they emit. */
export interface Outlet {
  say(message: RelayMessage): void;
}

/** What actors know of one another's person. */
export interface Peer {
  /** Where their connection is told things. */
  readonly address: ConnectionName;
  /** Replaced, never changed, on a new name. */
  readonly person: Person;
  readonly traits: Traits;
  /** Without a socket at the moment, and expected back. */
  readonly away: boolean;
}

/** What is told of `peer` to somebody who may talk to them. */
export function partnerOf({ person: { code, name }, traits: { video }, away }: Peer): Partner {
  return away ? { code, name, video, away } : { code, name, video };
}

/** What a member of a pair knows of it. */
export interface PairHandle {
  readonly id: PairId;
  /** Where the pair is told things. */
  readonly address: PairName;
  readonly side: PairSide;
}

/** Which of the two one is: who was asked to be paired, or who asked. */
export type PairSide = "asked" | "asker";

/** What a client can do, by its dialect and its hello. One shared object per combination. */
export interface Traits {
  /** Whether the person is asked before being paired; others are paired at once. */
  readonly invitations: boolean;
  readonly receipts: boolean;
  readonly signals: boolean;
  readonly video: boolean;
}
