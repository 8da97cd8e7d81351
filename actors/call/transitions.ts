import type { HangupReason } from "./payload.ts";
import type { CallEnd } from "./snapshot.ts";

/** Parts of the call's chart that several of its states have. */

/** It ends, without a word to the partner, */
export const over = <Reason extends CallEnd>(reason: Reason) =>
  ({ target: "#ended", actions: { type: "end", params: reason } }) as const;

/** or with one. */
export const overSaying = <Reason extends CallEnd, Said extends HangupReason>(reason: Reason, said: Said) =>
  ({
    target: "#ended",
    actions: [
      { type: "end", params: reason },
      { type: "sayHangup", params: said },
    ],
  }) as const;

/** Where there is no call. */
export const beforeCall = {
  "call.start": [
    { guard: "hasObstacle", target: "#ended", actions: "endHindered" },
    { guard: "takesNoCalls", ...over("no-video") },
    { target: "#engaged", actions: "begin" },
  ],
  "heard.start": { target: "#ringingIn", actions: "beCalled" },
  "heard.offer": [
    // Only a classic client calls by an offer; this one is of a call that is no longer.
    { guard: "isNumbered", actions: "sayOver" },
    { target: "#ringingIn", actions: "beCalled" },
  ],
} as const;
