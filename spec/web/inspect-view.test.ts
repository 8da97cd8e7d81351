import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { counted } from "../support/browser.ts";
import type { FakeFeed, Told } from "../support/fake-feed.ts";
import { actorOf, CLIENTS, chatOfTwo, houseOfTwo, moves, PLACES } from "../support/inspected.ts";
import {
  chartOf,
  choose,
  closeBrowser,
  drawn,
  isLit,
  isRead,
  leave,
  panel,
  scaleOf,
  visit,
} from "../support/viewers.ts";

let feed: FakeFeed;
afterEach(() => leave(feed));
afterAll(closeBrowser);

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** Somebody is asked, and stays where they are. */
function asked(id: string): Told {
  const actor = { ...actorOf(id, "connection"), active: [...PLACES.lobby] };
  return moves(actor, "ask", [...PLACES.lobby], { origin: "actor", from: "conn.k7Q2" });
}

describe("what is seen of a chart", () => {
  test("Z22: on a phone it begins, and goes on, where it can be read", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed, PHONE);
    await choose(viewer, "conn.k7Q2");
    expect(await scaleOf(viewer, "conn.k7Q2")).toBeGreaterThanOrEqual(0.75);
    await viewer.click("Show all");
    expect(await scaleOf(viewer, "conn.k7Q2")).toBeLessThan(0.3);
    await panel(viewer, "Follow").click();
    feed.batch(chatOfTwo(feed));
    await isLit(viewer, "conn.k7Q2", "paired", "here", "idle");
    await isRead(viewer, "conn.k7Q2", '[data-state$=".paired"] .title');
    expect(await scaleOf(viewer, "conn.k7Q2")).toBeGreaterThanOrEqual(0.75);
  });

  test.each([PHONE, {}])("Z22: a transition that stays in its state leads there: %j", async (options) => {
    feed = await houseOfTwo();
    const viewer = await visit(feed, options);
    await choose(viewer, "conn.m4XD");
    feed.batch([asked("conn.m4XD")]);
    await isRead(viewer, "conn.m4XD", ".line.taken");
    // And so it does when somebody has looked elsewhere meanwhile.
    await viewer.page.getByRole("application").focus();
    for (let i = 0; i < 12; i++) await viewer.page.keyboard.press("ArrowUp");
    feed.batch([asked("conn.m4XD")]);
    await isRead(viewer, "conn.m4XD", ".line.taken");
  });

  test("Z22: what a transition led to stays in sight when the pane becomes smaller", async () => {
    feed = await houseOfTwo({}, []);
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    const ada = { ...actorOf("conn.k7Q2", "connection"), active: [...PLACES.lobby] };
    feed.batch([
      moves(ada, "enter", [...PLACES.chatroom]),
      { kind: "started", actor: actorOf("room.main", "chatroom") },
    ]);
    // The bar with those who are watched has come.
    await page.getByRole("navigation", { name: "Watched actors" }).waitFor();
    await drawn(viewer);
    await isRead(viewer, "conn.k7Q2", '[data-state$=".chatroom"] .title');
    feed.status = 503;
    feed.drop(4000, "the relay restarts");
    await viewer.reads(/restarts/);
    await page.setViewportSize({ width: 1280, height: 620 });
    await drawn(viewer);
    await isRead(viewer, "conn.k7Q2", '[data-state$=".chatroom"] .title');
    viewer.complaints.splice(0);
  });

  test("Z3: who wants to see all of it, or not to follow, sees what they want with other actors and events too", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    const follow = panel(viewer, "Follow");
    const place = () => chartOf(viewer, "conn.m4XD").locator("[data-camera]").getAttribute("style");
    expect(await follow.getAttribute("aria-pressed")).toBe("true");
    await viewer.click("Show all");
    await page.locator('button[aria-pressed="false"]', { hasText: "Follow" }).waitFor();
    await page.getByRole("navigation", { name: "Watched actors" }).getByText("conn.m4XD").click();
    await chartOf(viewer, "conn.m4XD").waitFor();
    expect(await follow.getAttribute("aria-pressed")).toBe("false");
    await drawn(viewer);
    const whole = await place();
    feed.batch(chatOfTwo(feed));
    await isLit(viewer, "conn.m4XD", "paired", "here", "idle");
    await drawn(viewer);
    expect(await place()).toBe(whole);
    await follow.click();
    await isRead(viewer, "conn.m4XD", '[data-state$=".paired"] .title');
  });
});

describe("charts side by side", () => {
  test("Z22: of three each is shown whole between its name and its tools, which stand in one line", async () => {
    feed = await houseOfTwo({}, CLIENTS);
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    await chartOf(viewer, "client.1.call").waitFor();
    for (const id of ["conn.k7Q2", ...CLIENTS]) {
      const section = page.locator(`section[aria-label="Chart: ${id}"]`);
      await section.getByRole("button", { name: "Show all" }).click();
      await viewer.until("document.getAnimations().length === 0");
      const box = async (within: string) => {
        const found = await section.locator(within).first().boundingBox();
        if (found === null) throw new Error(`there is no ${within}`);
        return found;
      };
      const [name, drawing, tools] = [await box("header"), await box("[data-camera]"), await box(".tools")];
      expect(drawing.y).toBeGreaterThanOrEqual(name.y + name.height);
      expect(drawing.y + drawing.height).toBeLessThanOrEqual(tools.y);
      expect(tools.height).toBeLessThan(50);
    }
    // The switch is there however many actors are watched.
    await panel(viewer, "Side by side").click({ trial: true });
  });

  test("Z10: there are as many as have room, with names and tools in one line", async () => {
    feed = await houseOfTwo({}, CLIENTS);
    const viewer = await visit(feed, { viewport: { width: 1024, height: 768 } });
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    const sections = page.locator('section[aria-label^="Chart: "]');
    await counted(sections, 2);
    await chartOf(viewer, "client.1.session").waitFor();
    for (const line of await page.locator(".chart header, .chart .tools").all()) {
      expect((await line.boundingBox())?.height).toBeLessThan(50);
    }
    await page.setViewportSize({ width: 900, height: 620 });
    await counted(sections, 1);
    await chartOf(viewer, "conn.k7Q2").waitFor();
    await panel(viewer, "Side by side").waitFor({ state: "detached" });
    await page.setViewportSize({ width: 1280, height: 800 });
    await counted(sections, 3);
  });

  test("Z10: who chooses a client's session sees the connection beside it", async () => {
    feed = await houseOfTwo();
    feed.leadsTo.set("client.1.session", ["conn.k7Q2"]);
    const viewer = await visit(feed);
    await choose(viewer, "client.1.session");
    await chartOf(viewer, "conn.k7Q2").waitFor();
    await panel(viewer, "Side by side").click({ trial: true });
  });
});

test("Z26: those who live stand before those who don't or are no longer followed, with whoever was chosen first", async () => {
  feed = await houseOfTwo({}, []);
  const viewer = await visit(feed);
  await choose(viewer, "conn.k7Q2");
  const others = [1, 2, 3].flatMap((i): Told[] => [
    { kind: "started", actor: actorOf(`conn.${i}`, "connection") },
    { kind: "started", actor: actorOf(`pair.${i}`, "pair") },
    ...(i === 3
      ? []
      : ([
          { kind: "stopped", id: `pair.${i}`, why: "ended" },
          { kind: "stopped", id: `conn.${i}`, why: "unfollowed" },
        ] as const)),
  ]);
  feed.batch(others);
  const tabs = viewer.page.getByRole("navigation", { name: "Watched actors" }).getByRole("button");
  await counted(tabs, 7);
  expect((await tabs.locator(".id").allTextContents()).join(" ")).toBe(
    "conn.k7Q2 conn.3 pair.3 pair.2 conn.2 pair.1 conn.1",
  );
  // And they stay while one looks at another.
  await tabs.getByText("pair.3").click();
  await chartOf(viewer, "pair.3").waitFor();
  expect(await tabs.first().textContent()).toBe("conn.k7Q2");
});
