import { type AnyActorRef, setup, stopChild } from "xstate";

export interface Supervision {
  /** An actor threw; it is stopped already. `id` is its name on the bus. */
  readonly failed: (id: string, error: unknown) => void;
}

interface Failure {
  readonly type: `xstate.error.actor.${string}`;
  readonly error: unknown;
}

/** `stop` ends `actor`: one that has a parent can be stopped by it alone. */
type RootEvent = Failure | { readonly type: "stop"; readonly actor: AnyActorRef };

const FAILED = "xstate.error.actor.";

/**
 * The actor under which all others live. It hears of each one that fails, so that a failure ends that one alone:
 * an unhandled `xstate.error.actor.*` would put the root itself into error, and everybody with it.
 */
export function createRootLogic({ failed }: Supervision) {
  return setup({
    types: { events: {} as RootEvent },
    actions: {
      supervise: (_, { type, error }: Failure) => failed(type.slice(FAILED.length), error),
    },
  }).createMachine({
    id: "root",
    on: {
      "xstate.error.actor.*": { actions: { type: "supervise", params: ({ event }) => event } },
      stop: { actions: stopChild(({ event }) => event.actor) },
    },
  });
}
