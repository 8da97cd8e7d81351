/** All that was measured, by measurement, contender and round, and what can be said of it. */
import type { Load, Measurement } from "./job.ts";
import { median } from "./stats.ts";

/** One measurement in the report's units; `NaN` where a scenario does not have the figure. */
export interface Figures {
  /** Deliveries, or accepted connections, a second. */
  readonly rate: number;
  /** Server CPU time in microseconds for each of them. */
  readonly cpu: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time per second of the interval; above 1 when helper threads work too. */
  readonly serverBusy: number;
  readonly driverBusy: number;
  /** Resident bytes per connection. */
  readonly memory: number;
}

export type Figure = keyof Figures;

interface Entry {
  readonly kind: Load["kind"];
  readonly name: string;
  readonly contender: string;
  readonly round: number;
  readonly figures: Figures;
}

export class Book {
  readonly #entries: Entry[] = [];

  add(kind: Load["kind"], contender: string, round: number, measurement: Measurement): void {
    this.#entries.push({ kind, name: measurement.name, contender, round, figures: figuresOf(measurement) });
  }

  /** Names of measurements, in the order they were first made; only those of one kind when it is given. */
  names(kind?: Load["kind"]): string[] {
    const entries = this.#entries.filter((entry) => kind === undefined || entry.kind === kind);
    return [...new Set(entries.map((entry) => entry.name))];
  }

  /** The median over the rounds; `NaN` when it was not measured. */
  median(name: string, contender: string, figure: Figure): number {
    return median(this.#rounds(name, contender).map((entry) => entry.figures[figure]));
  }

  /** The median of each round's own ratio to the other contender in that round. */
  ratio(name: string, contender: string, against: string, figure: Figure): number {
    const others = new Map(this.#rounds(name, against).map((entry) => [entry.round, entry.figures[figure]]));
    return median(
      this.#rounds(name, contender).map(
        (entry) => entry.figures[figure] / (others.get(entry.round) ?? Number.NaN),
      ),
    );
  }

  #rounds(name: string, contender: string): Entry[] {
    return this.#entries.filter((entry) => entry.name === name && entry.contender === contender);
  }
}

function figuresOf(measurement: Measurement): Figures {
  if (measurement.kind === "memory") {
    const none = { rate: NaN, cpu: NaN, p50: NaN, p99: NaN, serverBusy: NaN, driverBusy: NaN };
    return { ...none, memory: measurement.bytesPerConnection };
  }
  const { events, seconds, p50, p99, serverCpuMicroseconds, driverCpuMicroseconds } = measurement;
  return {
    rate: events / seconds,
    cpu: serverCpuMicroseconds / events,
    p50,
    p99,
    serverBusy: serverCpuMicroseconds / 1e6 / seconds,
    driverBusy: driverCpuMicroseconds / 1e6 / seconds,
    memory: Number.NaN,
  };
}
