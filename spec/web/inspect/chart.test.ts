import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";
import type { Chart } from "../../../actors/chart/chart.ts";
import { type Drawing, drawingOf, type Rect } from "../../../web/inspect/model/drawing.ts";
import { graphOf, type Measure } from "../../../web/inspect/model/graph.ts";
import { statesOf, textOf } from "../../../web/inspect/model/words.ts";
import { CHARTS } from "../../support/inspected.ts";

const measure: Measure = (text, font) => text.length * (font === "title" ? 7.5 : 6.2);
/** The layout as the page has it, without a worker. */
const ELK: typeof import("elkjs/lib/elk.bundled.js").default = createRequire(import.meta.url)(
  "elkjs/lib/elk.bundled.js",
);
const elk = new ELK();

async function drawn(chart: Chart): Promise<Drawing> {
  const graph = graphOf(chart, measure);
  return drawingOf(graph, await elk.layout(graph.elk));
}

const overlap = (one: Rect, other: Rect) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

/** Those of a list that lie upon one another, by their names. */
function collisions(rects: readonly (Rect & { readonly name: string })[]): string[] {
  return rects.flatMap((one, i) =>
    rects.slice(i + 1).flatMap((other) => (overlap(one, other) ? [`${one.name} and ${other.name}`] : [])),
  );
}

describe("a chart", () => {
  test.each(CHARTS.map((chart) => [chart.machine, chart] as const))(
    "Z2: of %s has every state and every transition, and nothing upon anything else",
    async (_, chart) => {
      const drawing = await drawn(chart);
      const states = statesOf(chart);
      expect(drawing.states.map(({ state }) => state.id).sort()).toEqual(states.map(({ id }) => id).sort());
      const lines = [...drawing.states, ...drawing.arrows].flatMap((each) => each.lines);
      const shown = lines.flatMap(({ transition }) => transition ?? []);
      const all = states.flatMap(({ transitions }) => transitions.map(({ id }) => id));
      expect(shown.sort()).toEqual(all.sort());
      expect(drawing.beginnings).toHaveLength(states.filter(({ initial }) => initial !== undefined).length);

      const labels = drawing.arrows.map(({ id, label }) => ({ ...label, name: id }));
      const boxes = drawing.states
        .filter(({ state }) => state.states.length === 0)
        .map((box) => ({ ...box, name: box.state.id }));
      expect(collisions([...labels, ...boxes])).toEqual([]);
      for (const { x, y, width, height } of [...labels, ...boxes]) {
        expect([x >= 0, y >= 0, x + width <= drawing.width, y + height <= drawing.height]).toEqual(
          Array(4).fill(true),
        );
      }
    },
  );

  test("Z2: shows long lines short, and has the whole of them", async () => {
    const long = "anActionWithAVeryLongName";
    const drawing = await drawn({
      machine: "m",
      lane: ["ping"],
      root: {
        id: "m",
        key: "m",
        type: "atomic",
        entry: [long, long, long],
        exit: [],
        invokes: [],
        states: [],
        transitions: [
          { id: "m:0", cause: { kind: "after", delay: "1000" }, actions: [], targets: [], reenter: false },
        ],
      },
    });
    const [entry, timer, lane] = drawing.states[0]?.lines ?? [];
    expect(textOf(entry?.parts ?? [])).toMatch(/^entry \/ anAction.*…$/);
    expect(entry?.whole).toBe(`entry / ${long}, ${long}, ${long}`);
    expect([timer?.sign, timer?.whole]).toEqual(["clock", "after 1 s"]);
    expect(lane?.whole).toBe("beside the chart: ping");
  });
});
