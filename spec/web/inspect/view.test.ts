import { describe, expect, test } from "@jest/globals";
import { around, FAR, fitting, following, nearing, zoomed } from "../../../web/inspect/model/camera.ts";
import type { Drawing, DrawnState, Rect } from "../../../web/inspect/model/drawing.ts";
import { statesIn, takenIn } from "../../../web/inspect/model/look.ts";
import { beside } from "../../../web/inspect/model/placement.ts";
import { stepBy } from "../../../web/inspect/model/steps.ts";

describe("a menu", () => {
  const width = 80;
  const button = (left: number, top: number) => ({ left, top, right: left + width, bottom: top + 40 });
  const window = { width: 390, height: 700 };

  test("Z18: opens where more of the window is", () => {
    expect(beside(button(100, 600), window)).toMatchObject({
      top: undefined,
      bottom: 104,
      left: 100,
      height: 588,
    });
    expect(beside(button(300, 10), window)).toMatchObject({
      top: 54,
      right: 10,
      left: undefined,
      height: 638,
    });
  });

  test("Z18: stays within it wherever the button is", () => {
    for (const left of [-20, 0, 150, 380]) {
      for (const top of [-30, 0, 330, 690]) {
        const place = beside(button(left, top), window);
        const inline = place.left ?? place.right ?? 0;
        const block = place.top ?? place.bottom ?? 0;
        expect([inline >= 8, block >= 8]).toEqual([true, true]);
        expect(inline + place.width).toBeLessThanOrEqual(window.width - 8);
        expect(block + place.height).toBeLessThanOrEqual(window.height - 8);
      }
    }
  });
});

describe("the view of a chart", () => {
  const pane = { width: 800, height: 400 };
  const seen = (
    { x, y, scale }: { x: number; y: number; scale: number },
    point: { x: number; y: number },
  ) => ({
    x: point.x * scale + x,
    y: point.y * scale + y,
  });

  test("Z3: shows all of it in the middle", () => {
    const camera = fitting({ x: 0, y: 0, width: 4000, height: 1000 }, pane);
    expect(camera.scale).toBeCloseTo(776 / 4000);
    expect(seen(camera, { x: 2000, y: 500 })).toEqual({ x: 400, y: 200 });
  });

  test("Z3: zooms about a point, within bounds", () => {
    const camera = fitting({ x: 0, y: 0, width: 1000, height: 1000 }, pane);
    const at = seen(camera, { x: 300, y: 300 });
    const nearer = zoomed(camera, 2, at);
    expect(seen(nearer, { x: 300, y: 300 }).x).toBeCloseTo(at.x);
    expect(zoomed(nearer, 1000, at).scale).toBe(3);
    expect(zoomed(nearer, 0.0001, at).scale).toBe(0.05);
  });

  test("Z22: leaves what is covered out, where enough is left", () => {
    const rect = { x: 0, y: 0, width: 100, height: 1000 };
    const camera = fitting(rect, { ...pane, top: 40, bottom: 60 });
    expect(seen(camera, rect).y).toBeCloseTo(52);
    expect(seen(camera, { x: 0, y: 1000 }).y).toBeCloseTo(328);
    expect(following(camera, rect, { ...pane, top: 40, bottom: 60 }).y).toBeCloseTo(camera.y);
    expect(fitting(rect, { width: 800, height: 150, top: 40, bottom: 60 })).toEqual(
      fitting(rect, { width: 800, height: 150 }),
    );
  });

  test("Z22: comes near as many states as can be read at once, and at least one", () => {
    const far = fitting({ x: 0, y: 0, width: 4000, height: 1000 }, { width: 366, height: 400 });
    const box = (x: number) => ({ x, y: 0, width: 200, height: 50 });
    const nearer = (...xs: number[]) => nearing(far, xs.map(box), { width: 366, height: 400 });
    expect(nearer(0, 220, 2000)).toEqual(nearer(0, 220));
    expect(nearer(0, 2000)).toEqual(nearer(0));
    expect(nearer(0, 2000).scale).toBeGreaterThanOrEqual(0.75);
    expect(nearer()).toBe(far);
  });

  test("Z3: follows what is not in sight, and stays where it is", () => {
    const rect = { x: 3000, y: 900, width: 100, height: 50 };
    const far = fitting({ x: 0, y: 0, width: 4000, height: 1000 }, pane);
    const near = following(far, rect, pane);
    expect(near.scale).toBeGreaterThanOrEqual(FAR);
    expect(seen(near, { x: 3050, y: 925 })).toEqual({ x: 400, y: 200 });
    expect(following(near, rect, pane)).toBe(near);
    expect(around([])).toBeUndefined();
    expect(around([rect, { x: 0, y: 0, width: 10, height: 10 }])).toEqual({
      x: 0,
      y: 0,
      width: 3100,
      height: 950,
    });
  });
});

describe("where a transition is read", () => {
  const state = (id: string, rect: Rect, within: readonly string[] = []): DrawnState => ({
    ...rect,
    state: { ...atom(id), states: within.map(atom) },
    isRegion: false,
    lines: [{ parts: [], whole: "", transition: `${id}:0`, x: rect.x + 10, y: rect.y + 34 }],
    far: { size: 13, shift: 0 },
  });
  const atom = (id: string) => ({
    id,
    key: id,
    type: "atomic" as const,
    entry: [],
    exit: [],
    invokes: [],
    states: [],
    transitions: [],
  });
  const inner = { x: 100, y: 100, width: 90, height: 60 };
  const label = { x: 200, y: 110, width: 50, height: 18 };
  const line = { parts: [], whole: "", transition: "m.a:1", x: 204, y: 123 };
  const drawing: Drawing = {
    machine: "m",
    width: 2000,
    height: 1000,
    states: [state("m", { x: 0, y: 0, width: 2000, height: 1000 }, ["m.a"]), state("m.a", inner)],
    arrows: [{ id: "m.a>m.b", source: "m.a", path: "", head: "", lines: [line], label }],
    beginnings: [],
  };
  const box = ({ x, y, width, height }: Rect) => ({ x, y, width, height });

  test.each<[string, readonly string[], readonly Rect[]]>([
    ["in the state that it stays in", ["m.a:0"], [inner]],
    ["at an arrow, and where that comes from", ["m.a:1"], [label, inner]],
    ["at the head of a state with others within", ["m:0"], [{ x: 0, y: 0, width: 320, height: 42 }]],
    ["nowhere, if it is not drawn", ["m.b:7"], []],
  ])("Z22: %s", (_, taken, rects) => {
    expect(takenIn(drawing, taken).map(box)).toEqual(rects);
  });

  test("Z22: states are looked at in the order in which they are given", () => {
    expect(statesIn(drawing, ["m.a", "m", "m.c"]).map(({ width }) => width)).toEqual([90, 2000]);
  });
});

test("Z24: keys walk a list, and stop at its ends", () => {
  const keys = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "x"];
  expect(keys.map((key) => stepBy(key, 4, 30))).toEqual([3, 5, 0, 14, 0, 29, undefined]);
  expect(stepBy("ArrowDown", 29, 30)).toBe(29);
  expect(stepBy("ArrowUp", -1, 30)).toBe(0);
  expect(stepBy("End", -1, 0)).toBeUndefined();
});
