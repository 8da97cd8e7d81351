import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { mermaidOf } from "../../actors/chart/mermaid.ts";
import type { ActorId } from "../../actors/inspect/feed.ts";
import { Visitor } from "../support/browser.ts";
import { launchChromium } from "../support/chromium.ts";
import { FakeFeed, type Told } from "../support/fake-feed.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import { actorOf, CHARTS, chartNamed, chatOfTwo, houseOfTwo, moves, PLACES } from "../support/inspected.ts";

let browser: Browser;
let feed: FakeFeed;
const visitors: Visitor[] = [];
beforeEach(async () => {
  browser ??= await launchChromium();
});
afterEach(async () => {
  const leaving = visitors.splice(0);
  const complaints = leaving.flatMap((visitor) => visitor.complaints);
  await Promise.all(leaving.map((visitor) => visitor.leave()));
  await feed.close();
  expect(complaints).toEqual([]);
});
afterAll(() => browser.close());

async function visit(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const visitor = new Visitor(context, await context.newPage());
  visitors.push(visitor);
  await visitor.page.goto(feed.url);
  await visitor.page.locator("tbody tr").first().waitFor();
  return visitor;
}

/** Chooses an actor, and waits for its chart. */
async function choose(viewer: Visitor, id: ActorId): Promise<void> {
  await viewer.page.locator("tbody").getByRole("button", { name: id, exact: true }).click();
  await chartOf(viewer, id).waitFor();
}

const chartOf = ({ page }: Visitor, id: ActorId) =>
  page.locator(`section[aria-label="Chart: ${id}"] svg[role=img]`);
const litIn = async (viewer: Visitor, id: ActorId) => {
  const states = await chartOf(viewer, id).locator('[data-lit="inner"]').all();
  return Promise.all(
    states.map(async (state) => (await state.getAttribute("data-state"))?.split(".").at(-1)),
  );
};
/** Waits until those of an actor's states are lit. */
async function isLit(viewer: Visitor, id: ActorId, ...keys: string[]): Promise<void> {
  const all = keys.map((key) => `[data-lit="inner"][data-state$=".${key}"]`);
  for (const each of all) await chartOf(viewer, id).locator(each).waitFor({ state: "attached" });
  expect((await litIn(viewer, id)).sort()).toEqual(keys.sort());
}
const rows = ({ page }: Visitor) => page.locator(".row");

/** What a click gives to download. */
async function taken(viewer: Visitor, name: string): Promise<{ name: string; content: Buffer }> {
  await viewer.click("Export");
  const [file] = await Promise.all([viewer.page.waitForEvent("download"), viewer.click(name)]);
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}

describe("the list", () => {
  test("Z1: shows who is there, and whom somebody looks for", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
    const { page } = viewer;
    expect(await page.locator("tbody tr").count()).toBe(5);
    await page.getByText("lobby, here, idle").first().waitFor();
    await page.getByRole("button", { name: "connection 2" }).click();
    expect((await feed.until("list", ({ filter }) => filter.machine !== undefined)).filter).toEqual({
      machine: "connection",
      side: "relay",
    });
    await page.getByRole("button", { name: "open.joining.idle 2" }).click();
    await feed.until("list", ({ filter }) => filter.state === "connection.open.joining.idle");
    await page.getByPlaceholder("Code, mask or id").fill("m4XD");
    await page.getByText("1–1 of 1").waitFor();
    await page.getByText("More filters").click();
    await page.getByLabel("Older than, s").fill("10000");
    await page.getByText("No actor is like that.").waitFor();
    await viewer.click("Clear filters");
    await page.getByText("1–5 of 5").waitFor();
    expect((await feed.until("list", ({ query }) => query > 5)).filter).toEqual({});
  });

  test("Z1: stays usable with ten thousand actors", async () => {
    feed = await FakeFeed.open(CHARTS);
    for (let i = 0; i < 10_000; i++) {
      const id = `conn.${String(i).padStart(5, "0")}`;
      feed.actors.set(id, actorOf(id, "connection", { code: String(i) }));
    }
    const viewer = await visit();
    const { page } = viewer;
    await page.getByText("1–100 of 10000").waitFor();
    expect(await page.locator("tbody tr").count()).toBe(100);
    await viewer.click("Next page");
    await page.getByText("101–200 of 10000").waitFor();
    await viewer.click("Previous page");
    await page.getByText("1–100 of 10000").waitFor();
    await page.getByPlaceholder("Code, mask or id").fill("conn.09876");
    await page.getByText("1–1 of 1").waitFor();
    await choose(viewer, "conn.09876");
    expect(feed.asked.every((message) => message.type !== "list" || message.limit <= 200)).toBe(true);
  });

  test("Z1: says what to do while nobody is there", async () => {
    feed = await FakeFeed.open(CHARTS);
    const context = await browser.newContext();
    const viewer = new Visitor(context, await context.newPage());
    visitors.push(viewer);
    await viewer.page.goto(feed.url);
    await viewer.reads(/Nobody is there yet/);
    await viewer.reads(/Its statechart shows up here/);
  });
});

describe("the chart", () => {
  test("Z2: lights the states that an actor is in, and what it has done last", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
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
    expect(await arrow.count()).toBe(1);
  });

  test("Z3: is moved and zoomed by wheel, keys and buttons, and follows", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
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
    await changes(async () => {
      feed.batch([moves(call, "link.down", active, { origin: "system" })]);
      await viewer.until(`document.querySelector('[data-lit="inner"][data-state="call.link.down"]')`);
    });
    expect(await page.evaluate("document.querySelector('svg[data-far]') === null")).toBe(true);
  });

  test("Z4: is laid out once for each machine, in a worker", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
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
    const viewer = await visit();
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

describe("what has happened", () => {
  test("Z5, Z6: is gone back through, while more happens", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed), 3);
    await isLit(viewer, "conn.k7Q2", "paired", "here", "idle");
    expect(await rows(viewer).count()).toBe(11);
    await viewer.reads("3 missed");
    const slider = page.getByLabel("Event", { exact: true });
    await slider.focus();
    await page.keyboard.press("Home");
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "asking");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
    await rows(viewer).filter({ hasText: "accept" }).click();
    await page.getByRole("navigation", { name: "Watched actors" }).getByText("conn.m4XD").click();
    await isLit(viewer, "conn.m4XD", "lobby", "here", "accepting");

    const ping: Told = {
      kind: "data",
      id: "conn.m4XD",
      origin: "person",
      event: { type: "typing", fields: {} },
    };
    feed.batch(Array<Told>(500).fill(ping));
    await viewer.reads("500 new");
    feed.batch([ping, ping]);
    await viewer.reads("502 new, 2 of them gone");
    expect(await page.getByText("4/11").count()).toBe(1);
    await isLit(viewer, "conn.m4XD", "lobby", "here", "accepting");
    await viewer.click("Live");
    await isLit(viewer, "conn.m4XD", "paired", "here", "idle");
    await page.getByText("500/500").waitFor();
    // Of five hundred rows only those in sight are there.
    expect(await rows(viewer).count()).toBeLessThan(60);
  });

  test("Z6: stands still while it is paused, and the log is walked by keys", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
    await choose(viewer, "conn.k7Q2");
    const told = chatOfTwo(feed);
    feed.batch(told.slice(0, 3));
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
    await viewer.click("Pause");
    feed.batch(told.slice(3));
    await viewer.reads("8 new");
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
    await viewer.page.getByRole("listbox").focus();
    await viewer.page.keyboard.press("Home");
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "asking");
    await viewer.page.getByRole("button", { name: "State", exact: true }).click();
    await viewer.page.locator(".details").getByText("join / startInviting, ask").first().waitFor();
  });

  test("Z7: is drawn as a sequence diagram, whose arrows lead to their events", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed));
    await page.getByRole("button", { name: "Sequence", exact: true }).click();
    const lanes = page.locator(".lanes > span");
    await lanes.first().waitFor();
    expect(await lanes.allTextContents()).toEqual([
      "person k7Q2",
      "conn.k7Q2",
      "pair.1",
      "conn.m4XD",
      "person m4XD",
    ]);
    const arrow = page.getByRole("button", { name: /say, conn.k7Q2 to pair.1/ });
    expect(await arrow.locator("svg.data").count()).toBe(1);
    await page.getByRole("button", { name: /ask.ringing, conn.m4XD to conn.k7Q2/ }).click();
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
  });
});

describe("what is taken away", () => {
  test("Z8: is a picture, a record or a text of what was shown", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
    await choose(viewer, "conn.m4XD");
    feed.batch(chatOfTwo(feed).filter((event) => event.kind !== "started" && event.id === "conn.m4XD"));
    await isLit(viewer, "conn.m4XD", "paired", "here", "idle");

    const svg = await taken(viewer, "SVG picture");
    expect(svg.name).toBe("connection-conn.m4XD-5.svg");
    const text = svg.content.toString();
    const parsed = await viewer.page.evaluate(
      `(() => {
        const root = new DOMParser().parseFromString(${JSON.stringify(text)}, "image/svg+xml").documentElement;
        return [root.nodeName, root.querySelectorAll("parsererror").length, root.querySelectorAll("rect").length];
      })()`,
    );
    // The states, the background, and the second line around the final one.
    expect(parsed).toEqual(["svg", 0, 17]);
    expect(/var\(|light-dark| class=| style=| data-|<!--|<script/.exec(text)?.[0]).toBeUndefined();

    const png = await taken(viewer, "PNG picture");
    expect(png.content.subarray(0, 8)).toEqual(Buffer.from("89504e470d0a1a0a", "hex"));
    const [, width, height] = /width="(\d+)[.\d]*" height="(\d+)/.exec(text)?.map(Number) ?? [];
    expect(png.content.readUInt32BE(16)).toBeGreaterThan(width ?? 0);
    expect(png.content.readUInt32BE(20)).toBeGreaterThan(height ?? 0);

    const record = JSON.parse((await taken(viewer, "JSON with state and events")).content.toString());
    expect(record).toMatchObject({ chart: chartNamed("connection"), actor: { active: PLACES.paired } });
    expect(record.events.map(({ event }: { event: { type: string } }) => event.type)).toEqual([
      "ask",
      "accept",
      "pair.opened",
      "tell",
      "typing",
    ]);

    const mermaid = await taken(viewer, "Mermaid text");
    expect(mermaid.content.toString()).toBe(mermaidOf(chartNamed("connection"), { active: PLACES.paired }));
    await viewer.click("Export");
    await viewer.click("Copy Mermaid");
    await viewer.reads("Copied");
  });
});

describe("events by hand", () => {
  test("Z9: are put together from examples, and answered", async () => {
    feed = await houseOfTwo({ control: true });
    const viewer = await visit();
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    await page.getByRole("button", { name: "State", exact: true }).click();
    await page.getByLabel("Event", { exact: true }).last().selectOption("typing");
    await page.getByLabel("pair", { exact: true }).fill("p-7");
    await page.getByLabel("on", { exact: true }).uncheck();
    await viewer.click("Send");
    expect(await feed.until("send")).toEqual({
      type: "send",
      id: 1,
      actor: "conn.k7Q2",
      event: { type: "typing", pair: "p-7", on: false, count: 3 },
    });
    await viewer.reads("Sent.");
    feed.refusal = "There is no such pair.";
    await viewer.click("Send");
    await viewer.reads("There is no such pair.");
    await page.getByLabel("count", { exact: true }).fill("");
    await viewer.click("Send");
    await viewer.reads("Not a number: count.");
  });

  test("Z9: are not offered where the relay takes none", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
    await choose(viewer, "conn.k7Q2");
    await viewer.page.getByRole("button", { name: "State", exact: true }).click();
    await viewer.reads("What can happen");
    expect(await viewer.page.getByText("Send by hand").count()).toBe(0);
  });
});

describe("the connection", () => {
  test("Z11: comes back by itself, goes on where it was, and keeps the log", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed).slice(0, 3));
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
    feed.asked.splice(0);
    feed.drop(1013);
    await viewer.reads(/could not keep up/);
    await viewer.click("Try now");
    await feed.until("watch", ({ actors }) => actors[0] === "conn.k7Q2");
    await feed.until("list");
    await viewer.page.getByRole("status").getByText("Live").waitFor();
    expect(await rows(viewer).count()).toBe(3);
    feed.drop(4000, "the relay restarts");
    await viewer.reads("The relay has closed the feed: the relay restarts");
    await viewer.page.getByRole("status").getByText("Live").waitFor();
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
  });

  test("Z11: leads to the login when it is not allowed", async () => {
    feed = await houseOfTwo();
    const viewer = await visit();
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
  const viewer = await visit();
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
  expect(await page.locator("img:not(header img), script:not([src])").count()).toBe(0);
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
  const viewer = await visit({ viewport: { width, height: 800 }, colorScheme });
  await choose(viewer, "room.main");
  feed.batch([
    moves(actorOf("room.main", "chatroom"), "enter", ["chatroom.listed"], { fields: { members: 1 } }),
  ]);
  const barriers: string[] = [];
  await tour(viewer, async () => void barriers.push(...(await viewer.barriers())));
  expect(barriers).toEqual([]);
});
