import {
  type ReadReport,
  type Reported,
  type ReportedState,
  readReport,
} from "../../actors/inspect/client-frames.ts";
import { type ActorId, type ActorState, type ClientOrder, FEED_LIMITS } from "../../actors/inspect/feed.ts";
import type { Unnumbered } from "../../actors/inspect/observe.ts";
import { reportedContext, reportedEvent } from "../../actors/inspect/redact.ts";
import { shortLine, type Veil } from "../../actors/inspect/veil.ts";
import { isCode } from "../../actors/protocol/identity.ts";
import { TokenBucket } from "../admission/token-bucket.ts";
import type { ChartIds } from "./charts.ts";
import type { FeedListener, FeedSocket } from "./port.ts";

/** Frames of one client: so many at once, and one in so many ms from then on. */
const FRAMES = { burst: 100, interval: 25 } as const;
const EVENTS = { burst: FEED_LIMITS.reported, interval: 1000 / FEED_LIMITS.reported } as const;
/** RFC 6455 §7.4.1: a message that violates the policy. */
const VIOLATION = 1008;

/** A report that seems to have taken longer than that, ms, is taken for one by another clock. */
const CLOCK_SET = 10_000;

type Seen = Pick<ActorState, "active" | "changed" | "context">;

/** What becomes of the reports of clients. */
export interface ClientOwner {
  readonly now: () => number;
  readonly veil: Veil;
  /** By the names of the machines. */
  readonly charts: () => ReadonlyMap<string, ChartIds>;
  /** Whether somebody looks. */
  readonly isLooking: () => boolean;
  /** Something happened to the actor of that id. */
  readonly happened: (id: ActorId, event: Unnumbered) => void;
  /** There are other actors than before, the others since `at` if that is known. */
  readonly changed: (at?: number) => void;
  readonly missed: (ids: Iterable<ActorId>, count: number) => void;
  /** It is gone, and its actors with it. */
  readonly left: () => void;
}

/** A client that shows its own machines. Nothing that it says is believed: it names no actor but its own, no state but the charts'. */
export class ReportingClient implements FeedListener {
  readonly actors = new Map<ActorId, ActorState>();
  /** As it says itself. */
  code: string | undefined;
  readonly #prefix: string;
  readonly #socket: FeedSocket;
  readonly #owner: ClientOwner;
  readonly #frames: TokenBucket;
  readonly #events: TokenBucket;
  #isOpen = true;
  /** What its clock is behind the relay's, ms, as far as is known: what the fastest report took is part of it. */
  #behind: number | undefined;
  /** When what it has reported last happened, by the relay's clock. */
  #last = 0;

  /** Its actors' ids begin with `prefix` and a dot. */
  constructor(prefix: string, socket: FeedSocket, owner: ClientOwner) {
    this.#prefix = prefix;
    this.#socket = socket;
    this.#owner = owner;
    this.#frames = new TokenBucket(FRAMES, owner.now());
    this.#events = new TokenBucket(EVENTS, owner.now());
  }

  /** Tells it whether somebody looks. */
  order(on: boolean): void {
    if (!on) this.actors.clear();
    this.#send({ type: "report", on });
  }

  text(frame: string): void {
    if (!this.#isOpen) return;
    if (this.#frames.take(FRAMES, this.#owner.now()) > 0) {
      this.#refuse("Too many frames.");
      return;
    }
    const report = readReport(frame);
    if (report === undefined) this.#refuse("This is no report.");
    else this.#read(report);
  }

  closed(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#stopAll();
    this.#owner.left();
  }

  #read(report: ReadReport): void {
    if (report.type === "client") {
      const code = isCode(report.code) ? report.code : undefined;
      if (code === this.code) return;
      this.code = code;
      for (const [id, state] of this.actors) this.actors.set(id, this.#withCode(state));
      this.#owner.changed();
      return;
    }
    // What was under way when the last one looked away.
    if (!this.#owner.isLooking()) return;
    const late = this.#late(report.at);
    if (report.type === "actors") {
      for (const actor of report.actors) this.#add(actor, late);
      this.#owner.changed();
      return;
    }
    let missed = report.missed;
    for (const event of report.events) {
      if (this.#events.take(EVENTS, this.#owner.now()) > 0) missed++;
      else this.#happened(event, late);
    }
    if (missed > 0) this.#owner.missed(this.actors.keys(), missed);
  }

  #happened(reported: Reported, late: number): void {
    // Not before what it has reported already.
    const at = Math.max(this.#time(reported.at, late), this.#last);
    this.#last = at;
    if (reported.kind === "started") {
      this.#add(reported.actor, late);
      this.#owner.changed(at);
      return;
    }
    const id = this.#id(reported.id);
    const actor = this.actors.get(id);
    if (actor === undefined) return;
    if (reported.kind === "stopped") {
      this.actors.delete(id);
      this.#owner.happened(id, { kind: "stopped", at, id, why: reported.why });
      return;
    }
    const { machine } = actor;
    const { from, origin, event } = reported;
    const sender = from === undefined ? undefined : this.#id(from);
    const heard = {
      at,
      id,
      origin,
      ...(sender !== undefined && this.actors.has(sender) ? { from: sender } : {}),
      event: {
        type: shortLine(event.type),
        fields: reportedEvent(machine, event.type, event.fields, this.#owner.veil),
      },
    };
    if (reported.kind === "data") {
      this.#owner.happened(id, { kind: "data", ...heard });
      return;
    }
    const known = this.#owner.charts().get(machine);
    const taken = reported.taken.filter((transition) => known?.transitions.has(transition));
    const state = this.#seen(machine, reported, late);
    this.actors.set(id, { ...actor, ...state });
    this.#owner.happened(id, { kind: "transition", ...heard, taken, ...state, sendable: [] });
  }

  #add(reported: ReportedState, late: number): void {
    const { machine, born } = reported;
    const id = this.#id(reported.id);
    const seen = this.#seen(machine, reported, late);
    const age = { born: this.#time(born, late) };
    this.actors.set(id, this.#withCode({ id, machine, side: "client", ...seen, ...age, sendable: [] }));
  }

  #seen(machine: string, { active, changed, context }: Seen, late: number): Seen {
    const known = this.#owner.charts().get(machine);
    return {
      active: active.filter((state) => known?.states.has(state)),
      changed: this.#time(changed, late),
      context: reportedContext(machine, context, this.#owner.veil),
    };
  }

  #withCode({ code: _, ...state }: ActorState): ActorState {
    return this.code === undefined ? state : { ...state, code: this.#owner.veil.code(this.code) };
  }

  /** How far behind the client's clock is, now that it has said what it shows. */
  #late(at: number): number {
    const late = this.#owner.now() - at;
    // Far more is no slow report: one of the clocks was set.
    const isSet = this.#behind === undefined || late > this.#behind + CLOCK_SET;
    this.#behind = isSet ? late : Math.min(late, this.#behind ?? late);
    return this.#behind;
  }

  /** A time of the client's, by the relay's clock. */
  #time(theirs: number, late: number): number {
    return Math.min(Math.max(theirs + late, 0), this.#owner.now());
  }

  #id(id: string): ActorId {
    return `${this.#prefix}.${id}`;
  }

  #stopAll(): void {
    const at = Math.max(this.#owner.now(), this.#last);
    // What came last belongs to what was there before it.
    for (const id of [...this.actors.keys()].toReversed())
      this.#owner.happened(id, { kind: "stopped", at, id, why: "ended" });
    this.actors.clear();
  }

  #refuse(message: string): void {
    this.#send({ type: "error", message });
    this.closed();
    this.#socket.end(VIOLATION, message);
  }

  #send(order: ClientOrder): void {
    this.#socket.send(JSON.stringify(order));
  }
}
