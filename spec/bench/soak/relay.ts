/** A relay with its limits per address lifted, that tells how it is when asked. Started with `--expose-gc`. */
import { loadConfig } from "../../../config/load.ts";
import { createLog } from "../../../src/log.ts";
import { startRelay } from "../../../src/relay.ts";
import { PROBE, type Probe } from "./probe.ts";

/** Counts the timers that are set. */
class CountingClock {
  readonly #set = new Set<NodeJS.Timeout>();

  get size(): number {
    return this.#set.size;
  }

  setTimeout(callback: () => void, ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#set.delete(timer);
      callback();
    }, ms);
    this.#set.add(timer);
    return timer;
  }

  clearTimeout(timer: NodeJS.Timeout): void {
    this.#set.delete(timer);
    clearTimeout(timer);
  }
}

const loaded = loadConfig({
  flags: { ...flags(process.argv.slice(2)), port: "0", adminPort: "-1", logLevel: "warn", logFormat: "json" },
  env: {},
  readFile: () => "{}",
});
if (!loaded.ok) throw new Error(loaded.problems.join(" "));

let complaints = 0;
const write = (line: string) => {
  complaints++;
  process.stderr.write(line);
};
const clock = new CountingClock();
const log = createLog(loaded.config, { isTerminal: false, write });
const relay = await startRelay(loaded.config, log, { world: { clock } });

process.on("message", (message) => {
  if (message === PROBE) process.send?.(probe());
});
process.send?.({ port: relay.port });

function probe(): Probe {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const actors = relay.population.bus.actors().size;
  return {
    heap: heapUsed,
    resident: rss,
    open: relay.open,
    away: relay.away,
    actors,
    timers: clock.size,
    complaints,
  };
}

/** `key=value` as the loader takes flags. */
function flags(args: readonly string[]): Record<string, string> {
  return Object.fromEntries(args.map((arg) => arg.split("=", 2) as [string, string]));
}
