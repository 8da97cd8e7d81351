import type { Link } from "../link.ts";
import type { World } from "../population.ts";

type Clock = World["clock"];

/** How long a client that must say hello may take, ms. */
const HELLO_WITHIN = 10_000;

/** Links on which nobody has said hello yet. */
export class Strangers {
  readonly #timers = new Map<Link, unknown>();
  readonly #clock: Clock;
  readonly #onSilent: (link: Link) => void;

  /** `onSilent` is told of each that has taken too long; it stays until it is removed. */
  constructor(clock: Clock, onSilent: (link: Link) => void) {
    this.#clock = clock;
    this.#onSilent = onSilent;
  }

  get size(): number {
    return this.#timers.size;
  }

  [Symbol.iterator](): IterableIterator<Link> {
    return this.#timers.keys();
  }

  add(link: Link): void {
    this.#timers.set(
      link,
      this.#clock.setTimeout(() => this.#onSilent(link), HELLO_WITHIN),
    );
  }

  /** One that has said hello, or is gone. */
  remove(link: Link): void {
    const timer = this.#timers.get(link);
    if (timer === undefined) return;
    this.#timers.delete(link);
    this.#clock.clearTimeout(timer);
  }
}
