/** `burst` at once, and from then on one every `interval` ms. */
export interface Rate {
  readonly burst: number;
  readonly interval: number;
}

/** A bucket of tokens, full at first. It has no timer: what has come in since is counted when somebody asks. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor({ burst }: Rate, now: number) {
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes a token at `now`, ms, and returns 0; from an empty bucket takes none and returns the ms until there is one. */
  take({ burst, interval }: Rate, now: number): number {
    // A clock that was set back brings nothing, and takes nothing away.
    const since = Math.max(0, now - this.#at);
    this.#tokens = Math.min(burst, this.#tokens + since / interval);
    this.#at = now;
    if (this.#tokens < 1) return (1 - this.#tokens) * interval;
    this.#tokens--;
    return 0;
  }

  /** Whether it is as a new one would be, and need not be kept. */
  isFull({ burst, interval }: Rate, now: number): boolean {
    return this.#tokens + (now - this.#at) / interval >= burst;
  }
}
