/** What is measured, at full size and at a size that only shows that everything runs. */
import type { Load, Pace } from "./job.ts";

export interface Scenario {
  /** As `--only` takes it. */
  readonly name: string;
  readonly load: Load;
}

export const FULL: readonly Scenario[] = [
  { name: "pairs-200", load: { kind: "pairs", connections: 200, windows: [4, 1] } },
  { name: "pairs-2000", load: { kind: "pairs", connections: 2000, windows: [4, 1] } },
  { name: "room", load: { kind: "room", members: 1000, senders: 4, windows: [4, 20] } },
  { name: "accept", load: { kind: "accept", connections: 5000, concurrency: 96 } },
  { name: "idle", load: { kind: "idle", connections: 15_000 } },
];

export const QUICK: readonly Scenario[] = [
  { name: "pairs-200", load: { kind: "pairs", connections: 20, windows: [4, 1] } },
  { name: "pairs-2000", load: { kind: "pairs", connections: 100, windows: [4, 1] } },
  { name: "room", load: { kind: "room", members: 50, senders: 4, windows: [4, 20] } },
  { name: "accept", load: { kind: "accept", connections: 200, concurrency: 32 } },
  { name: "idle", load: { kind: "idle", connections: 500 } },
];

export const FULL_PACE: Pace = { warmUp: 1500, duration: 2000, settle: 1000 };
export const QUICK_PACE: Pace = { warmUp: 100, duration: 200, settle: 100 };
