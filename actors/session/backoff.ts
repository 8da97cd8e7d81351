import type { RefusedReason, Why } from "./snapshot.ts";

/**
 * What to do about a socket that is gone: come back by itself, not before `atLeast` milliseconds have passed, or not.
 * PROTOCOL.md, "Close codes".
 */
export type Verdict =
  | { readonly is: "again"; readonly why: Why; readonly atLeast: number }
  | { readonly is: "refused"; readonly reason: RefusedReason }
  | { readonly is: "replaced" };

const again = (why: Why, atLeast = 0): Verdict => ({ is: "again", why, atLeast });
const refused = (reason: RefusedReason): Verdict => ({ is: "refused", reason });

/** On the close code of a socket that was open. An unknown one is taken for a broken network. */
export function afterClose(code: number): Verdict {
  switch (code) {
    case 1002:
    case 1007:
    case 1009:
      return refused("rejected");
    case 4409:
      return { is: "replaced" };
    case 4429:
      return again("busy", 10_000);
    case 1012:
      return again("restart", 500);
    case 1011:
    case 4408:
      return again("failed");
    default:
      return again("lost");
  }
}

/** On a socket that never opened; `status` is HTTP's, where it can be seen, `retryAfter` in seconds. */
export function afterRefusal(refusal: { readonly status?: number; readonly retryAfter?: number }): Verdict {
  const { status, retryAfter = 0 } = refusal;
  if (status === undefined) return again("lost");
  if (status === 429 || status === 503) {
    return again("busy", retryAfter > 0 ? Math.min(retryAfter * 1000, LONGEST_ASKED) : 0);
  }
  if (status === 401 || status === 403) return refused("forbidden");
  return status >= 500 ? again("lost") : refused("not-found");
}

/** How long a relay may ask to wait, ms. */
const LONGEST_ASKED = 60 * 60 * 1000;

/** Full jitter: before the `attempt`th try (from 1 on) anything up to `base` · 2^(attempt − 1), at most `cap`, ms. */
export const BACKOFF = { base: 1000, cap: 30_000 } as const;

/** Milliseconds to wait before the `attempt`th try; `random` gives a number from 0 to below 1. */
export function delayBefore(attempt: number, atLeast: number, random: () => number): number {
  const most = Math.min(BACKOFF.cap, BACKOFF.base * 2 ** Math.min(attempt - 1, 30));
  return Math.round(atLeast + random() * most);
}
