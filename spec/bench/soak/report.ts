import { cpus } from "node:os";
import { aligned } from "../aligned.ts";
import type { Probe } from "./probe.ts";
import type { TrafficCounts } from "./traffic.ts";

export interface Sample extends Probe {
  readonly phase: "start" | "connects" | "traffic" | "end";
  /** Connections made, or things said, in this phase. */
  readonly done: number;
  /** Since the beginning. */
  readonly seconds: number;
}

const HEAD = ["phase", "done", "seconds", "heap MB", "RSS MB", "open", "away", "actors", "timers"];

/** Growth that counts as none: what V8 itself gains and loses between two collections, bytes. */
const NOISE = { perConnect: 2, perSecond: 2000 };

/** The report as Markdown, and whether everything holds. */
export function soakReport(
  samples: readonly Sample[],
  counts: TrafficCounts,
  now: Date,
): { text: string; passed: boolean } {
  const of = (phase: Sample["phase"]) => samples.filter((sample) => sample.phase === phase);
  const perConnect = slope(of("connects").map(({ done, heap }) => [done, heap]));
  const perSecond = slope(of("traffic").map(({ seconds, heap }) => [seconds, heap]));
  const last = samples.at(-1);
  const left =
    last === undefined
      ? "?"
      : `${last.open} open, ${last.away} away, ${last.actors} actor, ${last.timers} timers`;
  const complaints = last?.complaints ?? -1;
  const verdicts = [
    [perConnect < NOISE.perConnect, `heap per connect and disconnect: ${perConnect.toFixed(2)} bytes`],
    [perSecond < NOISE.perSecond, `heap per second of traffic: ${perSecond.toFixed(0)} bytes`],
    [left === "0 open, 0 away, 1 actor, 0 timers", `left in the end: ${left} (the one is the chatroom)`],
    [counts.problems.length === 0, `lost, doubled or out of order: ${counts.problems.length}`],
    [complaints === 0, `lines logged as warnings or errors: ${complaints}`],
  ] as const;
  const mb = (bytes: number) => (bytes / 1e6).toFixed(2);
  const rows = samples.map(({ phase, done, seconds, heap, resident, open, away, actors, timers }) =>
    [phase, done, seconds.toFixed(0), mb(heap), mb(resident), open, away, actors, timers].map(String),
  );
  const text = [
    "# Soak",
    "",
    `Written by \`npm run soak\` on ${now.toISOString().slice(0, 10)}; Node ${process.versions.node}, ${cpus().length} cores. The heap is read after`,
    "full collections, and each count of connections some seconds later, when nobody is expected back any more.",
    "",
    ...verdicts.map(([holds, what]) => `- ${holds ? "holds" : "FAILS"} · ${what}`),
    "",
    `Said in pairs and in the chatroom: ${counts.said}; heard: ${counts.heard}; sockets cut meanwhile: ${counts.cuts}.`,
    "",
    aligned([HEAD, ...rows], 1),
    "",
    ...counts.problems.slice(0, 20),
  ].join("\n");
  return { text, passed: verdicts.every(([holds]) => holds) };
}

/** Of the line that fits best (least squares). */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
