import { monitorEventLoopDelay } from "node:perf_hooks";

/** How often the event loop is to come round, ms; what it takes longer is its delay. */
const RESOLUTION = 20;

/** Quantiles of the delay, seconds, by their names. */
export type Delays = Readonly<Record<"0.5" | "0.9" | "0.99" | "1", number>>;

/** Watches how late the event loop is, from now until it is stopped. */
export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION });

  constructor() {
    this.#histogram.enable();
  }

  /** Since the last look, or the start. */
  take(): Delays {
    const delays = { "0.5": this.#at(50), "0.9": this.#at(90), "0.99": this.#at(99), "1": this.#at(100) };
    this.#histogram.reset();
    return delays;
  }

  stop(): void {
    this.#histogram.disable();
  }

  /** Node measures from one round to the next, in ns. */
  #at(percentile: number): number {
    return Math.max(0, this.#histogram.percentile(percentile) / 1e9 - RESOLUTION / 1000);
  }
}
