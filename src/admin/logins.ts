import { randomBytes } from "node:crypto";

/** How long a login lasts, ms. */
export const LASTS = 12 * 3_600_000;

/** More than so many are not kept; then the oldest ends. */
const MAX_LOGINS = 64;

/** Browsers that have shown the token, by an id that they keep in a cookie. Nothing of it outlives the relay. */
export class Logins {
  readonly #now: () => number;
  /** When each ends, the first to end first. */
  readonly #ends = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new login's id: 256 random bits in base64url. */
  begin(): string {
    for (const [id, end] of this.#ends) {
      if (end > this.#now() && this.#ends.size < MAX_LOGINS) break;
      this.#ends.delete(id);
    }
    const id = randomBytes(32).toString("base64url");
    this.#ends.set(id, this.#now() + LASTS);
    return id;
  }

  has(id: string): boolean {
    return (this.#ends.get(id) ?? 0) > this.#now();
  }

  end(id: string): void {
    this.#ends.delete(id);
  }
}
