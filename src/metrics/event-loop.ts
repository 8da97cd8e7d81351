import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/** How often the event loop is to come round, ms; what it takes longer is its delay. */
const RESOLUTION = 20;

/** What is told is of the last one to two of these, ms. */
const WINDOW = 60_000;

/** Percentiles of the delay, seconds. */
export type Delays = Readonly<Record<50 | 90 | 99 | 100, number>>;

/** Of the time from one round of the event loop to the next, ns. */
export type Histogram = Pick<IntervalHistogram, "percentile" | "reset" | "disable">;

/** Calls back every so many ms; what it returns ends that. */
export type Every = (callback: () => void, ms: number) => () => void;

/**
 * Watches how late the event loop is, from now until it is stopped. It tells of the last one to two minutes, whoever asks
 * and however often: two histograms run, begun anew in turns, and the one that has run for longer is read.
 */
export class EventLoopDelay {
  readonly #takeBack: () => void;
  #longer: Histogram;
  #shorter: Histogram;

  constructor(every: Every = ofTheProcess, begin: () => Histogram = started) {
    this.#longer = begin();
    this.#shorter = begin();
    this.#takeBack = every(() => this.#turn(), WINDOW);
  }

  /** Over the last one to two minutes, or since the start. */
  get delays(): Delays {
    const at = (percentile: number) => delayAt(this.#longer, percentile);
    return { 50: at(50), 90: at(90), 99: at(99), 100: at(100) };
  }

  stop(): void {
    this.#takeBack();
    this.#longer.disable();
    this.#shorter.disable();
  }

  #turn(): void {
    [this.#longer, this.#shorter] = [this.#shorter, this.#longer];
    this.#shorter.reset();
  }
}

/** Keeps no process alive. */
const ofTheProcess: Every = (callback, ms) => {
  const timer = setInterval(callback, ms).unref();
  return () => clearInterval(timer);
};

function started(): Histogram {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  return histogram;
}

/** Node measures from one round to the next, in ns. */
const delayAt = (histogram: Histogram, percentile: number): number =>
  Math.max(0, histogram.percentile(percentile) / 1e9 - RESOLUTION / 1000);
