export interface ModelTimer {
  readonly at: number;
  readonly fire: () => void;
}

/** Timers of the model: those for the same moment go off in the order in which they were set. */
export class ModelClock {
  #now = 0;
  #timers: readonly ModelTimer[] = [];

  after(ms: number, fire: () => void): ModelTimer {
    const timer = { at: this.#now + ms, fire };
    this.#timers = [...this.#timers, timer];
    return timer;
  }

  cancel(timer: ModelTimer | undefined): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }

  pass(ms: number): void {
    this.#now += ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= this.#now);
      const [first] = due.toSorted((a, b) => a.at - b.at);
      if (first === undefined) return;
      this.cancel(first);
      first.fire();
    }
  }
}
