/** The session as the two displays use it. */
import type { Intent, SessionEmitted } from "../actors/session/intents.ts";
import type { SessionView } from "../actors/session/snapshot.ts";

export interface ChatSession {
  readonly view: SessionView;
  tell(intent: Intent): void;
  /** Calls `listener` after each change of the view, until the answer is called. */
  onChange(listener: (view: SessionView) => void): () => void;
  onEmitted(listener: (emitted: SessionEmitted) => void): () => void;
}

/** Resolves with the first view, this one included, for which `holds`; never, if none comes. */
export function until(session: ChatSession, holds: (view: SessionView) => boolean): Promise<SessionView> {
  return new Promise((resolve) => {
    if (holds(session.view)) return resolve(session.view);
    const stop = session.onChange((view) => {
      if (!holds(view)) return;
      stop();
      resolve(view);
    });
  });
}
