/** The command line: `--rounds N`, `--quick`, `--only scenario,…`, `--contenders name,…`, `--out file`. */
import { parseArgs } from "node:util";
import type { Contender } from "./contenders.ts";
import { CONTENDERS } from "./contenders.ts";
import type { Pace } from "./job.ts";
import type { Scenario } from "./scenarios.ts";
import { FULL, FULL_PACE, QUICK, QUICK_PACE } from "./scenarios.ts";

export interface Options {
  readonly rounds: number;
  readonly scenarios: readonly Scenario[];
  readonly contenders: readonly Contender[];
  readonly pace: Pace;
  /** Where the report goes. A run that is not whole goes nowhere unless told. */
  readonly out: string | undefined;
}

const RESULTS = "spec/bench/RESULTS.md";
const ROUNDS = 5;

/** Throws an Error that says what was wrong and what may stand there. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      contenders: { type: "string" },
      out: { type: "string" },
    },
  });
  const rounds = values.rounds === undefined ? (values.quick ? 1 : ROUNDS) : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds}: a whole number from 1`);
  const scenarios = choose("--only", values.only, values.quick ? QUICK : FULL);
  const contenders = choose("--contenders", values.contenders, CONTENDERS);
  const whole =
    !values.quick &&
    rounds >= ROUNDS &&
    scenarios.length === FULL.length &&
    contenders.length === CONTENDERS.length;
  return {
    rounds,
    scenarios,
    contenders,
    pace: values.quick ? QUICK_PACE : FULL_PACE,
    out: values.out ?? (whole ? RESULTS : undefined),
  };
}

/** Those of `all` that the comma-separated list names, in the order of `all`; all without a list. */
function choose<Named extends { readonly name: string }>(
  flag: string,
  list: string | undefined,
  all: readonly Named[],
): readonly Named[] {
  if (list === undefined) return all;
  const names = list.split(",");
  const unknown = names.filter((name) => !all.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw new Error(`${flag} ${unknown.join(",")}: one of ${all.map((one) => one.name).join(", ")}`);
  }
  return all.filter((one) => names.includes(one.name));
}
