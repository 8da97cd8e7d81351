import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { createMachine } from "xstate";
import type { Chart, ChartState } from "../../../actors/chart/chart.ts";
import { mermaidOf } from "../../../actors/chart/mermaid.ts";
import { chartOf } from "../../../actors/chart/walk.ts";
import { launchChromium } from "../../support/chromium.ts";
import { MACHINES } from "../../support/machines.ts";
import { mermaidPage } from "../../support/mermaid-page.ts";
import { everything } from "./everything.ts";

describe("statecharts for Mermaid", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await mermaidPage(browser);
  });
  afterAll(() => browser.close());

  /** The texts of a picture's states and arrows, as Mermaid has drawn them, and how many states are drawn as active. */
  const drawn = (text: string) =>
    page.evaluate<{ readonly texts: string[]; readonly active: number }>(`(async () => {
      const { svg } = await mermaid.render("picture", ${JSON.stringify(text)});
      const main = document.querySelector("main");
      main.innerHTML = svg;
      const texts = [...main.querySelectorAll(".nodeLabel, .edgeLabel p")].map((label) => label.textContent.replaceAll("\\u00a0", " "));
      return { texts, active: main.querySelectorAll(".node.active").length };
    })()`);

  test.each([everything, ...MACHINES].map((machine) => [machine.id, machine] as const))(
    "Y4: Mermaid draws every state of %s, and the active ones",
    async (_, machine) => {
      const chart = chartOf(machine);
      const active = leaves(chart.root).slice(0, 2);
      const picture = await drawn(mermaidOf(chart, { active: active.map(({ id }) => id) }));
      const keys = statesOf(chart.root).filter(({ id, type }) => id !== chart.root.id && type !== "history");
      expect(picture.texts).toEqual(expect.arrayContaining(keys.map(({ key }) => key)));
      expect(picture.active).toBe(active.length);
    },
  );

  test("Y4: labels say event, guard and first action, and where a line really ends", () => {
    const lines = mermaidOf(chartOf(everything)).split("\n");
    expect(lines.filter((line) => line.includes(" : ")).map((line) => line.trim())).toEqual([
      "s4 --> s5 : always #91;isA#93;",
      "s5 --> s6 : leave",
      "s1 --> s2 : start #91;isA and (isB or not isA)#93;<br/>start #91;not (isA and isB)#93; / raise(note) → place…" +
        "<br/>start #91;isInRoom#93; → light.on, place.kitchen<br/>back → place.before<br/>after 500 ms #91;isA#93;",
      "s1 --> s1 : again",
      "s1 --> s10 : after ringFor (1 s)",
      "s2 --> s10 : done#58; everything.work",
      "s2 --> s1 : done#58; tick",
    ]);
  });

  test("Y4: a line that Mermaid could not draw leads to a box that says where", async () => {
    const machine = createMachine({
      id: "lines",
      type: "parallel",
      on: { reset: ["#lines.left.a", "#lines.right"].map((target) => ({ target })) },
      states: {
        left: {
          initial: "a",
          states: { a: { on: { over: "#lines.right.c", round: "#lines.left" } }, b: {} },
          on: { in: ".b", both: { target: ["#lines.left.b", "#lines.right.c"] } },
        },
        right: { initial: "c", states: { c: {} } },
      },
    });
    const text = mermaidOf(chartOf(machine));
    const lines = text.split("\n").map((line) => line.trim());
    expect(lines.filter((line) => / : |→|anywhere/.test(line))).toEqual([
      'state "anywhere in lines" as s1x0',
      'state "anywhere in left" as s1x1',
      'state "→ right.c" as s1x2',
      "s1x0 --> s2 : reset",
      "s1x1 --> s3 : in",
      "s2 --> s1x2 : over",
      'state "anywhere in lines" as s0x0',
      'state "→ right" as s0x1',
      'state "→ left.b, right.c" as s0x2',
      'state "→ left" as s0x3',
      "s0x0 --> s0x1 : reset",
      "s1 --> s0x2 : both",
      "s1 --> s0x3 : a#58; round",
    ]);
    expect((await drawn(text)).texts).toContain("→ left.b, right.c");
  });

  test("Y5: names are drawn as they are, whatever they mean to Mermaid", async () => {
    const { texts } = await drawn(mermaidOf(ring(HOSTILE)));
    expect(texts).toEqual(
      expect.arrayContaining([...HOSTILE, ...HOSTILE.map((name) => `${name} / ${name}`)]),
    );
  });

  test("Y5: a name that forges what Mermaid writes to itself stays a name", async () => {
    const { texts } = await drawn(mermaidOf(ring(["ﬂ°°35¶ß"])));
    expect(texts).toContain("\ufffd°35\ufffd");
  });

  test("Y5: Mermaid reads every chart", async () => {
    const texts = fc.sample(anyChart, { numRuns: 60, seed: 11 }).map((chart) => mermaidOf(chart));
    const refused = await page.evaluate<string[]>(`(async () => {
      const refused = [];
      for (const text of ${JSON.stringify(texts)}) {
        await mermaid.parse(text).catch((error) => refused.push(error + text));
      }
      return refused;
    })()`);
    expect(refused).toEqual([]);
  });
});

const HOSTILE = [
  "1. one",
  "- dash",
  "*",
  "*x* _y_ `z`",
  "$$x$$",
  "fa:fa-user",
  "<b>bold</b>",
  "&amp; #35;",
  "direction TB",
  "%%{init: {}}%%",
  'q"uo;te: [a]{b}',
  "style: a#b;",
  "end note",
  "--",
  "[*]",
  "<<fork>> [[fork]]",
  "classDef x:#a;",
  "山田 😀 مرحبا",
];

const statesOf = (state: ChartState): ChartState[] => [state, ...state.states.flatMap(statesOf)];
const leaves = (root: ChartState) =>
  statesOf(root).filter(({ type }) => type === "atomic" || type === "final");

/** States in a ring, each led to the next by an event and an action of its name. */
function ring(names: readonly string[]): Chart {
  const none = { entry: [], exit: [], invokes: [], states: [], transitions: [] };
  const states = names.map((key, i): ChartState => {
    const cause = { kind: "event", type: key } as const;
    const targets = [`ring.${(i + 1) % names.length}`];
    const transition = { id: `ring.${i}:0`, cause, actions: [key], targets, reenter: false };
    return { ...none, id: `ring.${i}`, key, type: "atomic", transitions: [transition] };
  });
  return {
    machine: "ring",
    lane: [],
    root: { ...none, id: "ring", key: "ring", type: "compound", initial: "ring.0", states },
  };
}

const anyName = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .array(fc.constantFrom(...HOSTILE, "\n", "\r\n", "\u2028", "\ud800", "\0", "}", "{", '"', ";"), {
      maxLength: 3,
    })
    .map((parts) => parts.join("")),
);

interface Tree {
  readonly key: string;
  readonly isParallel: boolean;
  readonly children: readonly Tree[];
  readonly leadsTo: readonly {
    readonly to: readonly number[];
    readonly name: string;
    readonly reenter: boolean;
  }[];
}

/** At most `depth` states below one another. */
const tree = (depth: number): fc.Arbitrary<Tree> =>
  fc.record({
    key: anyName,
    isParallel: fc.boolean(),
    children: depth === 0 ? fc.constant([]) : fc.array(tree(depth - 1), { maxLength: 3 }),
    leadsTo: fc.array(
      fc.record({ to: fc.array(fc.nat(), { maxLength: 2 }), name: anyName, reenter: fc.boolean() }),
      { maxLength: 3 },
    ),
  });

/** Charts in which anything leads anywhere. */
const anyChart = tree(4).map((top): Chart => {
  const ids: string[] = [];
  const number = (id: string, { children }: Tree): void => {
    ids.push(id);
    for (const [i, child] of children.entries()) number(`${id}.${i}`, child);
  };
  number("m", top);
  const build = (id: string, { key, isParallel, children, leadsTo }: Tree): ChartState => ({
    id,
    key,
    type: children.length === 0 ? "atomic" : isParallel ? "parallel" : "compound",
    ...(children.length === 0 || isParallel ? {} : { initial: `${id}.0` }),
    entry: [],
    exit: [],
    invokes: [],
    states: children.map((child, i) => build(`${id}.${i}`, child)),
    transitions: leadsTo.map(({ to, name, reenter }, i) => ({
      id: `${id}:${i}`,
      cause: { kind: "event", type: name },
      guard: name,
      actions: [name],
      targets: to.map((n) => ids[n % ids.length] ?? id),
      reenter,
    })),
  });
  return { machine: "m", root: build("m", top), lane: [] };
});
