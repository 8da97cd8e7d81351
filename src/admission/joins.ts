import { type ErrorMessage, errorMessage } from "../../actors/protocol/errors.ts";
import type { Config } from "../../config/settings.ts";
import { AddressBuckets, perAddress } from "./address-buckets.ts";
import { Guesses } from "./guesses.ts";
import { type Rate, TokenBucket } from "./token-bucket.ts";

type Limits = Pick<Config, "invitationsPerAddress" | "missesPerAddress">;

/** Who may ask to be paired, by the address they come from; an address is as {@link Admission.source} has it. */
export class Joins {
  readonly #invitations: AddressBuckets;
  readonly #guesses: Guesses;
  readonly now: () => number;

  constructor({ invitationsPerAddress, missesPerAddress }: Limits, now: () => number) {
    this.#invitations = new AddressBuckets(perAddress(invitationsPerAddress));
    this.#guesses = new Guesses(missesPerAddress, now);
    this.now = now;
  }

  /** Counts a `join` from `source`; the answer to one that may not be. `id` is the client's number for it. */
  refusal(source: string, id?: number): ErrorMessage | undefined {
    const tooMany = this.#invitations.count(source, this.now());
    if (tooMany > 0) return refuse("too-many-invitations", tooMany, id);
    const tooWrong = this.#guesses.wait(source);
    return tooWrong > 0 ? refuse("too-many-tries", tooWrong, id) : undefined;
  }

  /** A `join` from `source` was answered with `invalid-or-busy`. */
  missed(source: string): void {
    this.#guesses.missed(source);
  }
}

/** How often one connection is refused before it is closed. */
const PATIENCE: Rate = { burst: 10, interval: 10_000 };

/** What one connection asked of {@link Joins}. Few ask at all, so there is one only once it is needed. */
export class Joiner {
  readonly #joins: Joins;
  readonly #source: string;
  readonly #refused: TokenBucket;

  constructor(joins: Joins, source: string) {
    this.#joins = joins;
    this.#source = source;
    this.#refused = new TokenBucket(PATIENCE, joins.now());
  }

  /** Counts a `join`: the answer to one that may not be, or `abuse` from somebody who does not stop. */
  refusal(id?: number): ErrorMessage | "abuse" | undefined {
    const refusal = this.#joins.refusal(this.#source, id);
    if (refusal === undefined || this.#refused.take(PATIENCE, this.#joins.now()) === 0) return refusal;
    return "abuse";
  }
}

function refuse(code: "too-many-invitations" | "too-many-tries", wait: number, id?: number): ErrorMessage {
  return errorMessage(code, { re: "join", id, retryAfter: Math.ceil(wait) });
}
