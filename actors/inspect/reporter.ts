import type { AnyActorRef, AnyMachineSnapshot } from "xstate";
import type { ChartStateId } from "../chart/chart.ts";
import {
  type ActorId,
  type ClientReport,
  FEED_LIMITS,
  type ReportedActor,
  type ReportedEvent,
} from "./feed.ts";
import { activeIn, Observer, type Sender, type Slot, type Unnumbered } from "./observe.ts";
import { contextFields } from "./redact.ts";
import { NO_NAMES } from "./veil.ts";
import { parsed } from "./viewer-frames.ts";

/** Between two batches, ms. */
const BATCH_EVERY = 50;

export interface ReporterOptions {
  /** The session's actor. Its call is found by itself. */
  readonly session: AnyActorRef;
  readonly kind: "web" | "terminal";
  /** Calls back after so many ms; what it returns takes that back. */
  readonly later: (callback: () => void, ms: number) => () => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Writes one frame to the relay's `/inspect/client`. */
  readonly send: (frame: string) => void;
}

/** Tells a relay's inspector of a client's own machines, from when the relay asks for it until it no longer does. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #observer: Observer;
  readonly #machines = new Map<ActorId, Machine>();
  readonly #born: number;
  #detach: (() => void) | undefined;
  #pending: Slot[] = [];
  #missed = 0;
  #takeBack: (() => void) | undefined;
  #code: string | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#born = options.now();
    this.#observer = new Observer({
      now: options.now,
      veil: NO_NAMES,
      senderOf: ({ type }, actor, source): Sender => {
        if (source === actor || type.startsWith("xstate.after.")) return { origin: "timer" };
        if (source === undefined) return { origin: type.startsWith("network.") ? "system" : "person" };
        for (const [from, machine] of this.#machines)
          if (machine.actor === source) return { origin: "actor", from };
        return { origin: "system" };
      },
      place: () => this.#place(),
      dealt: () => this.#lookAround(),
      ended: (id) => void this.#machines.delete(id),
    });
  }

  /** Whether anything is attached to the machines. */
  get isAttached(): boolean {
    return this.#detach !== undefined;
  }

  /** The socket is open. */
  open(): void {
    this.#code = this.#options.session.getSnapshot().context.me?.code;
    this.#sayWho();
  }

  /** A frame of the relay's; what is no order is passed over. */
  hear(frame: string): void {
    const order = parsed(frame);
    if (order?.["type"] !== "report") return;
    if (order["on"] === true) this.#attach();
    else this.close();
  }

  /** The socket is gone, or nobody looks any more. */
  close(): void {
    this.#detach?.();
    this.#detach = undefined;
    this.#takeBack?.();
    this.#takeBack = undefined;
    for (const { actor } of this.#machines.values()) this.#observer.forget(actor);
    this.#machines.clear();
    this.#pending = [];
    this.#missed = 0;
  }

  #attach(): void {
    if (this.isAttached) return;
    const { session, now } = this.#options;
    const subscription = session.system.inspect((inspected) => this.#observer.inspect(inspected));
    this.#detach = () => subscription.unsubscribe();
    this.#observe(session, this.#born);
    for (const call of callsOf(session)) this.#observe(call, now());
    this.#sayCode();
    const actors = Array.from(this.#machines.values(), ({ state }) => state());
    this.#say({ type: "actors", at: now(), actors });
  }

  #observe(actor: AnyActorRef, born: number): Machine {
    const { now } = this.#options;
    const id = machineOf(actor);
    let active: readonly ChartStateId[] | undefined;
    let changed = now();
    const state = (): ReportedActor => {
      const snapshot: AnyMachineSnapshot = actor.getSnapshot();
      if (active !== undefined && active !== activeIn(snapshot)) changed = now();
      active = activeIn(snapshot);
      return {
        id,
        machine: id,
        active,
        born,
        changed,
        context: contextFields(id, snapshot.context, NO_NAMES),
      };
    };
    const machine = { actor, state };
    this.#machines.set(id, machine);
    this.#observer.observe(actor, id, () => ({ ...state(), sendable: [] }));
    return machine;
  }

  /** Whether there is a call that was not there before, or another code. */
  #lookAround(): void {
    const { session, now } = this.#options;
    this.#sayCode();
    for (const call of callsOf(session)) {
      if (this.#machines.get(machineOf(call))?.actor === call) continue;
      const actor = this.#observe(call, now()).state();
      this.#place().event = { kind: "started", at: now(), actor: { ...actor, side: "client", sendable: [] } };
    }
  }

  #place(): Slot {
    const slot: Slot = { event: undefined };
    if (this.#pending.length === FEED_LIMITS.pending) {
      this.#pending.shift();
      this.#missed++;
    }
    this.#pending.push(slot);
    this.#takeBack ??= this.#options.later(() => this.#flush(), BATCH_EVERY);
    return slot;
  }

  #flush(): void {
    this.#takeBack = undefined;
    const events = this.#pending.flatMap(({ event }) => (event === undefined ? [] : reported(event)));
    this.#say({ type: "batch", at: this.#options.now(), events, missed: this.#missed });
    this.#pending = [];
    this.#missed = 0;
  }

  #sayCode(): void {
    const { code } = this.#options.session.getSnapshot().context.me ?? {};
    if (code === this.#code) return;
    this.#code = code;
    this.#sayWho();
  }

  #sayWho(): void {
    const { kind } = this.#options;
    this.#say({ type: "client", kind, ...(this.#code === undefined ? {} : { code: this.#code }) });
  }

  #say(report: ClientReport): void {
    this.#options.send(JSON.stringify(report));
  }
}

interface Machine {
  readonly actor: AnyActorRef;
  readonly state: () => ReportedActor;
}

/** Without what the relay adds by itself. */
function reported(event: Unnumbered): ReportedEvent {
  if (event.kind !== "started") return event;
  const { side: _, sendable: __, ...actor } = event.actor;
  return { kind: "started", actor };
}

const machineOf = (actor: AnyActorRef): string => actor.getSnapshot().machine.id;

/** The machines that a session runs; its socket is none. */
function callsOf(session: AnyActorRef): AnyActorRef[] {
  const { children }: AnyMachineSnapshot = session.getSnapshot();
  return Object.values<AnyActorRef | undefined>(children).flatMap((child) =>
    child !== undefined && "machine" in child.getSnapshot() && child.getSnapshot().status === "active"
      ? [child]
      : [],
  );
}
