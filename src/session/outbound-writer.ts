import type { Outbound } from "../../actors/ports.ts";
import type { CloseReason } from "../../actors/protocol/close-codes.ts";
import type { Joins } from "../admission/joins.ts";
import type { Counters } from "../metrics/counters.ts";
import type { Turn } from "../turn.ts";
import type { Audience } from "./audience.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

interface Parts {
  readonly turn: Turn;
  readonly sessions: Sessions;
  readonly audience: Audience;
  readonly joins: Joins | undefined;
  readonly counters: Counters;
  /** Ends a session whose connection has failed. */
  readonly close: (session: Session, reason: CloseReason) => void;
}

/** Does at the sessions what the actors say: each thing at its place in the turn, so that nothing overtakes another. */
export function outboundWriter({
  turn,
  sessions,
  audience,
  joins,
  counters,
  close,
}: Parts): (outbound: Outbound) => void {
  return (outbound) => {
    if (outbound.kind === "direct") {
      const { message } = outbound;
      if (message.type === "signal" && message.kind === "start") counters.calls++;
      outbound.to.say(message);
      return;
    }
    if (outbound.kind === "room") {
      const { message, except } = outbound;
      turn.enqueue(() => audience.publish(message, except === undefined ? undefined : sessions.get(except)));
      return;
    }
    const session = sessions.get(outbound.kind === "missed" ? outbound.by : outbound.to);
    if (session === undefined) return;
    switch (outbound.kind) {
      case "missed":
        counters.drops.join_wrong_code++;
        if (session.link !== undefined) joins?.missed(session.link.source);
        break;
      case "subscribe":
        session.ordered = true;
        turn.enqueue(() => {
          // They may have gone since.
          if (sessions.get(session.code) === session) audience.add(session);
        });
        break;
      case "unsubscribe":
        turn.enqueue(() => audience.remove(session));
        break;
      case "close":
        close(session, outbound.reason);
        break;
    }
  };
}
