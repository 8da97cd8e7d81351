/** The session machine with this platform's socket, clock and chance. */
import { createActor } from "xstate";
import { sessionMachine } from "../actors/session/session.ts";
import { viewOf } from "../actors/session/view.ts";
import type { ChatSession } from "./chat-session.ts";
import { createSocketLogic, type SocketOptions } from "./socket.ts";

export interface SessionStart extends SocketOptions {
  readonly url: string;
  readonly name?: string;
  readonly join?: string;
  readonly room?: boolean;
}

/** Starts a session; it connects at once. */
export function startSession({ insecure, onFailure, ...start }: SessionStart): ChatSession {
  const socket = createSocketLogic({ insecure, onFailure });
  const actor = createActor(sessionMachine.provide({ actors: { socket } }), {
    input: { ...start, client: "parley-tui", video: false, now: Date.now, random: Math.random },
  });
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
