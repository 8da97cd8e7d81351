import { setup } from "xstate";

export interface Supervision {
  /** An actor threw; it is stopped already. `id` is its name on the bus. */
  readonly failed: (id: string, error: unknown) => void;
}

const FAILED = "xstate.error.actor.";

/**
 * The actor under which all others live. It hears of each one that fails, so that a failure ends that one alone:
 * an unhandled `xstate.error.actor.*` would put the root itself into error, and everybody with it.
 */
export function createRootLogic({ failed }: Supervision) {
  return setup({
    types: { events: {} as { type: `xstate.error.actor.${string}`; error: unknown } },
    actions: {
      supervise: ({ event }) => failed(event.type.slice(FAILED.length), event.error),
    },
  }).createMachine({
    id: "root",
    on: { "xstate.error.actor.*": { actions: "supervise" } },
  });
}
