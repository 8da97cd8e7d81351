/** What holds frames back until the end of a turn; see {@link Turn}. */
export interface Outbox {
  /** Whether its person hears the chatroom. */
  readonly inRoom: boolean;
  /** Writes what is waiting, if anything still is. */
  flush(): void;
}

/**
 * One turn of the event loop: the frames that its events lead to are held back per socket and written together
 * under one cork. The order in which one person hears things is kept.
 */
export class Turn {
  readonly #atEnd: (flush: () => void) => void;
  #waiting: Outbox[] = [];

  /** `atEnd` runs its argument once, after the turn's events have been handled. */
  constructor(atEnd: (flush: () => void) => void = setImmediate) {
    this.#atEnd = atEnd;
  }

  /** `outbox` has something to write now, and had nothing before. */
  wait(outbox: Outbox): void {
    this.#waiting.push(outbox);
    if (this.#waiting.length === 1) this.#atEnd(this.#end);
  }

  /** Before a publish: a member must not hear the room first and then what they were told before it. */
  flushMembers(): void {
    for (const outbox of this.#waiting) if (outbox.inRoom) outbox.flush();
  }

  readonly #end = (): void => {
    const outboxes = this.#waiting;
    this.#waiting = [];
    for (const outbox of outboxes) outbox.flush();
  };
}
