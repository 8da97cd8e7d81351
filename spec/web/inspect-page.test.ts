import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import { counted, type Visitor } from "../support/browser.ts";
import { FakeFeed, type Told } from "../support/fake-feed.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import { actorOf, chatOfTwo, houseOfTwo, moves } from "../support/inspected.ts";
import { chartOf, choose, closeBrowser, isLit, leave, rows, taken, visit } from "../support/viewers.ts";

let feed: FakeFeed;
afterEach(() => leave(feed));
afterAll(closeBrowser);

describe("the chart", () => {
  test("Z2: lights the states that an actor is in, and what it has done last", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    await choose(viewer, "conn.k7Q2");
    expect(await feed.until("watch")).toEqual({ type: "watch", actors: ["conn.k7Q2"], follow: true });
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "idle");
    const [join] = chatOfTwo(feed);
    feed.batch([join as Told]);
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "asking");
    const arrow = chartOf(viewer, "conn.k7Q2").locator(".arrow.taken");
    expect(await arrow.getAttribute("data-arrow")).toBe(
      "connection.open.joining.idle>connection.open.joining.asking",
    );
    feed.batch([{ kind: "data", id: "conn.k7Q2", origin: "person", event: { type: "typing", fields: {} } }]);
    await chartOf(viewer, "conn.k7Q2").locator(".pulse").first().waitFor({ state: "attached" });
    await counted(arrow, 1);
  });

  test("Z3: is moved and zoomed by wheel, keys and buttons, and follows", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "client.1.call");
    const place = () => chartOf(viewer, "client.1.call").locator("[data-camera]").getAttribute("style");
    const changes = async (act: () => Promise<unknown>) => {
      const before = await place();
      await act();
      expect(await place()).not.toBe(before);
    };
    const pane = page.getByRole("application");
    await pane.hover();
    await changes(() =>
      page.mouse.wheel(0, -300).then(() => page.evaluate("new Promise(requestAnimationFrame)")),
    );
    await pane.focus();
    for (const key of ["ArrowLeft", "ArrowUp", "+", "-", "0"]) await changes(() => page.keyboard.press(key));
    await changes(() => viewer.click("Larger"));
    await changes(() => viewer.click("Show all"));
    const box = await pane.boundingBox();
    if (box === null) throw new Error("there is no chart");
    await changes(async () => {
      await page.mouse.move(box.x + 400, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(box.x + 300, box.y + 150);
      await page.mouse.up();
    });
    const call = feed.actors.get("client.1.call");
    if (call === undefined) throw new Error("there is no call");
    const active = call.active.map((state) => state.replace("link.up", "link.down"));
    // Show all has switched it off.
    await viewer.click("Follow");
    await changes(async () => {
      feed.batch([moves(call, "link.down", active, { origin: "system" })]);
      await viewer.until(`document.querySelector('[data-lit="inner"][data-state="call.link.down"]')`);
    });
    expect(await page.evaluate("document.querySelector('svg[data-far]') === null")).toBe(true);
  });

  test("Z4: is laid out once for each machine, in a worker", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const workers: string[] = [];
    viewer.page.on("worker", (worker) => workers.push(worker.url()));
    for (const id of ["conn.k7Q2", "conn.m4XD", "room.main", "conn.k7Q2"]) await choose(viewer, id);
    const laidOut = "performance.getEntriesByType('measure').map(({ name }) => name).sort()";
    const names = await viewer.page.evaluate(laidOut);
    expect(names).toEqual(["layout chatroom", "layout connection"]);
    expect(workers).toHaveLength(1);
  });

  test("Z10: stands beside that of the same person's client", async () => {
    feed = await houseOfTwo({}, ["client.1.call"]);
    const viewer = await visit(feed);
    await choose(viewer, "conn.k7Q2");
    await chartOf(viewer, "client.1.call").waitFor();
    await viewer.click("Side by side");
    await chartOf(viewer, "client.1.call").waitFor({ state: "detached" });
    await viewer.click("Side by side");
    await viewer.page.setViewportSize({ width: 390, height: 844 });
    await chartOf(viewer, "client.1.call").waitFor({ state: "hidden" });
    await viewer.page.getByRole("navigation", { name: "Watched actors" }).getByText("client.1.call").click();
    await chartOf(viewer, "client.1.call").waitFor();
  });
});

describe("the connection", () => {
  test("Z11: comes back by itself, goes on where it was, and keeps the log", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed).slice(0, 3));
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
    feed.asked.splice(0);
    feed.drop(CLOSE.tooSlow.code);
    await viewer.reads(/could not keep up/);
    const watched = feed.until("watch", ({ actors }) => actors[0] === "conn.k7Q2");
    // Unless it has come back by itself in that very moment.
    await Promise.any([viewer.click("Try now"), watched]);
    await watched;
    await feed.until("list");
    await viewer.page.getByRole("status").getByText("Connected").waitFor();
    // And where it was gone.
    await counted(rows(viewer), 4);
    await rows(viewer)
      .last()
      .getByText(/Now watching conn\.k7Q2/)
      .waitFor();
    feed.drop(4000, "the relay restarts");
    await viewer.reads("The relay has closed the feed: the relay restarts");
    await viewer.page.getByRole("status").getByText("Connected").waitFor();
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
  });

  test("Z11: leads to the login when it is not allowed", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    feed.status = 401;
    feed.drop(1001);
    const login = viewer.page.getByRole("link", { name: "Log in" });
    await login.waitFor();
    expect(await login.evaluate((link) => "href" in link && String(link.href))).toMatch(/\d\/login$/);
    viewer.complaints.splice(0);
  });
});

test("Z12: what is told is text, and nothing but text, in the page and in its pictures", async () => {
  const evil = '<img src=x onerror=alert(1)>"&\u202e';
  const names = HOSTILE.slice(0, 40).map(({ text }) => text);
  const state = (id: string, key: string) => ({
    id,
    key,
    type: "atomic" as const,
    entry: names,
    exit: [],
    invokes: [evil],
    states: [],
    transitions: [
      {
        id: `${id}:0`,
        cause: { kind: "event" as const, type: evil },
        guard: evil,
        actions: [evil],
        targets: [`${evil}.b`],
        reenter: false,
      },
    ],
  });
  feed = await FakeFeed.open([
    {
      machine: evil,
      lane: names,
      root: {
        ...state(evil, evil),
        type: "compound",
        initial: `${evil}.a`,
        states: [state(`${evil}.a`, evil), state(`${evil}.b`, evil)],
      },
    },
  ]);
  feed.actors.set(evil, {
    ...actorOf(evil, "pair"),
    machine: evil,
    active: [`${evil}.a`],
    name: evil,
    code: evil,
    context: Object.fromEntries(names.map((name) => [name, name])),
  });
  const viewer = await visit(feed);
  const { page } = viewer;
  await page.locator("tbody button").click();
  await page.locator("svg[role=img] [data-lit=inner]").waitFor();
  feed.batch([
    { kind: "data", id: evil, from: evil, origin: "actor", event: { type: evil, fields: { [evil]: evil } } },
    ...names.map(
      (name): Told => ({ kind: "data", id: evil, origin: "timer", event: { type: name, fields: {} } }),
    ),
  ]);
  for (const panel of ["Sequence", "State", "Log"]) {
    await page.getByRole("button", { name: panel, exact: true }).click();
    await page.locator(".below").getByText("<img src=x onerror=alert(1)>").first().waitFor();
  }
  const { content } = await taken(viewer, "SVG picture");
  expect(content.toString()).toContain("&lt;img src=x");
  expect(content.toString()).not.toContain("\u202e");
  await counted(page.locator("img:not(header img), script:not([src])"), 0);
});

/** Brings a page to what axe is to look at, and looks at it there. */
type Tour = (viewer: Visitor, look: () => Promise<void>) => Promise<void>;
const TOURS: Readonly<Record<string, Tour>> = {
  async "phone, light"({ page }, look) {
    await look();
    await page.getByRole("button", { name: "Log", exact: true }).click();
    await look();
  },
  async "phone, dark"(viewer, look) {
    await viewer.page.getByRole("button", { name: "Actors", exact: true }).click();
    await viewer.page.getByText("More filters").click();
    await look();
  },
  async "desktop, light"(viewer, look) {
    await viewer.page.getByRole("button", { name: "Sequence", exact: true }).click();
    await look();
  },
  async "desktop, dark"(viewer, look) {
    await viewer.page.getByRole("button", { name: "State", exact: true }).click();
    await viewer.click("Pause");
    feed.drop(4000, "the relay restarts");
    await viewer.reads(/restarts/);
    await look();
  },
};

test.each(Object.entries(TOURS))("Z13: is free of barriers that axe can find: %s", async (name, tour) => {
  feed = await houseOfTwo({ control: true });
  const width = name.startsWith("phone") ? 390 : 1280;
  const colorScheme = name.endsWith("dark") ? "dark" : "light";
  const viewer = await visit(feed, { viewport: { width, height: 800 }, colorScheme });
  await choose(viewer, "room.main");
  feed.batch([
    moves(actorOf("room.main", "chatroom"), "enter", ["chatroom.listed"], { fields: { members: 1 } }),
  ]);
  const barriers: string[] = [];
  await tour(viewer, async () => void barriers.push(...(await viewer.barriers())));
  expect(barriers).toEqual([]);
});
