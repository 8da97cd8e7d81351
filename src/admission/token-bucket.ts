/** `burst` at once, and from then on one every `interval` ms. */
export interface Rate {
  readonly burst: number;
  readonly interval: number;
}

/** The rate of what has no limit. */
export const UNLIMITED: Rate = { burst: Number.POSITIVE_INFINITY, interval: 1 };

/** A bucket of tokens, full at first. It has no timer: what has come in since is counted when somebody asks. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor({ burst }: Rate, now: number) {
    this.#tokens = burst;
    this.#at = now;
  }

  /**
   * The ms from `now`, ms, until `count` tokens can be taken; 0 when they can. Of more than a bucket ever holds, a full
   * one is enough: it then owes the rest.
   */
  wait({ burst, interval }: Rate, now: number, count = 1): number {
    // A clock that was set back brings nothing, and takes nothing away.
    const since = Math.max(0, now - this.#at);
    this.#tokens = Math.min(burst, this.#tokens + since / interval);
    this.#at = now;
    const missing = Math.min(count, burst) - this.#tokens;
    return missing > 0 ? missing * interval : 0;
  }

  /** Takes `count` tokens and returns 0; when they are not there takes none and returns the ms {@link wait} does. */
  take(rate: Rate, now: number, count = 1): number {
    const wait = this.wait(rate, now, count);
    if (wait === 0) this.spend(count);
    return wait;
  }

  /** Takes `count` tokens, for which {@link wait} has just returned 0. */
  spend(count: number): void {
    this.#tokens -= count;
  }

  /** The ms until it is as a new one would be, and need not be kept. */
  untilFull({ burst, interval }: Rate, now: number): number {
    const tokens = this.#tokens + (now - this.#at) / interval;
    return tokens >= burst ? 0 : (burst - tokens) * interval;
  }
}
