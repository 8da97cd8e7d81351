/** What the harness asks of a driver, and what a driver answers. Times are in milliseconds. */
import type { DialectName } from "./driver/dialect.ts";

/** A closed loop is measured once for each window, on the same connections. */
export type Load =
  | { readonly kind: "pairs"; readonly connections: number; readonly windows: readonly number[] }
  | {
      readonly kind: "room";
      readonly members: number;
      readonly senders: number;
      readonly windows: readonly number[];
    }
  | { readonly kind: "accept"; readonly connections: number; readonly concurrency: number }
  | { readonly kind: "idle"; readonly connections: number };

export type LoadOf<Kind extends Load["kind"]> = Extract<Load, { readonly kind: Kind }>;

export interface Pace {
  readonly warmUp: number;
  readonly duration: number;
  /** How long the idle scenario lets things settle before it reads the memory. */
  readonly settle: number;
}

export interface Job {
  readonly load: Load;
  readonly pace: Pace;
  readonly dialect: DialectName;
  readonly port: number;
  /** The server's process, whose CPU time and memory are read. */
  readonly pid: number;
}

/** One measured interval. `events` are deliveries, or accepted connections. */
export interface Flow {
  readonly kind: "flow";
  readonly name: string;
  readonly events: number;
  readonly seconds: number;
  readonly serverCpuMicroseconds: number;
  readonly driverCpuMicroseconds: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Memory {
  readonly kind: "memory";
  readonly name: string;
  readonly connections: number;
  readonly bytesPerConnection: number;
}

export type Measurement = Flow | Memory;

export type DriverRequest =
  | { readonly type: "guard"; readonly pid: number }
  | { readonly type: "job"; readonly job: Job };

export type DriverReply =
  | { readonly type: "done"; readonly measurements: readonly Measurement[] }
  | { readonly type: "failed"; readonly reason: string };
