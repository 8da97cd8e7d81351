/** The session machine in this platform's hands, and the bridge from its snapshots to what Svelte shows. */
import { createSubscriber } from "svelte/reactivity";
import { createActor } from "xstate";
import type { Intent, NetworkEvent, SessionEmitted, SessionInput } from "../actors/session/intents.ts";
import { type SessionLogic, sessionMachine } from "../actors/session/session.ts";
import type { SessionView } from "../actors/session/snapshot.ts";
import { viewOf } from "../actors/session/view.ts";
import { callLogic } from "./platform/peer-connection.ts";
import { socketLogic } from "./platform/socket.ts";
import type { Inspection } from "./reporting/inspection.svelte.ts";

/** How components ask something of the session. */
export type Tell = (intent: Intent) => void;

export class Session {
  readonly #actor;
  readonly #changes;
  #shown;
  #view;

  /** Connects at once; `inspection` shows it. */
  constructor(input: Omit<SessionInput, "now" | "random">, inspection?: Inspection) {
    const provided = sessionMachine.provide({ actors: { socket: socketLogic, call: callLogic } });
    const shown = inspection?.prepare(provided, callLogic);
    const machine: SessionLogic = shown?.logic ?? provided;
    const actor = createActor(machine, { input: { ...input, now: Date.now, random: Math.random } });
    this.#actor = actor;
    this.#changes = createSubscriber((update) => {
      const soon = oncePerFrame(update);
      const { unsubscribe } = actor.subscribe({ next: soon, complete: soon });
      return unsubscribe;
    });
    this.#shown = actor.getSnapshot();
    this.#view = viewOf(this.#shown);
    shown?.show(actor);
    actor.start();
  }

  /** What is to be shown; an effect or a template that reads it runs again when it has changed. */
  get view(): SessionView {
    this.#changes();
    const latest = this.#actor.getSnapshot();
    if (latest !== this.#shown) {
      this.#shown = latest;
      this.#view = viewOf(latest);
    }
    return this.#view;
  }

  readonly tell = (event: Intent | NetworkEvent): void => this.#actor.send(event);

  /** The answer stops it. */
  onEmitted(listener: (event: SessionEmitted) => void): () => void {
    const { unsubscribe } = this.#actor.on("*", listener);
    return unsubscribe;
  }
}

/** Milliseconds after which it is done without a frame: a page that is hidden has none. */
const AT_LATEST = 100;

/** Calls `what` before the next frame, however often it is asked for until then: a crowd may say much in one. */
function oncePerFrame(what: () => void): () => void {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout>;
  const act = () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
    what();
  };
  return () => {
    if (frame !== undefined) return;
    frame = requestAnimationFrame(act);
    timer = setTimeout(act, AT_LATEST);
  };
}
