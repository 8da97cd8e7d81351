/** What a {@link History} keeps at the most. */
export interface Bounds {
  readonly entries: number;
  /** UTF-8. */
  readonly bytes: number;
}

interface Sized {
  /** UTF-8. */
  readonly bytes: number;
}

/** The end of a stream: its newest entries, numbered from 1 on, as many as its bounds allow. */
export class History<Entry extends Sized> {
  readonly #bounds: Bounds;
  /** From `#head` on; what is before it has been forgotten. */
  #entries: (Entry | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #last = 0;
  #forgotten: Entry | undefined;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** The number of the newest entry, 0 before there was one. */
  get last(): number {
    return this.#last;
  }

  /** The number of the oldest that is kept, or of the next to come when none is. */
  get first(): number {
    return this.#last - this.size + 1;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** Of all that is kept, UTF-8. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The newest of those that are kept no longer. */
  get forgotten(): Entry | undefined {
    return this.#forgotten;
  }

  add(entry: Entry): void {
    this.#last++;
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
    while (this.size > this.#bounds.entries || this.#bytes > this.#bounds.bytes) this.#forgetOldest();
  }

  get(number: number): Entry | undefined {
    return number < this.first ? undefined : this.#entries[this.#head + number - this.first];
  }

  /** Forgets everything up to `number`. */
  forget(number: number): void {
    while (this.size > 0 && this.first <= number) this.#forgetOldest();
  }

  /** Forgets the oldest as long as they are `stale`. */
  forgetWhile(stale: (entry: Entry) => boolean): void {
    for (;;) {
      const oldest = this.#entries[this.#head];
      if (oldest === undefined || !stale(oldest)) return;
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    const oldest = this.#entries[this.#head];
    if (oldest === undefined) return;
    this.#bytes -= oldest.bytes;
    this.#forgotten = oldest;
    this.#entries[this.#head++] = undefined;
    // Moved up now and then, so that each entry is moved but once.
    if (this.#head * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}
