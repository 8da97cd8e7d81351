import { type AnyActorRef, type EventObject, fromTransition } from "xstate";

export interface Supervision {
  /** An actor threw; it is stopped already. `id` is its name on the bus. */
  readonly failed: (id: string, error: unknown) => void;
}

/** The relay ends: each of `actors` stops, and with it its timers. */
export interface StopEvent extends EventObject {
  readonly type: "stop";
  readonly actors: readonly AnyActorRef[];
}

interface ErrorEvent extends EventObject {
  readonly type: `${typeof FAILED}${string}`;
  readonly error: unknown;
}

const FAILED = "xstate.error.actor.";

/**
 * The actor under which all others live. It hears of each one that fails, so that a failure ends that one alone:
 * an unhandled `xstate.error.actor.*` would put the root itself into error, and everybody with it.
 *
 * No statechart: each actor that ends is told to it by an event with a type of its own, and a machine remembers for good
 * what it does with every type that it has ever heard.
 */
export function createRootLogic({ failed }: Supervision) {
  return fromTransition((context: undefined, event: StopEvent | ErrorEvent, { stopChild }) => {
    if (isStop(event)) for (const actor of event.actors) stopChild(actor);
    else if (event.type.startsWith(FAILED)) failed(event.type.slice(FAILED.length), event.error);
    return context;
  }, undefined);
}

const isStop = (event: StopEvent | ErrorEvent): event is StopEvent => event.type === "stop";
