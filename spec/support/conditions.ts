/** Milliseconds a test waits for a condition before it fails. Only ever spent by a test that fails. */
const PATIENCE = 20_000;

/** Conditions somebody waits for; whoever changes what they look at calls {@link check}. */
export class Conditions {
  readonly #waiting = new Set<() => void>();

  check(): void {
    for (const check of this.#waiting) check();
  }

  /** Resolves when `holds` does; rejects with `complaint` when it never comes true. */
  until(holds: () => boolean, complaint: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      const check = () => {
        if (!holds()) return;
        settle();
        resolve();
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error(complaint()));
      }, PATIENCE);
      this.#waiting.add(check);
      check();
    });
  }
}
