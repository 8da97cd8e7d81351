import { aligned } from "../aligned.ts";
import { valueAt } from "../stats.ts";
import type { Left, Looked } from "./messages.ts";
import type { PageFigures } from "./page.ts";

/** One phase with the inspector closed and one with it open; µs of the relay's CPU for each delivery. */
export interface Round {
  readonly closed: number;
  readonly open: number;
  readonly looked: Looked;
  readonly left: Left;
}

interface Results {
  readonly idle: number;
  readonly pairs: number;
  readonly measured: readonly Round[];
  /** The same with the watched pair as fast as the others. */
  readonly fast: number;
  readonly flood: Left;
  readonly page: PageFigures;
  readonly date: Date;
}

/** How much more a delivery may cost those who are not watched. */
const BUDGET = 1.05;
/** What an index of ten thousand may take, ms. */
const SCAN = 25;

export function inspectorReport(
  { idle, pairs, measured, fast, flood, page, date }: Results,
  median: (values: number[]) => number,
): { readonly text: string; readonly passed: boolean } {
  const ratio = median(measured.map(({ open, closed }) => open / closed));
  const scan = median(measured.map(({ looked }) => looked.scan));
  const closed = median(measured.map((round) => round.closed));
  const isAttached = measured.some(({ left }) => left.isAttached) || flood.isAttached;
  const seen = measured.at(-1)?.left;
  const mean = ({ characters, batches }: Left) => Math.round(characters / Math.max(1, batches));
  const passed = ratio <= BUDGET && scan <= SCAN && !isAttached;
  const verdict = (good: boolean) => (good ? "met" : "**missed**");
  const table = aligned(
    [
      ["what", "figure", "budget"],
      [
        "relay's CPU for each delivery, open ÷ closed",
        ratio.toFixed(3),
        `≤ ${BUDGET}, ${verdict(ratio <= BUDGET)}`,
      ],
      [
        `an index of ${measured[0]?.looked.actors ?? 0} actors, ms`,
        scan.toFixed(1),
        `≤ ${SCAN}, ${verdict(scan <= SCAN)}`,
      ],
      ["attached after the last viewer", isAttached ? "yes" : "nothing", `nothing, ${verdict(!isAttached)}`],
      [
        "characters of a batch, the watched pair talking as people do",
        String(seen === undefined ? 0 : mean(seen)),
        "",
      ],
      ["the same, the pair as fast as it can", String(mean(flood)), ""],
      ["events of that told, and missed", `${flood.events}, ${flood.missed}`, ""],
      ["CPU for each delivery then ÷ closed", (fast / closed).toFixed(3), ""],
      ["in Chromium: opening the page until the first 100 actors are there, ms", page.first.toFixed(0), ""],
      ["the next 100, ms", page.next.toFixed(0), ""],
      ["a code until its row alone is there, ms", page.found.toFixed(0), ""],
      ["choosing it until its chart is laid out and drawn, ms", page.drawn.toFixed(0), ""],
      [
        "frames while its pair is as fast as it can: median, 95 %, longest, ms",
        [0.5, 0.95, 1].map((share) => valueAt(page.frames, share).toFixed(0)).join(", "),
        "",
      ],
    ],
    1,
  );
  const text = `# What the inspector costs

Made by \`npm run bench:inspector\` on ${date.toISOString().slice(0, 10)}: one relay, ${idle} silent connections, ${pairs - 1} pairs in a
closed loop, and one that is watched. The load comes from another process; ${measured.length} phases with the inspector closed and as many
with it open take turns, and the figures are medians.

${table}
`;
  return { text, passed };
}
