import { type ActorRefLike, type AnyMachineSnapshot, type InspectionEvent, isMachineSnapshot } from "xstate";
import type { ActorId, ClientReport, ReportedActor, ReportedEvent } from "./feed.ts";
import { activeIn, Observer, type Seen, type Sender, type Slot, type Unnumbered } from "./observe.ts";
import { contextFields } from "./redact.ts";
import type { Reported, ReportedMachine } from "./reported.ts";
import { NO_NAMES } from "./veil.ts";

/** One socket to the relay's inspector, while it is open. */
export interface ReportSocket {
  send(frame: string): void;
  /** Bytes written but not yet taken by the system. */
  bufferedAmount(): number;
}

export interface ReporterOptions extends Reported {
  readonly socket: ReportSocket;
}

/** Between two batches, ms: the relay takes forty frames a second. */
const BATCH_EVERY = 32;
/** Events that wait for a batch. With all that charts say of themselves so many stay far below a frame's limit. */
const PENDING = 100;
/** Bytes that may wait for the network before batches do. */
const BEHIND = 256 * 1024;

/**
 * Tells the relay's inspector, over one socket, of a client's session and of its call. Nothing is attached to them but
 * while the relay says that somebody looks; then what leaves is what the allow-list lets through, and no name.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  #inspection: { unsubscribe(): void } | undefined;
  /** As it was told last; undefined before anything was told. */
  #code: { readonly told: string | undefined } | undefined;
  #pending: Slot[] = [];
  #missed = 0;
  #takeBack: (() => void) | undefined;

  /** Says at once whose client this is. */
  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#sayWho();
  }

  /** Whether somebody looks, and the machines are observed. */
  get isAttached(): boolean {
    return this.#inspection !== undefined;
  }

  /** Reads a frame of the relay's; what is no order changes nothing. */
  text(frame: string): void {
    const on = orderIn(frame);
    if (on === true) this.#attach();
    else if (on === false) this.#detach();
  }

  /** The socket is gone, or will be. */
  end(): void {
    this.#flush();
    this.#detach();
  }

  #attach(): void {
    if (this.isAttached) return;
    this.#sayWho();
    const { actor, now } = this.#options;
    const { status, children } = actor.getSnapshot();
    const observer = this.#newObserver();
    const actors: ReportedActor[] = [];
    if (status === "active") actors.push(this.#observe(observer, SESSION, actor));
    if (children.call !== undefined) actors.push(this.#observe(observer, CALL, children.call));
    this.#tell({ type: "actors", at: now(), actors });
    this.#inspection = actor.system.inspect((inspected) => this.#see(observer, inspected));
  }

  #detach(): void {
    this.#inspection?.unsubscribe();
    this.#inspection = undefined;
    this.#takeBack?.();
    this.#takeBack = undefined;
    this.#pending = [];
    this.#missed = 0;
  }

  #newObserver(): Observer {
    return new Observer({
      now: this.#options.now,
      veil: NO_NAMES,
      senderOf: (event, actor, source) => this.#senderOf(event.type, actor, source),
      place: () => this.#place(),
      dealt: (id) => id === SESSION && this.#sayWho(),
      ended: () => {},
    });
  }

  #see(observer: Observer, inspected: InspectionEvent): void {
    try {
      if (inspected.type === "@xstate.event" && inspected.event.type === INIT) {
        this.#begun(observer, inspected.actorRef);
      }
      observer.inspect(inspected);
    } catch {
      // Whatever is wrong with looking, the chat goes on.
      this.#detach();
    }
  }

  /** An actor starts: of the session's children only calls are told of. */
  #begun(observer: Observer, actor: ActorRefLike): void {
    if (machineIn(actor)?.machine.id !== CALL) return;
    const reported = this.#observe(observer, CALL, actor);
    const started = { ...reported, side: "client", sendable: [] } as const;
    const slot = this.#place();
    slot.event = { kind: "started", at: slot.at, actor: started };
  }

  #observe(observer: Observer, machine: ReportedMachine, actor: ActorRefLike): ReportedActor {
    observer.observe(actor, machine, () => this.#seen(machine, actor));
    const { active, changed, context } = this.#seen(machine, actor);
    const { born } = this.#stamps(machine, actor);
    return { id: machine, machine, active, born, changed, context };
  }

  #seen(machine: ReportedMachine, actor: ActorRefLike): Seen {
    const snapshot: AnyMachineSnapshot = actor.getSnapshot();
    return {
      active: activeIn(snapshot),
      changed: this.#stamps(machine, actor).changed,
      context: contextFields(machine, snapshot.context, NO_NAMES),
      sendable: [],
    };
  }

  #stamps(machine: ReportedMachine, actor: ActorRefLike) {
    return this.#options.stampsOf[machine](actor.getSnapshot());
  }

  #senderOf(type: string, actor: ActorRefLike, source: ActorRefLike | undefined): Sender {
    if (source === actor) return { origin: "timer" };
    if (source === this.#options.actor) return { origin: "actor", from: SESSION };
    const machine = source && machineIn(source)?.machine.id;
    if (machine === CALL) return { origin: "actor", from: CALL };
    // The platform's actors, and what the platform tells by itself; all else that comes from outside is a view's.
    return { origin: source === undefined && !OF_THE_PLATFORM.test(type) ? "person" : "system" };
  }

  #place(): Slot {
    const slot: Slot = { at: this.#options.now(), event: undefined };
    if (this.#pending.length === PENDING) {
      this.#pending.shift();
      this.#missed++;
    }
    this.#pending.push(slot);
    this.#awaitBatch();
    return slot;
  }

  #awaitBatch(): void {
    this.#takeBack ??= this.#options.later(this.#due, BATCH_EVERY);
  }

  readonly #due = (): void => {
    this.#takeBack = undefined;
    if (this.#options.socket.bufferedAmount() > BEHIND) this.#awaitBatch();
    else this.#flush();
  };

  #flush(): void {
    const events = this.#pending.flatMap(({ event }) => (event === undefined ? [] : [asReported(event)]));
    const missed = this.#missed;
    this.#pending = [];
    this.#missed = 0;
    if (events.length > 0 || missed > 0) {
      this.#tell({ type: "batch", at: this.#options.now(), events, missed });
    }
  }

  /** Unless that is known. */
  #sayWho(): void {
    const { actor, kind } = this.#options;
    const code = actor.getSnapshot().context.me?.code;
    if (this.#code !== undefined && this.#code.told === code) return;
    this.#code = { told: code };
    this.#tell({ type: "client", kind, ...(code === undefined ? {} : { code }) });
  }

  #tell(report: ClientReport): void {
    this.#options.socket.send(JSON.stringify(report));
  }
}

const INIT = "xstate.init";
const SESSION = "session" satisfies ReportedMachine & ActorId;
const CALL = "call" satisfies ReportedMachine & ActorId;
/** What the device says of its network, and what XState itself says. */
const OF_THE_PLATFORM = /^(?:network\..*|wake|xstate\..*)$/;

/** The snapshot of an actor that is a statechart. */
function machineIn(actor: ActorRefLike): AnyMachineSnapshot | undefined {
  const snapshot: unknown = actor.getSnapshot();
  return isMachineSnapshot(snapshot) ? snapshot : undefined;
}

/** Whether the relay asks for reports; undefined when it says something else. */
function orderIn(frame: string): boolean | undefined {
  try {
    const order: unknown = JSON.parse(frame);
    if (typeof order !== "object" || order === null || !("type" in order) || !("on" in order))
      return undefined;
    return order.type === "report" && typeof order.on === "boolean" ? order.on : undefined;
  } catch {
    return undefined;
  }
}

/** Without what the relay adds by itself. */
function asReported(event: Unnumbered): ReportedEvent {
  switch (event.kind) {
    case "started": {
      const { id, machine, active, born, changed, context } = event.actor;
      return { kind: "started", at: event.at, actor: { id, machine, active, born, changed, context } };
    }
    case "stopped":
      return {
        kind: "stopped",
        at: event.at,
        id: event.id,
        why: event.why === "failed" ? "failed" : "ended",
      };
    case "transition": {
      const { sendable: _, ...reported } = event;
      return reported;
    }
    case "data":
      return event;
  }
}
