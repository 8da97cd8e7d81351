import { Counter, Gauge, type Registry } from "prom-client";

/** Something that is measured. */
export interface Measure {
  /** In Prometheus' manner, without the `parley_` in front. */
  readonly name: string;
  readonly help: string;
  /** Names of the labels that every reading has. */
  readonly labels: readonly string[];
  /** Called when somebody scrapes. */
  readonly read: () => readonly Reading[];
}

/** A value with the labels that it goes under. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Adds something that goes up and down. */
export function addGauge(registry: Registry, measure: Measure): void {
  new Gauge({
    ...common(registry, measure),
    collect() {
      this.reset();
      for (const [labels, value] of measure.read()) this.set({ ...labels }, value);
    },
  });
}

/** Adds something that only grows, and is counted elsewhere. */
export function addCounter(registry: Registry, measure: Measure): void {
  new Counter({
    ...common(registry, measure),
    collect() {
      this.reset();
      for (const [labels, value] of measure.read()) this.inc({ ...labels }, value);
    },
  });
}

/** One reading without a label, */
export const plainReading = (value: number): readonly Reading[] => [[{}, value]];

/** or one for each value of a single label. */
export const readings = (label: string, values: Readonly<Record<string, number>>): readonly Reading[] =>
  Object.entries(values).map(([word, value]) => [{ [label]: word }, value]);

const common = (registry: Registry, { name, help, labels }: Measure) => ({
  name: `parley_${name}`,
  help,
  labelNames: [...labels],
  registers: [registry],
});
