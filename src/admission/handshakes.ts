import { type Rate, TokenBucket } from "./token-bucket.ts";

/** More addresses are not remembered, and whoever was asked for longest ago is forgotten. */
const MAX_ADDRESSES = 50_000;

/** How often each address may ask to connect. Keeps a bucket for those who did lately, a bounded number of them. */
export class Handshakes {
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

  /** Counts a handshake of `address` at `now`, ms: 0 when it may be, otherwise the ms until the next may. */
  count(address: string, now: number): number {
    const bucket = this.#buckets.get(address) ?? new TokenBucket(this.#rate, now);
    this.#buckets.delete(address);
    this.#forget(now);
    this.#buckets.set(address, bucket);
    return bucket.take(this.#rate, now);
  }

  /** Those at the front that are full again, and as many as are too many. */
  #forget(now: number): void {
    for (const [address, bucket] of this.#buckets) {
      if (!bucket.isFull(this.#rate, now) && this.#buckets.size < this.#maxAddresses) return;
      this.#buckets.delete(address);
    }
  }
}
