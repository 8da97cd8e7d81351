import type { Frame } from "./wire.ts";

interface Told {
  readonly frame: Frame;
  /** Whether it comes again when it was lost on the way: a welcome is no part of a stream. */
  readonly isKept: boolean;
}

/** What one person of the model is told: what their client has read, what is on its way, and what waits for it. */
export class Hearing {
  /** Whether their client has ever read a welcome: without one it can't come back. */
  isGreeted = false;
  #read: Frame[] = [];
  #unread: Told[] = [];
  /** While they are away. */
  #missed: Frame[] | undefined;

  tell(frame: Frame, isKept = true): void {
    if (this.#missed === undefined) this.#unread.push({ frame, isKept });
    else this.#missed.push(frame);
  }

  /** Their client reads everything that is on its way. */
  read(): Frame[] {
    const unread = this.#unread;
    this.#unread = [];
    this.isGreeted ||= unread.length > 0;
    this.#read.push(...unread.filter(({ isKept }) => isKept).map(({ frame }) => frame));
    return unread.map(({ frame }) => frame);
  }

  /** Their client says that it has everything that it has read: that can't be lost any more. */
  ack(): void {
    this.#read = [];
  }

  /** The socket is gone, and with it what was on its way and the last `lost` that were read; so many were lost. */
  cut(lost: number): number {
    const gone = this.#read.splice(Math.max(0, this.#read.length - lost));
    const unread = this.#unread.filter(({ isKept }) => isKept).map(({ frame }) => frame);
    this.#unread = [];
    this.#missed = [...gone, ...unread];
    return gone.length;
  }

  /** Another socket is there: all that was missed comes after `welcome`. */
  resume(welcome: Frame): void {
    const missed = this.#missed ?? [];
    this.#missed = undefined;
    this.tell(welcome, false);
    for (const frame of missed) this.tell(frame);
  }

  /** Nobody reads any more. */
  end(): void {
    this.#unread = [];
    this.#missed = [];
  }
}
