import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import type { FeedEvent } from "../../../actors/inspect/feed.ts";
import { fieldsOf, filledIn } from "../../../web/inspect/model/by-hand.ts";
import { around, FAR, fitting, following, nearing, zoomed } from "../../../web/inspect/model/camera.ts";
import { fileName, recordOf } from "../../../web/inspect/model/export.ts";
import { fragmentOf, placeIn } from "../../../web/inspect/model/fragment.ts";
import { EMPTY_LOG, withBatch, withWatching } from "../../../web/inspect/model/log.ts";
import { beside } from "../../../web/inspect/model/placement.ts";
import { EVERYTHING, filterOf, isTime, neighbours, PAGE, span } from "../../../web/inspect/model/query.ts";
import { sequenceOf } from "../../../web/inspect/model/sequence.ts";
import { besides } from "../../../web/inspect/model/sides.ts";
import { stepBy } from "../../../web/inspect/model/steps.ts";
import { eventWords, textOf, transitionParts } from "../../../web/inspect/model/words.ts";
import { actorOf, chartNamed } from "../../support/inspected.ts";

const ada = actorOf("conn.a", "connection", { code: "AAAA" });
const bert = actorOf("conn.b", "connection", { code: "BBBB" });
const client = actorOf("client.1.session", "session", { code: "AAAA" });
const pair = actorOf("pair.1", "pair");
const room = actorOf("room.main", "chatroom");
const watching = withWatching(EMPTY_LOG, [bert, ada, pair, room, client]);

let n = 0;
const data = (
  id: string,
  type: string,
  from?: string,
  origin: "actor" | "person" | "timer" = "actor",
): FeedEvent => ({
  kind: "data",
  n: ++n,
  at: n,
  id,
  origin,
  ...(from === undefined ? {} : { from }),
  event: { type, fields: {} },
});

describe("the list", () => {
  test("Z1: asks only for what somebody wants", () => {
    expect(filterOf(EVERYTHING)).toEqual({});
    const wanted = {
      text: " k7Q2 ",
      machine: "pair",
      side: "relay",
      state: "pair.open",
      olderThan: "60",
      stuckFor: "x",
    };
    expect(filterOf({ ...wanted, side: "relay" })).toEqual({
      text: "k7Q2",
      machine: "pair",
      side: "relay",
      state: "pair.open",
      olderThan: 60_000,
    });
  });

  test("Z23: a time is a number of seconds, 0 or more", () => {
    expect(["", " ", "0", "1.5", "60"].map(isTime)).toEqual(Array(5).fill(true));
    expect(["-1", "x", "1,5", "Infinity", "1e300"].map(isTime)).toEqual(Array(5).fill(false));
    expect(filterOf({ ...EVERYTHING, olderThan: "-1", stuckFor: "0" })).toEqual({});
  });

  test("Z1: has a page before and after, where there is one", () => {
    const index = { type: "index", query: 1, at: 0, total: 250, machines: [] } as const;
    const page = (offset: number, count: number) =>
      neighbours({ ...index, offset, actors: Array.from({ length: count }, () => ada) });
    expect(page(0, PAGE)).toEqual({ after: PAGE });
    expect(page(PAGE, PAGE)).toEqual({ before: 0, after: 2 * PAGE });
    expect(page(2 * PAGE, 50)).toEqual({ before: PAGE });
    expect(page(0, 0)).toEqual({});
    expect([0, 119_000, 120_000, 7_200_000, 200_000_000].map(span)).toEqual([
      "0 s",
      "119 s",
      "2 min",
      "2 h",
      "2 d",
    ]);
  });
});

describe("the address", () => {
  test("Z20: says what is looked for and who was chosen, and is read the same", () => {
    const wanted = { ...EVERYTHING, text: "a&b #1", side: "client", stuckFor: "1.5" } as const;
    const place = { wanted, chosen: "conn.~k2/é" };
    expect(placeIn(fragmentOf(place))).toEqual(place);
    expect(fragmentOf({ wanted: EVERYTHING, chosen: undefined })).toBe("");
  });

  test.each([
    "#chart",
    "",
    "#%ff%00=%&&&==",
    `#text=${"x".repeat(201)}`,
    `#actor=${"x".repeat(201)}&machine=${"y".repeat(100_000)}`,
    "#side=both&olderThan=-1&stuckFor=1e999",
    "#olderThan=soon&__proto__=x&constructor=y",
    "#text=%E2%80%AEabc&actor=a%0Ab&state=%1B[31m",
  ])("Z20: leaves out what can't be: %s", (fragment) => {
    expect(placeIn(fragment)).toEqual({ wanted: EVERYTHING, chosen: undefined });
  });
});

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

describe("the sequence diagram", () => {
  test("Z7: has lanes from one person to the other, and what is between and outside", () => {
    const log = withBatch(watching, {
      type: "batch",
      missed: 0,
      events: [
        data(ada.id, "message", undefined, "person"),
        data(pair.id, "say", ada.id),
        data(bert.id, "tell", pair.id),
        data(bert.id, "typing", undefined, "person"),
        data(client.id, "say", undefined, "person"),
        data(room.id, "list", ada.id),
        data(ada.id, "ringFor", undefined, "timer"),
        data(ada.id, "again"),
      ],
    });
    const { lanes, arrows } = sequenceOf(log, log.now, ada.id);
    expect(lanes.map(({ id }) => id)).toEqual([
      "person:AAAA",
      client.id,
      ada.id,
      pair.id,
      bert.id,
      "person:BBBB",
      room.id,
      "timer",
    ]);
    expect(arrows.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "person:AAAA conn.a",
      "conn.a pair.1",
      "pair.1 conn.b",
      "person:BBBB conn.b",
      "person:AAAA client.1.session",
      "conn.a room.main",
      "timer conn.a",
      "conn.a conn.a",
    ]);
    expect(sequenceOf(log, log.now, bert.id).lanes[0]?.id).toBe("person:BBBB");
  });

  test.each([
    ["xstate.after.ringFor.connection.open.joining.ringing", "after ringFor"],
    ["xstate.done.state.session.open.place", "done: place"],
    ["xstate.done.actor.peer", "done: peer"],
    ["xstate.error.actor.peer", "error: peer"],
    ["relay.entered", "relay.entered"],
    ["xstate.after", "xstate.after"],
    ["xstate.after.1500.session", "after 1.5 s"],
  ])("Z7: %s is shown as %s", (type, words) => {
    expect(eventWords(type)).toBe(words);
  });

  test("Z7: has a lane for whom nobody has told of", () => {
    const log = withBatch(EMPTY_LOG, {
      type: "batch",
      missed: 0,
      events: [data("conn.x", "message", undefined, "person"), data("conn.x", "tell", "pair.9")],
    });
    expect(sequenceOf(log, log.now, undefined).lanes.map(({ id }) => id)).toEqual([
      "person:conn.x",
      "conn.x",
      "pair.9",
    ]);
  });
});

test.each([
  [{ delay: "ringFor", ms: 60_000 }, "after ringFor (60 s)"],
  [{ delay: "pause", ms: 200 }, "after pause (200 ms)"],
  [{ delay: "backoff" }, "after backoff"],
  [{ delay: "500" }, "after 500 ms"],
])("Z25: a delay %j is told as %s", (delay, words) => {
  const cause = { kind: "after", ...delay } as const;
  expect(textOf(transitionParts({ id: "a:0", cause, actions: [], targets: [], reenter: false }))).toBe(words);
});

test("Z24: keys walk a list, and stop at its ends", () => {
  const keys = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "x"];
  expect(keys.map((key) => stepBy(key, 4, 30))).toEqual([3, 5, 0, 14, 0, 29, undefined]);
  expect(stepBy("ArrowDown", 29, 30)).toBe(29);
  expect(stepBy("ArrowUp", -1, 30)).toBe(0);
  expect(stepBy("End", -1, 0)).toBeUndefined();
});

describe("what is taken away and sent", () => {
  test("Z8: files have names that every system takes", () => {
    expect(fileName(ada, 12, "svg")).toBe("connection-conn.a-12.svg");
    expect(fileName({ ...ada, id: '../<a b>"\u202e/'.repeat(20) }, 0, "mermaid")).toMatch(
      /^connection-[\w.-]{1,60}-0\.mmd$/,
    );
  });

  test("Z8: the record has the actor as it was, and its own events until then", () => {
    const log = withBatch(watching, {
      type: "batch",
      missed: 0,
      events: [data(ada.id, "one"), data(bert.id, "two"), data(ada.id, "three")],
    });
    const chart = chartNamed("connection");
    const types = (at: number) =>
      recordOf(chart, ada, log, at).events.map((event) => ("event" in event ? event.event.type : event.kind));
    expect(types(3)).toEqual(["one", "three"]);
    expect(types(2)).toEqual(["one"]);
  });

  test("Z9: a form has a field of the example's kind for each, and refuses what is no number", () => {
    const fields = fieldsOf({ name: "Ada", count: 3, on: true, none: null });
    expect(fields.map(({ kind }) => kind)).toEqual(["text", "number", "yes-no", "nothing"]);
    expect(filledIn(fields)).toEqual({ fields: { name: "Ada", count: 3, on: true, none: null } });
    const wrong = fields.map((field) => (field.kind === "number" ? { ...field, value: Number.NaN } : field));
    expect(filledIn(wrong)).toEqual({ wrong: ["count"] });
  });

  test("Z10: beside an actor stand the same person's on the other side", () => {
    const actors = new Map([ada, bert, client, pair].map((actor) => [actor.id, actor]));
    expect(besides(ada, actors)).toEqual([client]);
    expect(besides(client, actors)).toEqual([ada]);
    expect(besides(bert, actors)).toEqual([]);
    expect(besides(pair, actors)).toEqual([]);
  });
});

test("Z14: is a build of its own", () => {
  const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
  const scripts = (page: string) => {
    const assets = `${dist}${page}/assets/`;
    return readdirSync(assets)
      .filter((name) => name.endsWith(".js"))
      .map((name) => readFileSync(assets + name, "utf8"));
  };
  expect(existsSync(`${dist}inspect/index.html`)).toBe(true);
  expect(scripts("inspect").some((script) => script.includes("elk.layered"))).toBe(true);
  expect(scripts("web").some((script) => /elk\.layered|stateDiagram/.test(script))).toBe(false);
});
