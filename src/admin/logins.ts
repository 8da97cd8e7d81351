import { randomBytes } from "node:crypto";
import type { World } from "../population.ts";

/** How long a login lasts, ms. */
export const LASTS = 12 * 3_600_000;

/** More than so many are not kept; then the oldest ends. */
const MAX_LOGINS = 64;

export type Clock = Pick<World["clock"], "setTimeout" | "clearTimeout">;

/** Calls `ended` once: when it is over, or at once where it is over already. The answer takes that back. */
export type WhenEnded = (ended: () => void) => () => void;

export const NEVER: WhenEnded = () => () => {};

interface Login {
  readonly timer: unknown;
  /** Each is told once when it ends. */
  readonly ended: Set<() => void>;
}

/** Browsers that have shown the token, by an id that they keep in a cookie. Nothing of it outlives the relay. */
export class Logins {
  readonly #clock: Clock;
  /** The first to end first. */
  readonly #logins = new Map<string, Login>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new login's id: 256 random bits in base64url. */
  begin(): string {
    const [oldest] = this.#logins.keys();
    if (oldest !== undefined && this.#logins.size >= MAX_LOGINS) this.end(oldest);
    const id = randomBytes(32).toString("base64url");
    const timer = this.#clock.setTimeout(() => this.end(id), LASTS);
    this.#logins.set(id, { timer, ended: new Set() });
    return id;
  }

  has(id: string): boolean {
    return this.#logins.has(id);
  }

  /** As {@link WhenEnded}. */
  whenEnded(id: string, ended: () => void): () => void {
    const login = this.#logins.get(id);
    if (login === undefined) ended();
    login?.ended.add(ended);
    return () => void login?.ended.delete(ended);
  }

  end(id: string): void {
    const login = this.#logins.get(id);
    if (login === undefined) return;
    this.#logins.delete(id);
    this.#clock.clearTimeout(login.timer);
    for (const ended of login.ended) ended();
  }

  /** No timer is left. */
  stop(): void {
    for (const { timer } of this.#logins.values()) this.#clock.clearTimeout(timer);
    this.#logins.clear();
  }
}
