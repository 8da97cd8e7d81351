/** Counts what happens in an interval, how long each took, and what it cost both processes. */
import type { Flow } from "../job.ts";
import { cpuMicroseconds } from "../proc.ts";

/** Latencies are kept in steps of 10 µs up to 5 s; the last step holds all that took longer. */
const STEP = 0.01;
const STEPS = 500_000;

export class Meter {
  events = 0;
  readonly #latencies = new Uint32Array(STEPS);
  readonly #serverPid: number;

  constructor(serverPid: number) {
    this.#serverPid = serverPid;
  }

  latency(milliseconds: number): void {
    const step = Math.min(STEPS - 1, (milliseconds / STEP) | 0);
    this.#latencies[step] = (this.#latencies[step] ?? 0) + 1;
  }

  /** Measures what happens until `work` is over; forgets all that was counted before. */
  async during(name: string, work: () => Promise<unknown>): Promise<Flow> {
    this.events = 0;
    this.#latencies.fill(0);
    const server = cpuMicroseconds(this.#serverPid);
    const driver = process.cpuUsage();
    const since = performance.now();
    await work();
    const seconds = (performance.now() - since) / 1000;
    const { user, system } = process.cpuUsage(driver);
    return {
      kind: "flow",
      name,
      events: this.events,
      seconds,
      serverCpuMicroseconds: cpuMicroseconds(this.#serverPid) - server,
      driverCpuMicroseconds: user + system,
      p50: this.#percentile(0.5),
      p99: this.#percentile(0.99),
    };
  }

  /** In milliseconds; `NaN` when nothing was recorded. */
  #percentile(share: number): number {
    const total = this.#latencies.reduce((sum, count) => sum + count, 0);
    let seen = 0;
    const step = this.#latencies.findIndex((count) => {
      seen += count;
      return seen >= total * share;
    });
    return total === 0 ? Number.NaN : (step + 1) * STEP;
  }
}
