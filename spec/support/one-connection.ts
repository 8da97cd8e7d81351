import { expect } from "@jest/globals";
import { createConnectionLogic } from "../../actors/connection.ts";
import { type PairHandle, type Peer, pairName } from "../../actors/ports.ts";
import type { InvitationId } from "../../actors/protocol/identity.ts";
import { OUTLET, pairId, peer, Recorder } from "./recorder.ts";
import { nthInvitation } from "./world.ts";

export const A = peer("A");
export const B = peer("B");
export const C = peer("C", { video: false });
/** The partner of who is paired. */
export const D = peer("D");
/** Not asked before being paired. */
export const CLASSIC = { invitations: false, receipts: false };
export const P1: PairHandle = { id: pairId("P1"), address: pairName(pairId("P1")), side: "asked" };
export const P2: PairHandle = { id: pairId("P2"), address: pairName(pairId("P2")), side: "asker" };
/** The invitation that a connection's first join makes. */
export const OWN = nthInvitation(1) as InvitationId;

type Told = { readonly type: string; readonly [field: string]: unknown };

/** A connection of A's, brought into a place by what clients and other actors would have said. */
export function connection(place: "lobby" | "chatroom" | "paired" = "lobby", who = A) {
  const recorder = new Recorder();
  const running = recorder.start(createConnectionLogic(recorder.ports), { peer: who, outlet: OUTLET });
  const tell = (...events: readonly Told[]) => events.forEach(running.tell);
  if (place === "chatroom") tell({ type: "enter" });
  if (place === "paired") {
    tell(asks(D));
    if (who.traits.invitations) tell(answers("accept", from(D)));
    tell({ type: "pair.opened", pair: P1, partner: D });
  }
  recorder.take();
  /** Which states of its regions it is in. */
  const regions = (): { place: string; joining: string; presence: string } => running.state().open;
  /** What is done, in order, when these are told. */
  const does = (...events: readonly Told[]) => {
    recorder.take();
    tell(...events);
    return recorder.take();
  };
  return { ...running, recorder, tell, does, regions };
}

/** The same, with an invitation of A's ringing at B's. */
export function ringing(place?: Parameters<typeof connection>[0]) {
  const running = connection(place);
  running.tell(joins(B, 1), RINGS);
  return running;
}

/** The invitation by which `who` asks in these tests. */
export const from = ({ person }: Peer) => `FROM${person.code}` as InvitationId;
export const asks = (who: Peer) => ({ type: "ask", invitation: from(who), from: who });
export const joins = ({ person }: Peer, id?: number) => ({
  type: "join",
  code: person.code,
  ...(id === undefined ? {} : { id }),
});
/** B's connection says that A's invitation rings there. */
export const RINGS: Told = { type: "ask.ringing", invitation: OWN };
/** As another connection says it. */
export const withdrawn = (invitation: string, reason: string) => ({
  type: "ask.withdrawn",
  invitation,
  reason,
});
export const declined = (invitation: string, reason: string) => ({
  type: "ask.declined",
  invitation,
  reason,
});
/** As the client says it. */
export const answers = (type: "accept" | "decline" | "cancel", invitation: string, id?: number) => ({
  type,
  invitation,
  ...(id === undefined ? {} : { id }),
});
/** The pair that an own join led to has opened, with `partner`. */
export const opened = (partner: Peer) => ({ type: "pair.opened", pair: P2, partner });

/** A's code was a miss; it counts the same whatever the reason (S10). */
export const MISSED = { outbound: { kind: "missed", by: A.person.code } };
/** Something was told to another actor, */
export const told = (to: Peer, event: object) => ({ tell: to.address, event });
/** or to the person. */
export const heard = (message: object) => ({ outbound: { kind: "direct", to: OUTLET, message } });
export const refused = (error: string, about: object = {}) =>
  heard({ type: "error", code: error, message: expect.any(String), ...about });
export const over = (invitation: string, reason: string) => heard({ type: "uninvited", invitation, reason });
