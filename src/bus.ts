import { Subject } from "rxjs";
import type { Actor, AnyActorLogic, AnyActorRef, AnyEventObject } from "xstate";
import { type Laned, laneFailed } from "../actors/data-lane.ts";
import type { ActorName, Bus, Outbound } from "../actors/ports.ts";

/** Today's event bus: a table of names in one process, and one RxJS stream of what actors say to people. */
export class LocalBus implements Bus {
  readonly outbound = new Subject<Outbound>();
  readonly #actors = new Map<string, LanedActor>();
  readonly #told: (event: AnyEventObject) => void;

  /** `told` hears of what actors tell one another, but for data events. */
  constructor(told: (event: AnyEventObject) => void = () => {}) {
    this.#told = told;
  }

  register(name: ActorName, actor: LanedActor): void {
    this.#actors.set(name, actor);
  }

  drop(name: ActorName): void {
    this.#actors.delete(name);
  }

  readonly tell: Bus["tell"] = (to: ActorName, event: AnyEventObject): boolean => {
    const actor = this.#actors.get(to);
    if (actor === undefined) return false;
    if (!tell(actor, event)) this.#told(event);
    return true;
  };

  has(name: ActorName): boolean {
    return this.#actors.has(name);
  }

  /** Every actor that can be told something now, by name. */
  actors(): ReadonlyMap<string, AnyActorRef> {
    return this.#actors;
  }
}

/** An actor whose logic has a data lane. */
export type LanedActor = Actor<AnyActorLogic & Laned>;

/**
 * Tells one actor something. Data events take the lane, without going through the actor's mailbox; the answer is whether
 * it was one.
 */
export function tell(actor: LanedActor, event: AnyEventObject): boolean {
  try {
    if (actor.logic.handleData(actor.getSnapshot(), event)) return true;
  } catch (error) {
    actor.send(laneFailed(error));
    return true;
  }
  actor.send(event);
  return false;
}
