import { Subject } from "rxjs";
import type { AnyActorRef } from "xstate";
import type { ActorName, Bus, Outbound } from "../actors/ports.ts";

/** Today's event bus: a table of names in one process, and one RxJS stream of what actors say to people. */
export class LocalBus implements Bus {
  readonly outbound = new Subject<Outbound>();
  readonly #actors = new Map<string, AnyActorRef>();

  register(name: ActorName, actor: AnyActorRef): void {
    this.#actors.set(name, actor);
  }

  drop(name: ActorName): void {
    this.#actors.delete(name);
  }

  readonly tell: Bus["tell"] = (to: ActorName, event: { readonly type: string }): boolean => {
    const actor = this.#actors.get(to);
    if (actor === undefined) return false;
    actor.send(event);
    return true;
  };

  has(name: ActorName): boolean {
    return this.#actors.has(name);
  }

  /** Every actor that can be told something, by name. */
  actors(): ReadonlyMap<string, AnyActorRef> {
    return this.#actors;
  }
}
