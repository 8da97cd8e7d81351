import type { Actor, AnyMachineSnapshot } from "xstate";
import type { CallLogic } from "../call/call.ts";
import type { SessionLogic } from "../session/session.ts";
import { type Stamped, type Stamps, withStamps } from "../stamped.ts";

/** The machines that a client tells of; each is also the id of its one actor. */
export type ReportedMachine = "session" | "call";

/** What a reporter needs of a client. */
export interface Reported {
  readonly actor: Actor<SessionLogic>;
  readonly stampsOf: StampsOf;
  readonly kind: "web" | "terminal";
  /** ms since the Unix epoch. */
  readonly now: () => number;
  /** Calls back after so many ms; what it returns takes that back. */
  readonly later: (callback: () => void, ms: number) => () => void;
}

/** Since when an actor has been there, and in its states. */
export type StampsOf = Readonly<Record<ReportedMachine, (snapshot: AnyMachineSnapshot) => Stamps>>;

/**
 * The session's machine for a client that can show it: it and its calls know since when, also of the time when nobody
 * looked, and nothing needs to be attached for that.
 */
export function reportable(
  session: SessionLogic,
  call: CallLogic,
  now: () => number,
): { readonly logic: SessionLogic & Stamped; readonly stampsOf: StampsOf } {
  const stampedCall = withStamps(call, now);
  const logic = withStamps(session.provide({ actors: { call: stampedCall } }), now);
  return { logic, stampsOf: { session: logic.stampsOf, call: stampedCall.stampsOf } };
}
