import { type Rate, TokenBucket, UNLIMITED } from "./token-bucket.ts";

/** More addresses are not remembered, and whoever did it longest ago is forgotten. */
const MAX_ADDRESSES = 50_000;

/** The time over which the settings of what one address may do count, ms. */
const WINDOW = 10_000;

/** So many in ten seconds; 0 is unlimited. */
export function perAddress(limit: number): Rate {
  return limit === 0 ? UNLIMITED : { burst: limit, interval: WINDOW / limit };
}

/** How often each address may do something. Keeps a bucket for those who did lately, a bounded number of them. */
export class AddressBuckets {
  readonly #rate: Rate;
  readonly #maxAddresses: number;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate, maxAddresses = MAX_ADDRESSES) {
    this.#rate = rate;
    this.#maxAddresses = maxAddresses;
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Counts one more of `address` at `now`, ms: 0 when it may be, otherwise the ms until the next may. */
  count(address: string, now: number): number {
    const bucket = this.#buckets.get(address) ?? new TokenBucket(this.#rate, now);
    this.#buckets.delete(address);
    this.#forget(now);
    this.#buckets.set(address, bucket);
    return bucket.take(this.#rate, now);
  }

  /** What {@link count} would return, without counting. */
  wait(address: string, now: number): number {
    return this.#buckets.get(address)?.wait(this.#rate, now) ?? 0;
  }

  /** The ms until `address` is as one that never did it. */
  untilFull(address: string, now: number): number {
    return this.#buckets.get(address)?.untilFull(this.#rate, now) ?? 0;
  }

  /** Those at the front that are full again, and as many as are too many. */
  #forget(now: number): void {
    for (const [address, bucket] of this.#buckets) {
      if (bucket.untilFull(this.#rate, now) > 0 && this.#buckets.size < this.#maxAddresses) return;
      this.#buckets.delete(address);
    }
  }
}
