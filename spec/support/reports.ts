import { readReport } from "../../actors/inspect/client-frames.ts";
import type { ClientReport, ReportedActor } from "../../actors/inspect/feed.ts";
import { reportable, type StampsOf } from "../../actors/inspect/reported.ts";
import { Reporting, type ReportingState, type ReportSocketListener } from "../../actors/inspect/reporting.ts";
import type { SessionInput } from "../../actors/session/intents.ts";
import { inShort } from "./onlookers.ts";
import { SessionRig, START } from "./session-rig.ts";

/** Between two batches, ms. */
export const REPORT_EVERY = 32;

/** One try of a client to reach the inspector, and the relay behind it. */
class ReportEnd {
  readonly frames: string[] = [];
  /** Bytes that it says are not taken yet. */
  behind = 0;
  closed = false;
  readonly listener: ReportSocketListener;

  constructor(listener: ReportSocketListener) {
    this.listener = listener;
  }
}

/** A scripted session that shows itself to a scripted inspector. */
export class ReportRig {
  readonly session: SessionRig;
  readonly ends: ReportEnd[] = [];
  readonly states: ReportingState[] = [];
  /** Observers that are attached to the session's actors. */
  attached = 0;
  readonly reporting: Reporting;
  #read = 0;

  constructor(input: Partial<SessionInput> = {}) {
    let stampsOf: StampsOf | undefined;
    const now = () => (this.session === undefined ? START : this.session.now);
    this.session = new SessionRig({ video: true, ...input }, (session, call) => {
      const made = reportable(session, call, now);
      stampsOf = made.stampsOf;
      return made.logic;
    });
    if (stampsOf === undefined) throw new Error("The session was started without what a reporter needs.");
    const { actor, clock } = this.session;
    this.#countObservers();
    this.reporting = new Reporting({
      actor,
      stampsOf,
      kind: "terminal",
      now,
      later: (callback, ms) => {
        const timer = clock.setTimeout(callback, ms);
        return () => clock.clearTimeout(timer);
      },
      random: () => 0.5,
      onState: (state) => this.states.push(state),
      open: (listener) => {
        const end = new ReportEnd(listener);
        this.ends.push(end);
        return {
          send: (frame) => end.frames.push(frame),
          bufferedAmount: () => end.behind,
          close: () => {
            end.closed = true;
          },
        };
      },
    });
  }

  /** The socket of the present try. */
  get end(): ReportEnd {
    const last = this.ends.at(-1);
    if (last === undefined) throw new Error("Nobody has tried to reach the inspector.");
    return last;
  }

  open(): this {
    this.end.listener.opened();
    return this;
  }

  /** The inspector says whether somebody looks. */
  order(on: boolean): this {
    this.end.listener.text(JSON.stringify({ type: "report", on }));
    return this;
  }

  /** What has come since the last call, on the present socket; all of it is what a relay takes. */
  take(): ClientReport[] {
    const frames = this.end.frames.slice(this.#read);
    this.#read = this.end.frames.length;
    return frames.map((frame) => {
      if (readReport(frame) === undefined) throw new Error(`This is no report: ${frame}`);
      return JSON.parse(frame);
    });
  }

  /** The same, once a batch is due. */
  reports(): ClientReport[] {
    this.session.pass(REPORT_EVERY);
    return this.take();
  }

  /** How the actors were when the inspector asked. */
  actors(): readonly ReportedActor[] {
    return this.take().flatMap((report) => (report.type === "actors" ? report.actors : []));
  }

  /** What has happened since the last call, in short. */
  story(): string[] {
    return this.reports().flatMap((report) => (report.type === "batch" ? report.events.map(inShort) : []));
  }

  #countObservers(): void {
    const { system } = this.session.actor;
    const inspect = system.inspect.bind(system);
    system.inspect = (observer) => {
      const { unsubscribe } = inspect(observer);
      this.attached++;
      return {
        unsubscribe: () => {
          this.attached--;
          unsubscribe();
        },
      };
    };
  }
}

/** Somebody in the lobby at whom an inspector looks. */
export function looked(): ReportRig {
  const rig = new ReportRig();
  rig.session.greet();
  rig.open().order(true).take();
  return rig;
}
