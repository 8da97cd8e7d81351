/** A reader of Prometheus' text format 0.0.4 that takes nothing which is not in it. */

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/.source;
const VALUE = /[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN/.source;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.+)\\})? (${VALUE})$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

export interface Family {
  readonly type: string;
  readonly help: string;
  /** Values by what stands between the braces. */
  readonly samples: Map<string, number>;
}

/** Every metric by its name. Throws at a line that is none, or that has no `HELP` and `TYPE` before it. */
export function readMetrics(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, Family>();
  let help: readonly string[] = [];
  for (const line of text.split("\n").filter((line) => line !== "")) {
    const [, word, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (word === "HELP") {
      help = [name, rest];
    } else if (word === "TYPE") {
      if (help[0] !== name || families.has(name)) throw new Error(`out of order: ${line}`);
      families.set(name, { type: rest, help: help[1] ?? "", samples: new Map() });
    } else {
      addSample(families, line);
    }
  }
  return families;
}

function addSample(families: ReadonlyMap<string, Family>, line: string): void {
  const [, name = "", labels = "", value] = SAMPLE.exec(line) ?? [];
  const samples = families.get(name)?.samples;
  if (samples === undefined || value === undefined) throw new Error(`not a sample: ${line}`);
  if (samples.has(labels)) throw new Error(`twice: ${line}`);
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < labels.length) {
    if (!LABEL.test(labels)) throw new Error(`not labels: ${line}`);
  }
  samples.set(labels, Number(value.replace("Inf", "Infinity")));
}
