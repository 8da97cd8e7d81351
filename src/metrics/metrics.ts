import { Registry } from "prom-client";
import type { Config } from "../../config/settings.ts";
import type { Hub } from "../hub.ts";
import type { Population } from "../population.ts";
import { availableMemory, processFacts } from "../process-facts.ts";
import { packageVersion } from "../version.ts";
import { actorCounts, census, heldBytes } from "./census.ts";
import type { Counters, Traffic } from "./counters.ts";
import { EventLoopDelay } from "./event-loop.ts";
import { addCounter, addGauge, plainReading, type Reading, readings } from "./registry.ts";

export interface MetricsSources {
  readonly hub: Pick<Hub, "open" | "people" | "greeting">;
  readonly population: Pick<Population, "bus">;
  readonly counters: Counters;
  readonly config: Pick<Config, "maxConnections">;
  /** Which edge accepts the sockets; undefined until one does. */
  readonly edge: () => string | undefined;
}

/** What `/metrics` answers. */
export interface Metrics {
  readonly contentType: string;
  /** Looks at everything now, and writes it in Prometheus' text format 0.0.4. */
  text(): Promise<string>;
  stop(): void;
}

/** Everything that the relay measures, in a registry of its own. Nobody is named: labels are words of this program. */
export function startMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const delay = new EventLoopDelay();
  addPeople(registry, sources);
  addTraffic(registry, sources.counters.traffic);
  addEvents(registry, sources.counters);
  addProcess(registry, delay, sources.edge);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    stop: () => delay.stop(),
  };
}

function addPeople(registry: Registry, { hub, population, config }: MetricsSources): void {
  addGauge(registry, {
    name: "connections",
    help: "Connections by dialect and by where they are; away: without a socket and expected back; greeting: no hello yet.",
    labels: ["dialect", "state"],
    read: () =>
      Object.entries(census(hub)).flatMap(([dialect, states]) =>
        Object.entries(states).map(([state, count]): Reading => [{ dialect, state }, count]),
      ),
  });
  addGauge(registry, {
    name: "sockets",
    help: "Open WebSockets.",
    labels: [],
    read: () => plainReading(hub.open),
  });
  addGauge(registry, {
    name: "max_connections",
    help: "WebSockets that may be open, by maxConnections and by how many files may be; absent where any number may.",
    labels: [],
    read: () => (config.maxConnections === 0 ? [] : plainReading(config.maxConnections)),
  });
  addGauge(registry, {
    name: "outbox_bytes",
    help: "Bytes held for people; unsent: not yet taken from sockets; away: kept for those who are away, the chatroom's common part aside.",
    labels: ["held"],
    read: () => readings("held", heldBytes(hub)),
  });
  addGauge(registry, {
    name: "actors",
    help: "Living actors by their statechart.",
    labels: ["machine"],
    read: () => readings("machine", actorCounts(population.bus)),
  });
}

function addTraffic(registry: Registry, traffic: Counters["traffic"]): void {
  const addByDialect = (name: string, help: string, key: keyof Traffic) =>
    addCounter(registry, {
      name,
      help,
      labels: ["dialect"],
      read: () => Object.entries(traffic).map(([dialect, counts]) => [{ dialect }, counts[key]]),
    });
  addByDialect("messages_received_total", "Frames from clients, also those that were refused.", "received");
  addByDialect("received_bytes_total", "Bytes of the frames from clients.", "receivedBytes");
  addByDialect(
    "messages_sent_total",
    "Frames handed to sockets; one of the chatroom counts for each socket that hears it.",
    "sent",
  );
}

function addEvents(registry: Registry, counters: Counters): void {
  addCounter(registry, {
    name: "drops_total",
    help: "What was not served: frames, joins, sockets that were closed, handshakes that were refused (malformed ones aside).",
    labels: ["reason"],
    read: () => readings("reason", counters.drops),
  });
  addCounter(registry, {
    name: "invitations_total",
    help: "What became of invitations; refused: nobody has the code, or its person is busy; gone: one of the two went.",
    labels: ["outcome"],
    read: () => readings("outcome", counters.invitations),
  });
  addCounter(registry, {
    name: "calls_total",
    help: "Calls that rang: signals start handed to a partner. What becomes of a call is between the two.",
    labels: [],
    read: () => plainReading(counters.calls),
  });
  addCounter(registry, {
    name: "resumes_total",
    help: "Sessions that clients wanted to go on with.",
    labels: ["outcome"],
    read: () => readings("outcome", counters.resumes),
  });
}

interface ProcessLimits {
  readonly openFiles: number | undefined;
  readonly memory: number;
}

function addProcess(registry: Registry, delay: EventLoopDelay, edge: MetricsSources["edge"]): void {
  addGauge(registry, {
    name: "event_loop_delay_seconds",
    help: "How late the event loop came round in the last one to two minutes, whoever scrapes; percentile 100 is the longest.",
    labels: ["percentile"],
    read: () => readings("percentile", delay.delays),
  });
  addCounter(registry, {
    name: "process_cpu_seconds_total",
    help: "CPU time of the process.",
    labels: ["mode"],
    read: () => {
      const { user, system } = process.cpuUsage();
      return readings("mode", { user: user / 1e6, system: system / 1e6 });
    },
  });
  addGauge(registry, {
    name: "process_memory_bytes",
    help: "Memory of the process.",
    labels: ["kind"],
    read: () => {
      const { rss, heapUsed, external } = process.memoryUsage();
      return readings("kind", { rss, heap_used: heapUsed, external });
    },
  });
  let limits: ProcessLimits | undefined;
  const limit = (name: string, help: string, key: keyof ProcessLimits) =>
    addGauge(registry, {
      name,
      help,
      labels: [],
      // Both stay as they are while the process lives, and asking takes some ms.
      read: () => {
        limits ??= { openFiles: processFacts().openFiles, memory: availableMemory() };
        const value = limits[key];
        return value === undefined ? [] : plainReading(value);
      },
    });
  limit("process_max_open_files", "Files and sockets that the process may have open.", "openFiles");
  limit("process_max_memory_bytes", "Memory that the process may use.", "memory");
  addGauge(registry, {
    name: "process_start_time_seconds",
    help: "When the process started, in seconds since the Unix epoch.",
    labels: [],
    read: () => plainReading(performance.timeOrigin / 1000),
  });
  const version = packageVersion();
  addGauge(registry, {
    name: "build_info",
    help: "Always 1; which Parley this is.",
    labels: ["version", "edge"],
    read: () => [[{ version, edge: edge() ?? "none" }, 1]],
  });
}
