import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const SPEC = fileURLToPath(new URL("..", import.meta.url));

const rules = Array.from(
  readFileSync(join(SPEC, "SPEC.md"), "utf8").matchAll(/^- \*\*([A-Z]\d+)\*\*/gm),
  ([, rule]) => rule ?? "",
);

/** Rules named before the colon of a title, `test("P5, C7: …")`, or in the table of one: `["P5", …]`. */
const cited = new Set(
  readdirSync(SPEC, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(SPEC, path), "utf8"))
    .flatMap((text) => [...text.matchAll(/["'`]((?:[A-Z]\d+(?:, )?)+)(?::|["'`],)/g)])
    .flatMap(([, list]) => list?.split(", ") ?? []),
);

describe("H2: rules and tests go together", () => {
  test("H2: every rule is numbered once, in order", () => {
    const numbers = rules.map((rule) => Number(rule.slice(1)));
    expect(numbers.every((number, i) => number === 1 || number === (numbers[i - 1] ?? 0) + 1)).toBe(true);
    expect(new Set(rules).size).toBe(rules.length);
  });

  test("H2: every rule is cited by a test", () => {
    expect(rules.filter((rule) => !cited.has(rule))).toEqual([]);
  });

  test("H2: every citation is of a rule", () => {
    expect([...cited].filter((rule) => !rules.includes(rule))).toEqual([]);
  });
});
