import type { PairHandle, Peer } from "./ports.ts";
import type { PairId } from "./protocol/identity.ts";
import type { ClientMessage, PairEnd, RelayMessage } from "./protocol/messages.ts";

type FromClient<Type extends ClientMessage["type"]> = Extract<ClientMessage, { type: Type }>;

/** Events that change no state: they cross on the data lane. */
export type ConnectionDataEvent =
  | FromClient<"message" | "delivered" | "typing" | "signal" | "members">
  /** Something for the person to hear. */
  | { readonly type: "tell"; readonly message: RelayMessage };

export type ConnectionEvent =
  | ConnectionDataEvent
  | FromClient<"join" | "rename" | "enter" | "leave">
  /** `from` wants to be paired with this person, */
  | { readonly type: "ask"; readonly from: Peer }
  /** and the answer, where it isn't `pair.opened`. */
  | { readonly type: "ask.refused" }
  | ({ readonly type: "pair.opened" } & OpenedPair)
  | { readonly type: "pair.ended"; readonly pair: PairId; readonly reason: PairEnd }
  /** The chatroom's actor failed and has forgotten its members. */
  | { readonly type: "room.failed" }
  /** The socket is gone. */
  | { readonly type: "disconnected" };

export interface OpenedPair {
  readonly pair: PairHandle;
  readonly partner: Peer;
}
