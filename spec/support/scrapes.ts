/** What a relay's metrics say now, as its admin listener tells Prometheus. */
import { type Family, readMetrics } from "./prometheus.ts";
import type { TestRelay } from "./relay.ts";

/** Every metric by its name. */
export async function scrape(relay: TestRelay): Promise<ReadonlyMap<string, Family>> {
  const answer = await fetch(`http://127.0.0.1:${relay.adminPort}/metrics`);
  return readMetrics(await answer.text());
}

/** Those values of one metric that are not 0, by their labels as `a b`. */
export async function nonZero(relay: TestRelay, name: string): Promise<Record<string, number>> {
  const samples = (await scrape(relay)).get(`parley_${name}`)?.samples;
  if (samples === undefined) throw new Error(`there is no parley_${name}`);
  const shown = (labels: string) => [...labels.matchAll(/"(.*?)"/g)].map(([, value]) => value).join(" ");
  return Object.fromEntries(
    [...samples].filter(([, value]) => value !== 0).map(([labels, value]) => [shown(labels), value]),
  );
}
