import { type AnyActorRef, enqueueActions, setup } from "xstate";

export interface Supervision {
  /** An actor threw; it is stopped already. `id` is its name on the bus. */
  readonly failed: (id: string, error: unknown) => void;
}

type RootEvent =
  | { readonly type: `xstate.error.actor.${string}`; readonly error: unknown }
  /** The relay ends: each of `actors` stops, and with it its timers. */
  | { readonly type: "stop"; readonly actors: readonly AnyActorRef[] };

const FAILED = "xstate.error.actor.";

/**
 * The actor under which all others live. It hears of each one that fails, so that a failure ends that one alone:
 * an unhandled `xstate.error.actor.*` would put the root itself into error, and everybody with it.
 */
export function createRootLogic({ failed }: Supervision) {
  return setup({
    types: { events: {} as RootEvent },
    actions: {
      supervise: ({ event }) => {
        if (event.type !== "stop") failed(event.type.slice(FAILED.length), event.error);
      },
      stopActors: enqueueActions(({ enqueue, event }) => {
        if (event.type === "stop") for (const actor of event.actors) enqueue.stopChild(actor);
      }),
    },
  }).createMachine({
    id: "root",
    on: {
      "xstate.error.actor.*": { actions: "supervise" },
      stop: { actions: "stopActors" },
    },
  });
}
