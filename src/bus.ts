import { Subject } from "rxjs";
import type { AnyActorRef, AnyEventObject } from "xstate";
import { type Laned, laneFailed } from "../actors/data-lane.ts";
import type { ActorName, Bus, Outbound } from "../actors/ports.ts";

/** Today's event bus: a table of names in one process, and one RxJS stream of what actors say to people. */
export class LocalBus implements Bus {
  readonly outbound = new Subject<Outbound>();
  readonly #addressees = new Map<string, Addressee>();

  register(name: ActorName, addressee: Addressee): void {
    this.#addressees.set(name, addressee);
  }

  drop(name: ActorName): void {
    this.#addressees.delete(name);
  }

  readonly tell: Bus["tell"] = (to: ActorName, event: AnyEventObject): boolean => {
    const addressee = this.#addressees.get(to);
    if (addressee === undefined) return false;
    addressee.tell(event);
    return true;
  };

  has(name: ActorName): boolean {
    return this.#addressees.has(name);
  }

  get(name: string): AnyActorRef | undefined {
    return this.#addressees.get(name)?.actor;
  }

  /** Every actor that can be told something now, by name. */
  actors(): ReadonlyMap<string, AnyActorRef> {
    return new Map(Array.from(this.#addressees, ([name, { actor }]) => [name, actor]));
  }
}

/** An actor that can be told things. Its data lane is taken without going through its mailbox. */
export class Addressee {
  readonly actor: AnyActorRef;
  readonly #logic: Laned;

  constructor(actor: AnyActorRef, logic: Laned) {
    this.actor = actor;
    this.#logic = logic;
  }

  tell(event: AnyEventObject): void {
    try {
      if (this.#logic.handleData(this.actor.getSnapshot(), event)) return;
    } catch (error) {
      this.actor.send(laneFailed(error));
      return;
    }
    this.actor.send(event);
  }
}
