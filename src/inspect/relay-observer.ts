import type { ActorRefLike, AnyEventObject, InspectionEvent } from "xstate";
import type { ActorId } from "../../actors/inspect/feed.ts";
import {
  FAILED,
  Observer,
  type ObserverWorld,
  type Seen,
  type Sender,
  type Slot,
} from "../../actors/inspect/observe.ts";
import { type BusObserver, type LanedActor, type Teller, tell } from "../bus.ts";

/** Which of two actors leads to the other: whoever tells an event, whoever is told it, or each. */
export type Leads = "on" | "back" | "both";

/** Events by which actors come to know one another, when they are told: until they have dealt with them nothing shows it. */
const LEADING: ReadonlyMap<string, Leads> = new Map([
  ["ask", "both"],
  ["enter", "on"],
  ["pair.opened", "back"],
]);

interface RelayWorld extends Omit<ObserverWorld, "senderOf"> {
  /** What viewers call an actor; undefined for the root. */
  readonly idOf: (actor: ActorRefLike) => ActorId | undefined;
  /** One of the two is observed, and from now on an event leads to the other, or back. */
  readonly met: (teller: ActorRefLike, told: LanedActor, leads: Leads) => void;
  /** Something threw that should not have; the actors don't notice. */
  readonly onError: (error: unknown) => void;
}

/**
 * Sees what happens on the relay while somebody looks: in statecharts by XState's inspection, beside them by the bus. All
 * of it happens at once, so whoever acts at a moment is who tells the others.
 */
export class RelayObserver implements BusObserver {
  readonly #idOf: RelayWorld["idOf"];
  readonly #met: RelayWorld["met"];
  readonly #onError: RelayWorld["onError"];
  readonly #observer: Observer;
  #acting: ActorRefLike | undefined;
  // What is being told at this moment, to and by whom, the outermost first. Lists, as there is nothing else to allocate.
  readonly #told: ActorRefLike[] = [];
  readonly #events: AnyEventObject[] = [];
  readonly #senders: (ActorRefLike | Exclude<Teller, "actor"> | undefined)[] = [];

  constructor(world: RelayWorld) {
    this.#idOf = world.idOf;
    this.#met = world.met;
    this.#onError = world.onError;
    this.#observer = new Observer({
      ...world,
      senderOf: (event, actor, source) => this.#senderOf(event, actor, source),
    });
  }

  observe(actor: ActorRefLike, id: ActorId, state: () => Seen): void {
    const at = this.#told.lastIndexOf(actor);
    const event = this.#events[at];
    const dealsWith = event && { event, sender: this.#named(this.#senders[at]) };
    this.#observer.observe(actor, id, state, dealsWith);
  }

  placesOf(actor: ActorRefLike): readonly Slot[] {
    return this.#observer.placesOf(actor);
  }

  forget(actor: ActorRefLike): void {
    this.#observer.forget(actor);
  }

  told(actor: LanedActor, event: AnyEventObject, teller: Teller): boolean {
    const isSeen = this.#observer.observes(actor);
    // Whoever is watched from this very event on is still to be told by whom, and data events make nobody watched.
    return isSeen || !isOfLane(actor, event)
      ? this.#toldSeen(actor, event, teller)
      : this.#toldUnseen(actor, event);
  }

  /** As little as can be, since it happens to all those whom nobody watches: only who acts has to be known. */
  #toldUnseen(actor: LanedActor, event: AnyEventObject): boolean {
    const before = this.#acting;
    this.#acting = actor;
    try {
      return tell(actor, event);
    } finally {
      this.#acting = before;
    }
  }

  #toldSeen(actor: LanedActor, event: AnyEventObject, teller: Teller): boolean {
    const before = this.#acting;
    const sender = teller === "actor" ? before : teller;
    if (teller === "actor" && before !== undefined) this.#meet(before, actor, event);
    const place = this.#safely(() => this.#placeOf(actor, event));
    this.#told.push(actor);
    this.#events.push(event);
    this.#senders.push(sender);
    this.#acting = actor;
    try {
      const crossed = tell(actor, event);
      if (crossed && place !== undefined) {
        this.#safely(() => this.#observer.crossed(place, actor, event, this.#named(sender)));
      }
      return crossed;
    } finally {
      this.#acting = before;
      this.#told.pop();
      this.#events.pop();
      this.#senders.pop();
    }
  }

  #meet(teller: ActorRefLike, told: LanedActor, { type }: AnyEventObject): void {
    const leads = LEADING.get(type);
    if (leads === undefined) return;
    if (this.#observer.observes(teller) || this.#observer.observes(told)) {
      this.#safely(() => this.#met(teller, told, leads));
    }
  }

  inspect(inspected: InspectionEvent): void {
    // Timers and starts come from no telling; what they do begins with an action.
    if (inspected.type === "@xstate.action") {
      this.#acting = inspected.actorRef;
      return;
    }
    // The root tells everybody concerned.
    if (inspected.type === "@xstate.event" && inspected.event.type.startsWith(FAILED)) {
      this.#acting = inspected.actorRef;
    }
    this.#safely(() => this.#observer.inspect(inspected));
  }

  /** Of what the statechart itself hears XState tells. */
  #placeOf(actor: LanedActor, event: AnyEventObject): Slot | undefined {
    return isOfLane(actor, event) ? this.#observer.placeOfData(actor) : undefined;
  }

  #safely<Result>(look: () => Result): Result | undefined {
    try {
      return look();
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  #senderOf(event: AnyEventObject, actor: ActorRefLike, source: ActorRefLike | undefined): Sender {
    if (source === actor) return { origin: "timer" };
    const at = this.#events.lastIndexOf(event);
    // A timer that nobody saw go off, or what is told by what is around the bus.
    if (at < 0) return { origin: event.type.startsWith("xstate.after.") ? "timer" : "system" };
    return this.#named(this.#senders[at]);
  }

  #named(sender: ActorRefLike | Exclude<Teller, "actor"> | undefined): Sender {
    if (typeof sender === "string") return { origin: sender };
    const from = sender && this.#idOf(sender);
    return from === undefined ? { origin: "system" } : { origin: "actor", from };
  }
}

const isOfLane = (actor: LanedActor, { type }: AnyEventObject) => actor.logic.laneTypes.includes(type);
