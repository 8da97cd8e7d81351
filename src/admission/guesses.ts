import { AddressBuckets, perAddress } from "./address-buckets.ts";
import { type Rate, TokenBucket } from "./token-bucket.ts";

/** What all addresses together may miss before those who missed are made to wait longer. */
const ALL: Rate = { burst: 1000, interval: 10 };

/**
 * Slows those who guess codes. A miss is a code that nobody has or whose person is busy: the two count alike, so that
 * counting tells no more than the answer does. Each address may miss so often; and when all together have missed too
 * often, whoever missed lately waits until none of it is left to count. Who did not may go on trying, so that nobody
 * can lock out everybody else.
 */
export class Guesses {
  readonly #misses: AddressBuckets;
  readonly #all: TokenBucket;
  readonly #now: () => number;

  constructor(missesPerAddress: number, now: () => number) {
    this.#misses = new AddressBuckets(perAddress(missesPerAddress));
    this.#all = new TokenBucket(ALL, now());
    this.#now = now;
  }

  /** The ms until `source` may try a code; 0 when it may. */
  wait(source: string): number {
    const now = this.#now();
    const areTooMany = this.#all.wait(ALL, now) > 0;
    return areTooMany ? this.#misses.untilFull(source, now) : this.#misses.wait(source, now);
  }

  /** A code that `source` tried was a miss. */
  missed(source: string): void {
    const now = this.#now();
    this.#misses.count(source, now);
    this.#all.take(ALL, now);
  }
}
