import { Conditions } from "./conditions.ts";

/** What happened, in order, as words; tests compare {@link all} or wait {@link until} something has happened. */
export class EventLog {
  readonly all: string[] = [];
  readonly #conditions = new Conditions();

  add(event: string): void {
    this.all.push(event);
    this.#conditions.check();
  }

  /** How often `event` has happened; a prefix such as `closed` counts `closed 1000` too. */
  count(event: string): number {
    return this.all.filter((entry) => entry === event || entry.startsWith(`${event} `)).length;
  }

  /** Resolves when `event`, counted as by {@link count}, has happened `times`. */
  until(event: string, times = 1): Promise<void> {
    return this.#conditions.until(
      () => this.count(event) >= times,
      () => `waited in vain for "${event}"; happened so far: ${this.all.join(", ") || "nothing"}`,
    );
  }
}
