/** The session machine with this platform's socket, clock and chance. */
import { createActor } from "xstate";
import { callMachine } from "../actors/call/call.ts";
import { type Reported, reportable } from "../actors/inspect/reported.ts";
import { sessionMachine } from "../actors/session/session.ts";
import { viewOf } from "../actors/session/view.ts";
import type { ChatSession } from "./chat-session.ts";
import { createSocketLogic, type SocketOptions } from "./socket.ts";

export interface SessionStart extends SocketOptions {
  readonly url: string;
  readonly name?: string;
  readonly join?: string;
  readonly room?: boolean;
  /** Told of the session before it starts, for it to be shown; only with this does it note since when it is as it is. */
  readonly onMade?: (session: Pick<Reported, "actor" | "stampsOf">) => void;
}

/** Starts a session; it connects at once. */
export function startSession({ insecure, onFailure, onMade, ...start }: SessionStart): ChatSession {
  const socket = createSocketLogic({ insecure, onFailure });
  const machine = sessionMachine.provide({ actors: { socket } });
  const shown = onMade && reportable(machine, callMachine, Date.now);
  const actor = createActor(shown?.logic ?? machine, {
    input: { ...start, client: "parley-tui", video: false, now: Date.now, random: Math.random },
  });
  if (shown !== undefined) onMade?.({ actor, stampsOf: shown.stampsOf });
  let snapshot = actor.getSnapshot();
  let view = viewOf(snapshot);
  actor.start();
  return {
    get view() {
      const latest = actor.getSnapshot();
      if (latest !== snapshot) {
        snapshot = latest;
        view = viewOf(latest);
      }
      return view;
    },
    tell: (intent) => actor.send(intent),
    onChange(listener) {
      const subscription = actor.subscribe({
        next: () => listener(this.view),
        complete: () => listener(this.view),
      });
      return () => subscription.unsubscribe();
    },
    onEmitted(listener) {
      const subscription = actor.on("*", listener);
      return () => subscription.unsubscribe();
    },
  };
}
