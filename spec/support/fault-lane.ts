import type { Socket } from "node:net";
import { Conditions } from "./conditions.ts";
import { CALM, type FaultClock, type Faults, LANE_BOUND, TICK } from "./faults.ts";

/** Something on its way; no bytes stand for the sender's FIN. */
interface Parcel {
  bytes: Buffer;
  ripe: boolean;
}

/** One direction of one connection: reads from one socket, and writes to another what the faults let through. */
export class FaultLane {
  /** Bytes that came, that have been handed to the kernel again, and that were swallowed. */
  readonly counts = { received: 0, forwarded: 0, swallowed: 0 };
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #clock: FaultClock;
  readonly #conditions = new Conditions();
  readonly #timers = new Set<number>();
  #faults = CALM;
  #queue: Parcel[] = [];
  #queued = 0;
  /** Bytes that may still go on in this tick. */
  #allowance = Infinity;
  #ticking = false;
  #writing = false;
  #ended = false;
  #stop = { at: Infinity, reached: () => {} };

  constructor(source: Socket, sink: Socket, clock: FaultClock) {
    this.#source = source;
    this.#sink = sink;
    this.#clock = clock;
    source.on("data", (chunk: Buffer) => this.#take(chunk));
    source.on("end", () => this.#enqueue(Buffer.alloc(0)));
  }

  get faults(): Faults {
    return this.#faults;
  }

  /** Changes the named faults and leaves the others. */
  set(faults: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...faults };
    if (faults.throttle !== undefined) this.#allowance = faults.throttle;
    if (this.#faults.blackhole) this.#swallowQueue();
    this.#pump();
  }

  /** Lets no byte beyond the first `at` of this connection through; once those have gone on, calls `reached`. */
  stopAt(at: number, reached: () => void): void {
    this.#stop = { at, reached };
    if (this.counts.forwarded >= at) reached();
  }

  /** Sends the FIN after what is on its way already; what comes later is swallowed. */
  end(): void {
    if (!this.#ended) this.#enqueue(Buffer.alloc(0));
    this.#ended = true;
  }

  /** Forgets what is on its way, and every timer. */
  dispose(): void {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
    this.#ended = true;
    this.#swallowQueue();
  }

  /** Resolves when one of the {@link counts} has come to `bytes`. */
  until(count: keyof FaultLane["counts"], bytes: number): Promise<void> {
    const holds = () => this.counts[count] >= bytes;
    return this.#conditions.until(
      holds,
      () => `waited in vain for ${bytes} bytes ${count}: ${JSON.stringify(this.counts)}`,
    );
  }

  #take(chunk: Buffer): void {
    this.counts.received += chunk.length;
    if (this.#ended) this.counts.swallowed += chunk.length;
    else this.#enqueue(chunk);
    this.#conditions.check();
  }

  #enqueue(bytes: Buffer): void {
    const parcel: Parcel = { bytes, ripe: this.#faults.latency === 0 };
    this.#queue.push(parcel);
    this.#queued += bytes.length;
    if (this.#faults.blackhole) this.#swallowQueue();
    else if (!parcel.ripe) {
      this.#after(this.#faults.latency, () => {
        parcel.ripe = true;
      });
    }
    if (this.#queued > LANE_BOUND) this.#source.pause();
    this.#pump();
  }

  #swallowQueue(): void {
    this.counts.swallowed += this.#queued;
    this.#queue = [];
    this.#queued = 0;
    this.#source.resume();
  }

  /** Writes one piece, and goes on when the kernel has taken it. */
  #pump(): void {
    const parcel = this.#queue[0];
    if (this.#writing || this.#faults.hold || !parcel?.ripe) return;
    if (parcel.bytes.length === 0) {
      this.#queue.shift();
      this.#ended = true;
      this.#sink.end();
      return;
    }
    const { pieces, throttle } = this.#faults;
    const size = Math.min(
      parcel.bytes.length,
      pieces?.() ?? Infinity,
      this.#allowance,
      this.#stop.at - this.counts.forwarded,
    );
    if (size < 1) return;
    this.#writing = true;
    this.#sink.write(this.#split(parcel, size), () => this.#written(size));
    if (throttle !== Infinity) this.#spend(size);
  }

  #split(parcel: Parcel, size: number): Buffer {
    const piece = parcel.bytes.subarray(0, size);
    parcel.bytes = parcel.bytes.subarray(size);
    if (parcel.bytes.length === 0) this.#queue.shift();
    this.#queued -= size;
    if (this.#queued <= LANE_BOUND) this.#source.resume();
    return piece;
  }

  #written(size: number): void {
    this.#writing = false;
    this.counts.forwarded += size;
    this.#conditions.check();
    if (this.counts.forwarded === this.#stop.at) this.#stop.reached();
    // The next turn of the event loop begins between the two, and lets a reader in this process see each piece.
    else if (this.#faults.pieces !== undefined) setImmediate(() => setImmediate(() => this.#pump()));
    else this.#pump();
  }

  #spend(size: number): void {
    this.#allowance -= size;
    if (this.#ticking) return;
    this.#ticking = true;
    this.#after(TICK, () => {
      this.#ticking = false;
      this.#allowance = this.#faults.throttle;
    });
  }

  #after(ms: number, change: () => void): void {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      change();
      this.#pump();
    }, ms);
    this.#timers.add(timer);
  }
}
