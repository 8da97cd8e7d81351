import type { PairHandle, Peer } from "./ports.ts";
import type { InvitationId, PairId } from "./protocol/identity.ts";
import type { Asked, InvitationEnd, PairEnd, RelayMessage } from "./protocol/messages.ts";

type FromClient<Type extends Asked["type"]> = Extract<Asked, { type: Type }>;

/** Events that change no state: they cross on the data lane. */
export type ConnectionDataEvent =
  | FromClient<"message" | "delivered" | "typing" | "signal" | "members">
  /** Something for the person to hear. */
  | { readonly type: "tell"; readonly message: RelayMessage };

export type ConnectionEvent =
  | ConnectionDataEvent
  | FromClient<"join" | "accept" | "decline" | "cancel" | "rename" | "enter" | "leave">
  | InvitationEvent
  | ({ readonly type: "pair.opened" } & OpenedPair)
  | { readonly type: "pair.ended"; readonly pair: PairId; readonly reason: PairEnd }
  /** The chatroom's actor failed and has forgotten its members. */
  | { readonly type: "room.failed" }
  /** The socket is gone, and may be followed by another; */
  | { readonly type: "dropped" }
  /** that one is here; */
  | { readonly type: "resumed" }
  /** nobody comes any more. */
  | { readonly type: "disconnected" };

/** What two connections say to one another until they are paired. */
export type InvitationEvent =
  /** To the one who is asked: `from` wants to be paired, */
  | ({ readonly type: "ask" } & Invitation)
  /** is called otherwise, is away or is back, */
  | ({ readonly type: "ask.updated" } & Invitation)
  /** or no longer wants it. */
  | { readonly type: "ask.withdrawn"; readonly invitation: InvitationId; readonly reason: InvitationEnd }
  /** To the one who asks, where the answer isn't `pair.opened` at once: no, */
  | { readonly type: "ask.refused"; readonly invitation: InvitationId }
  /** the person has been told, */
  | { readonly type: "ask.ringing"; readonly invitation: InvitationId }
  /** and says no after all. */
  | { readonly type: "ask.declined"; readonly invitation: InvitationId; readonly reason: InvitationEnd };

/** One person's wish to be paired, as the one who is asked knows it. */
export interface Invitation {
  readonly invitation: InvitationId;
  readonly from: Peer;
}

export interface OpenedPair {
  readonly pair: PairHandle;
  readonly partner: Peer;
}
