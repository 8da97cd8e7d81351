import {
  type ActorRefLike,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyTransitionDefinition,
  type InspectedMicrostepEvent,
  type InspectionEvent,
  isMachineSnapshot,
} from "xstate";
import type { ChartStateId, ChartTransitionId } from "../chart/chart.ts";
import { activeOf, transitionIds } from "../chart/walk.ts";
import type { ActorId, ActorState, FeedEvent, Heard, Stop } from "./feed.ts";
import { contextFields, eventFields } from "./redact.ts";
import type { Veil } from "./veil.ts";

/** An event of the feed that has no number yet: viewers count by themselves. */
export type Unnumbered<Event extends FeedEvent = FeedEvent> = Event extends FeedEvent
  ? Omit<Event, "n">
  : never;

/** A place in the order of things, given when an event is handed to its actor, and filled when that has dealt with it. */
export interface Slot {
  /** When that was, ms since the Unix epoch. */
  readonly at: number;
  event: Unnumbered | undefined;
}

/** How an actor is once it has dealt with an event. */
export type Seen = Pick<ActorState, "active" | "changed" | "context" | "sendable">;

export type Sender = Pick<Heard, "origin" | "from">;

/** What an observation needs of the system that it looks at, and what it tells. */
export interface ObserverWorld {
  /** ms since the Unix epoch. */
  readonly now: () => number;
  readonly veil: Veil;
  /** Who hands `event` to `actor`; `source` as XState knows it. Asked at that moment, or when it is dealt with. */
  readonly senderOf: (event: AnyEventObject, actor: ActorRefLike, source: ActorRefLike | undefined) => Sender;
  /** Something happens to the actor of that id: the place for it. */
  readonly place: (id: ActorId) => Slot;
  /** The actor has dealt with an event, */
  readonly dealt: (id: ActorId) => void;
  /** or is no more; it is no longer observed. */
  readonly ended: (id: ActorId) => void;
}

/** Makes feed events of what XState's inspection tells of the actors that are observed. */
export class Observer {
  readonly #world: ObserverWorld;
  readonly #observed = new Map<object, Observed>();

  constructor(world: ObserverWorld) {
    this.#world = world;
  }

  /** Observes `actor` from now on; `state` says how it is, and `dealsWith` what it was handed already. */
  observe(actor: ActorRefLike, id: ActorId, state: () => Seen, dealsWith?: Omit<Handed, "slot">): void {
    if (this.#observed.has(actor)) return;
    const slot = { at: this.#world.now(), event: undefined };
    const waiting = dealsWith === undefined ? [] : [{ ...dealsWith, slot }];
    this.#observed.set(actor, { id, actor, state, waiting, steps: [] });
  }

  /** The places of what `actor` has been handed and has not dealt with. */
  placesOf(actor: ActorRefLike): readonly Slot[] {
    return this.#observed.get(actor)?.waiting.map(({ slot }) => slot) ?? [];
  }

  observes(actor: ActorRefLike): boolean {
    return this.#observed.has(actor);
  }

  forget(actor: ActorRefLike): void {
    this.#observed.delete(actor);
  }

  /** For `system.inspect`. What is not observed costs one look into a table. */
  inspect(inspected: InspectionEvent): void {
    switch (inspected.type) {
      case "@xstate.event": {
        const { event, actorRef, sourceRef } = inspected;
        const observed = this.#observed.get(actorRef);
        if (sourceRef !== undefined && event.type.startsWith(FAILED)) this.#failed(sourceRef);
        if (observed !== undefined) this.#handed(observed, event, sourceRef);
        break;
      }
      case "@xstate.microstep": {
        const observed = this.#observed.get(inspected.actorRef);
        if (observed !== undefined) this.#stepped(observed, inspected);
        break;
      }
      case "@xstate.snapshot": {
        const observed = this.#observed.get(inspected.actorRef);
        if (observed !== undefined) this.#dealt(observed, inspected.event);
        break;
      }
    }
  }

  /** The place for a data event that crosses beside the chart; undefined when nobody looks. {@link crossed} fills it. */
  placeOfData(actor: ActorRefLike): Slot | undefined {
    const observed = this.#observed.get(actor);
    return observed && this.#world.place(observed.id);
  }

  crossed(slot: Slot, actor: ActorRefLike, event: AnyEventObject, sender: Sender): void {
    const observed = this.#observed.get(actor);
    if (observed === undefined) return;
    slot.event = { kind: "data", ...this.#heard(observed, event, sender, slot) };
  }

  #handed(observed: Observed, event: AnyEventObject, source: ActorRefLike | undefined): void {
    if (event.type === INIT || observed.actor.getSnapshot().status !== "active") return;
    const sender = this.#world.senderOf(event, observed.actor, source);
    observed.waiting.push({ event, sender, slot: this.#world.place(observed.id) });
  }

  /** What a statechart raises itself meanwhile has a place of its own, before what others are told then. */
  #stepped(observed: Observed, { event, snapshot, _transitions }: InspectedMicrostepEvent): void {
    if (!isMachineSnapshot(snapshot)) return;
    const { actor, steps, waiting } = observed;
    const taken = idsOf(actor, _transitions);
    const [first] = steps;
    const last = steps.at(-1);
    if (first === undefined || last === undefined) steps.push({ event, taken, snapshot, slot: undefined });
    else if (last.event !== event) {
      const since = waiting.slice(waiting.findIndex((handed) => handed.event === first.event) + 1);
      steps.push({ event, taken, snapshot, slot: this.#placeBefore(since, observed) });
    } else {
      last.taken.push(...taken);
      last.snapshot = snapshot;
    }
  }

  #dealt(observed: Observed, event: AnyEventObject): void {
    const { id, actor } = observed;
    const { ended, dealt } = this.#world;
    const steps = observed.steps.splice(0);
    if (event.type === INIT) return;
    if (event.type !== STOP) this.#fill(observed, this.#handedAs(observed, event), steps);
    if (actor.getSnapshot().status === "active") {
      dealt(id);
      return;
    }
    this.#stop(id, "ended");
    this.forget(actor);
    ended(id);
  }

  /** What was handed before that and was not dealt with is lost. */
  #handedAs(observed: Observed, event: AnyEventObject): Handed {
    const { actor, waiting } = observed;
    const at = waiting.findIndex((handed) => handed.event === event);
    const handed = waiting.splice(0, at + 1).at(-1);
    if (handed !== undefined) return handed;
    // Handed before anybody looked.
    const slot = this.#placeBefore(waiting, observed);
    return { event, sender: this.#world.senderOf(event, actor, undefined), slot };
  }

  /** A place before those of what waits already; these have the ones behind. */
  #placeBefore(waiting: readonly Handed[], { id }: Observed): Slot {
    let slot = this.#world.place(id);
    for (const later of waiting.toReversed()) [later.slot, slot] = [slot, later.slot];
    return slot;
  }

  #failed(source: object): void {
    const observed = this.#observed.get(source);
    if (observed === undefined) return;
    const { ended } = this.#world;
    const { id, actor, waiting } = observed;
    const [first] = waiting;
    if (first !== undefined) this.#fill(observed, first, observed.steps);
    this.#stop(id, "failed");
    this.forget(actor);
    ended(id);
  }

  #stop(id: ActorId, why: Stop): void {
    const slot = this.#world.place(id);
    slot.event = { kind: "stopped", at: slot.at, id, why };
  }

  #fill(observed: Observed, { event, sender, slot }: Handed, steps: readonly Step[]): void {
    const { active, changed, context, sendable } = observed.state();
    const end = { active, changed, context, sendable };
    const { id } = observed;
    const last = steps.at(-1);
    const after = (step: Step | undefined) => ({
      taken: step?.taken ?? [],
      ...end,
      ...(step === undefined || step === last ? {} : this.#between(step.snapshot)),
    });
    slot.event = { kind: "transition", ...this.#heard(observed, event, sender, slot), ...after(steps[0]) };
    for (const step of steps) {
      if (step.slot === undefined) continue;
      const heard = this.#heard(observed, step.event, { origin: "actor", from: id }, step.slot);
      step.slot.event = { kind: "transition", ...heard, ...after(step) };
    }
  }

  /** How it was before it dealt with what it had raised. */
  #between(snapshot: AnyMachineSnapshot): Pick<Seen, "active" | "context"> {
    const context = contextFields(snapshot.machine.id, snapshot.context, this.#world.veil);
    return { active: activeIn(snapshot), context };
  }

  #heard({ id, actor }: Observed, event: AnyEventObject, sender: Sender, { at }: Slot) {
    const fields = eventFields(machineOf(actor), event, this.#world.veil);
    return { at, id, ...sender, event: { type: event.type, fields } };
  }
}

interface Observed {
  readonly id: ActorId;
  readonly actor: ActorRefLike;
  readonly state: () => Seen;
  /** Handed to it and not dealt with yet. */
  readonly waiting: Handed[];
  /** Of what it is dealing with. */
  readonly steps: Step[];
}

/** What became of one event, the one that was handed or one that was raised meanwhile; only these have a slot. */
interface Step {
  readonly event: AnyEventObject;
  readonly slot: Slot | undefined;
  readonly taken: ChartTransitionId[];
  snapshot: AnyMachineSnapshot;
}

interface Handed {
  readonly event: AnyEventObject;
  readonly sender: Sender;
  slot: Slot;
}

const INIT = "xstate.init";
const STOP = "xstate.stop";
/** With the actor's id behind it: what its parent is told when it has failed. */
export const FAILED = "xstate.error.actor.";

const machineOf = (actor: ActorRefLike): string => actor.getSnapshot().machine.id;

/** As `activeOf`, worked out once for each list of nodes: most actors share those of their start. */
export function activeIn(snapshot: AnyMachineSnapshot): readonly ChartStateId[] {
  const known = active.get(snapshot._nodes);
  if (known !== undefined) return known;
  const found = activeOf(snapshot);
  active.set(snapshot._nodes, found);
  return found;
}

const active = new WeakMap<object, readonly ChartStateId[]>();

function idsOf(actor: ActorRefLike, transitions: readonly AnyTransitionDefinition[]): ChartTransitionId[] {
  const { machine }: AnyMachineSnapshot = actor.getSnapshot();
  const known = ids.get(machine) ?? transitionIds(machine);
  ids.set(machine, known);
  return transitions.flatMap((transition) => known.get(transition) ?? []);
}

const ids = new WeakMap<object, ReturnType<typeof transitionIds>>();
