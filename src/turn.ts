/** What holds messages back until the end of a turn; see {@link Turn}. */
export interface Outbox {
  /** Writes all that waits. */
  flush(): void;
}

/**
 * One turn of the event loop. What its events lead to is done when they have all been handled: then a socket's
 * messages leave together under one cork, and the chatroom's together too. Steps are taken in the order in which
 * they were asked for; that is how one person hears things in the order in which they were said.
 */
export class Turn {
  readonly #atEnd: (end: () => void) => void;
  readonly #report: (error: unknown) => void;
  #steps: (Outbox | (() => void))[] = [];

  /**
   * `report` hears of a step that threw: the others are taken all the same, since they are other people's.
   * `atEnd` runs its argument once, after the turn's events have been handled.
   */
  constructor(report: (error: unknown) => void, atEnd: (end: () => void) => void = setImmediate) {
    this.#report = report;
    this.#atEnd = atEnd;
  }

  /** Flushes an outbox, or does anything else, at this place in the order of things. */
  enqueue(step: Outbox | (() => void)): void {
    this.#steps.push(step);
    if (this.#steps.length === 1) this.#atEnd(this.#end);
  }

  /** Takes every step that waits now. */
  finish(): void {
    this.#end();
  }

  readonly #end = (): void => {
    const steps = this.#steps;
    this.#steps = [];
    for (const step of steps) {
      try {
        if (typeof step === "function") step();
        else step.flush();
      } catch (error) {
        this.#report(error);
      }
    }
  };
}
