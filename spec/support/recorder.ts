import { type AnyActorLogic, createActor, type InputFrom, SimulatedClock } from "xstate";
import { type Laned, laneFailed } from "../../actors/data-lane.ts";
import type { Outbound, Outlet, Peer, Ports } from "../../actors/ports.ts";
import { connectionName } from "../../actors/ports.ts";
import type { Code, InvitationId, Name, PairId } from "../../actors/protocol/identity.ts";
import { nthInvitation } from "./world.ts";

/** One thing that an actor did to the world around it. */
export type Deed =
  | { readonly tell: string; readonly event: unknown }
  | { readonly drop: string }
  | { readonly openPair: readonly [Peer, Peer] }
  | { readonly outbound: Outbound };

/** The time on the relay's clock in every test of an actor. */
export const NOW = 1_700_000_000_000;

/** Stands for everything around one actor: it writes down, in order, what the actor does. */
export class Recorder {
  readonly deeds: Deed[] = [];
  readonly clock = new SimulatedClock();
  /** Names that nobody has. */
  readonly absent = new Set<string>();
  #invitations = 0;
  readonly ports: Ports = {
    now: () => NOW,
    newInvitation: () => nthInvitation(++this.#invitations) as InvitationId,
    openPair: (asked, asker) => void this.deeds.push({ openPair: [asked, asker] }),
    bus: {
      tell: (to: string, event: unknown) => {
        this.deeds.push({ tell: to, event });
        return !this.absent.has(to);
      },
      drop: (name) => void this.deeds.push({ drop: name }),
      outbound: { next: (outbound) => void this.deeds.push({ outbound }) },
    },
  };

  /** The deeds since the last call. */
  take(): Deed[] {
    return this.deeds.splice(0);
  }

  /** Starts an actor of `logic`; events go to its data lane or its mailbox, as the bus has it. */
  start<Logic extends AnyActorLogic & Laned>(logic: Logic, input: InputFrom<Logic>) {
    const actor = createActor<AnyActorLogic>(logic, { input, clock: this.clock });
    const errors: unknown[] = [];
    actor.subscribe({ error: (error) => errors.push(error) });
    actor.start();
    return {
      actor,
      errors,
      tell: (event: { readonly type: string }) => {
        try {
          if (logic.handleData(actor.getSnapshot(), event)) return;
        } catch (error) {
          actor.send(laneFailed(error));
          return;
        }
        actor.send(event);
      },
      state: () => actor.getSnapshot().value,
    };
  }
}

export const code = (text: string) => text as Code;
export const pairId = (text: string) => text as PairId;

/** Where the actor under test has its person hear things. */
export const OUTLET: Outlet = { say: () => {} };

/** A peer with the code `CODEn`, padded, who can do everything unless told otherwise. */
export function peer(letter: string, traits: Partial<Peer["traits"]> = {}): Peer {
  const own = code(letter.repeat(8));
  return {
    address: connectionName(own),
    person: { code: own, name: `name ${letter}` as Name },
    traits: { invitations: true, receipts: true, signals: true, video: true, ...traits },
    away: false,
  };
}
