/** The way to the relay, and why there is none. */

/** `retryAt` is in ms since the Unix epoch; nothing when it is tried no more. */
export type Link =
  | { readonly is: "connecting" | "open" }
  | { readonly is: "gone"; readonly gone: Gone; readonly retryAt: number | undefined };

/** Why there is no feed: never reached or lost; the relay restarts; full; not logged in; too slow for what is watched; ended with a reason. */
export type Gone =
  | { readonly why: "unreachable" | "lost" | "restart" | "refused" | "forbidden" | "too-slow" }
  | { readonly why: "closed"; readonly reason: string };

/** What has come between the choice of an actor and now. */
export type Interruption = "none" | "lost" | "restart";
