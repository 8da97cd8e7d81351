import type { ChartCause } from "./chart.ts";

/** `200 ms`, `1.5 s`, `60 s`. */
export const delayWords = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** `after ringFor (60 s)`, `after 200 ms`. */
export function afterWords({ delay, ms }: Extract<ChartCause, { kind: "after" }>): string {
  if (/^\d+$/.test(delay)) return `after ${delayWords(Number(delay))}`;
  return `after ${delay}${ms === undefined ? "" : ` (${delayWords(ms)})`}`;
}
