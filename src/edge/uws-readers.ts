/** Who reads too slowly on uWebSockets.js, which says so of direct frames only, and keeps what it ended. */
import { type OutboxLimit, outboxLimit } from "./limits.ts";

/** Somebody to whom frames are published. */
export interface Reader {
  /** Ends itself when it has too much unsent. */
  endIfSlow(): void;
}

/** Bytes that may be left, in all sockets together, behind goodbyes that nobody reads. */
const MAX_LINGERING = 16 * 1024 * 1024;

/** How much of an outbox may be published until everybody's is looked at. */
const LOOK_AFTER = 1 / 4;

/**
 * All who read from one edge. Publishing happens in native code and nobody hears what it leaves unsent. So now and then,
 * after so many bytes that the looking is cheap beside them, every subscriber is looked at.
 */
export class Readers {
  readonly limit: OutboxLimit;
  /** Seconds; 0 is for ever. */
  readonly #idleTimeout: number;
  readonly #subscribers = new Set<Reader>();
  /** Bytes since the last look. */
  #published = 0;
  #lingering = 0;

  constructor(outboxBytes: number, idleTimeout: number) {
    this.limit = outboxLimit(outboxBytes);
    this.#idleTimeout = idleTimeout;
  }

  add(subscriber: Reader): void {
    this.#subscribers.add(subscriber);
  }

  remove(subscriber: Reader): void {
    this.#subscribers.delete(subscriber);
  }

  /** To be told of each frame that was published, whatever its topic. */
  published(frame: string): void {
    this.#published += Buffer.byteLength(frame);
    if (this.#published < this.limit.bytes * LOOK_AFTER) return;
    this.#published = 0;
    for (const subscriber of this.#subscribers) subscriber.endIfSlow();
  }

  /**
   * Whether a socket with so many bytes unsent may be ended with a goodbye, and else is to be cut. Native code keeps
   * an ended socket, unsent bytes and all, until they are read or the idle timeout is over, and tells nobody about it.
   */
  mayLinger(unsent: number): boolean {
    if (this.#idleTimeout === 0 || this.#lingering + unsent > MAX_LINGERING) return false;
    this.#lingering += unsent;
    const over = () => {
      this.#lingering -= unsent;
    };
    setTimeout(over, this.#idleTimeout * 1000).unref();
    return true;
  }
}
