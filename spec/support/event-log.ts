/** Milliseconds a test waits for an event before it fails. Only ever spent by a test that fails. */
const PATIENCE = 5_000;

/** What happened, in order, as words; tests compare {@link all} or wait {@link until} something has happened. */
export class EventLog {
  readonly all: string[] = [];
  readonly #waiting = new Set<() => void>();

  add(event: string): void {
    this.all.push(event);
    for (const check of this.#waiting) check();
  }

  /** How often `event` has happened; a prefix such as `closed` counts `closed 1000` too. */
  count(event: string): number {
    return this.all.filter((entry) => entry === event || entry.startsWith(`${event} `)).length;
  }

  /** Resolves when `event`, counted as by {@link count}, has happened `times`. */
  until(event: string, times = 1): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      const check = () => {
        if (this.count(event) < times) return;
        settle();
        resolve();
      };
      const timer = setTimeout(() => {
        settle();
        reject(
          new Error(`waited in vain for "${event}"; happened so far: ${this.all.join(", ") || "nothing"}`),
        );
      }, PATIENCE);
      this.#waiting.add(check);
      check();
    });
  }
}
