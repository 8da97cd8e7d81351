import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import { TOKEN } from "../support/admin.ts";
import { closeBrowser as closeHouses, counted, WebHouse } from "../support/browser.ts";
import type { FakeFeed } from "../support/fake-feed.ts";
import { CLIENTS, chatOfTwo, houseOfTwo } from "../support/inspected.ts";
import { chartOf, choose, closeBrowser, isLit, leave, panel, rows, visit } from "../support/viewers.ts";

/** On phones of today and some years ago. */
const PHONES = [
  { width: 390, height: 700 },
  { width: 390, height: 844 },
];

let feed: FakeFeed;
afterAll(closeBrowser);

describe("the page", () => {
  afterEach(() => leave(feed));

  test.each(PHONES)("Z18: a menu is within a window of %j", async (viewport) => {
    feed = await houseOfTwo();
    const viewer = await visit(feed, { viewport, hasTouch: true });
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    await viewer.click("Export");
    for (const name of ["SVG picture", "Copy Mermaid"]) {
      const box = await panel(viewer, name).boundingBox();
      if (box === null) throw new Error(`there is no ${name}`);
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
      expect(box.y + box.height).toBeLessThanOrEqual(viewport.height);
    }
    // Nothing lies upon it.
    await panel(viewer, "Copy Mermaid").click({ trial: true });
    await page.setViewportSize({ width: viewport.height, height: viewport.width });
    await panel(viewer, "Copy Mermaid").waitFor({ state: "hidden" });
  });

  test("Z19: another actor is looked at in the same panel", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    await panel(viewer, "State").click();
    await choose(viewer, "room.main");
    await page.locator(".details").getByText("members").waitFor();
    await panel(viewer, "Sequence").click();
    await choose(viewer, "conn.m4XD");
    await page.getByText("Events between the watched actors").waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await panel(viewer, "Actors").click();
    await choose(viewer, "conn.k7Q2");
    expect(await panel(viewer, "Chart").getAttribute("aria-current")).toBe("true");
  });

  test("Z20: a reload shows the same actor and the same list, and so does the address elsewhere", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await page.getByText("More filters").click();
    await page.getByLabel("Older than").fill("3000");
    await page.getByText("1–1 of 1").waitFor();
    await choose(viewer, "conn.m4XD");
    await page.getByRole("link", { name: "Skip to the chart" }).press("Enter");
    const address = page.url();
    expect(address).toMatch(/#actor=conn\.m4XD&olderThan=3000$/);
    feed.asked.splice(0);
    await page.reload();
    await chartOf(viewer, "conn.m4XD").waitFor();
    await page.getByText("1–1 of 1").waitFor();
    expect(await page.getByLabel("Older than").inputValue()).toBe("3000");
    expect(feed.asked.filter(({ type }) => type === "watch")).toHaveLength(1);
    await viewer.click("Clear filters");
    await page.getByText("1–5 of 5").waitFor();
    await page.goto(address.replace("conn.m4XD", "room.main"));
    await chartOf(viewer, "room.main").waitFor();
    await page.getByText("1–1 of 1").waitFor();
  });

  test("Z20: a reload goes on with whom was chosen to watch, also where another of those is shown", async () => {
    feed = await houseOfTwo({}, ["client.1.session", "room.main"]);
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    const watched = page.getByRole("navigation", { name: "Watched actors" });
    await watched.getByText("client.1.session").click();
    await page.waitForURL(/#actor=client\.1\.session&root=conn\.k7Q2$/);
    feed.asked.splice(0);
    await page.reload();
    await feed.until("watch", ({ actors }) => actors.join() === "conn.k7Q2,client.1.session");
    await watched.getByText("room.main").click();
    await chartOf(viewer, "room.main").waitFor();
    await page.waitForURL(/#actor=room\.main&root=conn\.k7Q2$/);
    await choose(viewer, "room.main");
    await page.waitForURL(/#actor=room\.main$/);
    await page.goto(page.url().replace("room.main", "client.1.session&root=conn.k7Q2"));
    await watched.getByText("room.main").waitFor();
    await chartOf(viewer, "client.1.session").waitFor();
  });

  test("Z21: the login opens elsewhere, and whoever comes back from it goes on here", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed));
    await isLit(viewer, "conn.k7Q2", "paired", "here", "idle");
    feed.status = 401;
    feed.drop(3000);
    const [login] = await Promise.all([
      viewer.context.waitForEvent("page"),
      page.getByRole("link", { name: "Log in" }).click(),
    ]);
    await login.waitForURL(/\/login$/);
    expect(await login.evaluate("window.opener")).toBeNull();
    await counted(rows(viewer), 11);
    feed.status = undefined;
    await login.close();
    await page.bringToFront();
    await page.evaluate("dispatchEvent(new Event('focus'))");
    await page.getByRole("status").getByText("Connected").waitFor();
    // All that was told, and that it is watched anew.
    await counted(rows(viewer), 12);
    viewer.complaints.splice(0);
  });

  test("Z23: says what is missing", async () => {
    feed = await houseOfTwo();
    for (const id of ["conn.k7Q2", "conn.m4XD", ...CLIENTS]) feed.actors.delete(id);
    const viewer = await visit(feed);
    const { page } = viewer;
    await viewer.reads(/Nobody is there yet/);
    await page.getByText("More filters").click();
    expect(await page.getByLabel("State").locator("option").first().textContent()).toMatch(
      /choose a machine/,
    );
    await page.getByLabel("Stuck longer than").fill("-5");
    await viewer.reads(/A time is a number of seconds, 0 or more/);
    expect(await page.getByLabel("Stuck longer than").getAttribute("aria-invalid")).toBe("true");
    await viewer.click("Clear filters");
    await choose(viewer, "room.main");
    await viewer.reads(/^Nothing has happened since you chose/);
    await page.locator(".below").getByText("room.main").waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText("codes masked").waitFor();
  });

  test("Z23: says that an actor is no longer followed, and that the relay was restarted", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed));
    feed.batch([{ kind: "stopped", id: "conn.m4XD", why: "unfollowed" }]);
    await page.getByRole("button", { name: "conn.m4XD no longer followed" }).waitFor();
    for (const id of ["conn.k7Q2", "conn.m4XD", ...CLIENTS]) feed.actors.delete(id);
    feed.drop(CLOSE.restart.code, CLOSE.restart.reason);
    await viewer.reads("The relay was restarted, and this actor is not there any more.");
    await viewer.click("Show the last of it");
    await isLit(viewer, "conn.k7Q2", "paired", "here", "idle");
  });

  test("Z24: the arrows of a sequence are one stop of the Tab key, and are walked by keys", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed));
    await panel(viewer, "Sequence").click();
    const list = page.getByRole("listbox", { name: "Sequence of events" });
    await list.focus();
    await page.keyboard.press("Home");
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "asking");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
    const current = list.getByRole("option", { selected: true });
    expect(await current.getAttribute("aria-label")).toMatch(/ask.ringing/);
    expect(await list.getAttribute("aria-activedescendant")).toBe(await current.getAttribute("id"));
    await page.keyboard.press("Tab");
    await counted(page.locator(".below :focus"), 0);
  });

  test("Z24: the arrow of whatever is looked at comes into sight", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed, { viewport: { width: 390, height: 844 } });
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed));
    await panel(viewer, "Sequence").click();
    const list = page.getByRole("listbox", { name: "Sequence of events" });
    await list.focus();
    const left = `document.querySelector('[role=listbox]:focus').scrollLeft`;
    await viewer.until(`${left} > 0`);
    await page.keyboard.press("Home");
    await list.getByRole("option", { selected: true, name: / join/ }).waitFor();
    await viewer.until(`${left} === 0`);
    await page.keyboard.press("End");
    await list.getByRole("option", { selected: true, name: /typing/ }).waitFor();
    await viewer.until(`${left} > 0`);
  });

  test("Z24: the text of an arrow is where the arrow is in sight", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed, { viewport: { width: 390, height: 844 } });
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed));
    await panel(viewer, "Sequence").click();
    const text = page.getByRole("option", { name: / ask, conn.k7Q2 to conn.m4XD/ }).locator(".text");
    const place = await text.boundingBox();
    expect((place?.x ?? 0) + (place?.width ?? 1000)).toBeLessThanOrEqual(390);
    await page.evaluate("document.querySelector('[role=listbox]').scrollLeft = 1000");
    const then = await text.boundingBox();
    expect(then?.x).toBeGreaterThanOrEqual(0);
  });

  test("Z25: delays are told with how long they are, also those that are ended by hand", async () => {
    feed = await houseOfTwo({ control: true });
    const type = "xstate.after.ringFor.connection.open.joining.ringing";
    const ada = feed.actors.get("conn.k7Q2");
    if (ada === undefined) throw new Error("there is no Ada");
    feed.actors.set(ada.id, { ...ada, sendable: [{ type, example: {} }] });
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    await page
      .locator("svg")
      .getByText(/^after ringFor \(\d+ s\)$/)
      .first()
      .waitFor({ state: "attached" });
    await panel(viewer, "State").click();
    await page.getByLabel("Event", { exact: true }).last().selectOption("after ringFor");
    await viewer.click("Send");
    expect((await feed.until("send")).event).toEqual({ type });
  });
});

test.each([
  [390, "light"],
  [390, "dark"],
  [1280, "light"],
  [1280, "dark"],
] as const)("D15: the login page is styled and free of barriers at %d px, %s", async (width, colorScheme) => {
  const house = await WebHouse.open({ adminPort: 0, adminToken: TOKEN });
  const url = `${house.adminUrl}login`;
  const visitor = await house.visit(url, { viewport: { width, height: 700 }, colorScheme });
  const { page } = visitor;
  const barriers = await visitor.barriers();
  await page.getByLabel("Admin token").fill("wrong");
  await visitor.click("Log in");
  await page.getByRole("alert").getByText("This is not the admin token.").waitFor();
  barriers.push(...(await visitor.barriers()));
  expect(barriers).toEqual([]);
  const button = await page.getByRole("button", { name: "Log in" }).boundingBox();
  expect(button?.height).toBeGreaterThanOrEqual(44);
  expect(button?.width).toBeLessThanOrEqual(400);
  await page.getByLabel("Admin token").fill(TOKEN);
  await visitor.click("Log in");
  await page.waitForURL("**/inspect/");
  await page.locator("tbody tr").first().waitFor();
  // The browser itself complains of the 401, and of nothing else.
  expect(visitor.complaints.splice(0).filter((complaint) => !complaint.includes("401"))).toEqual([]);
  await house.close();
});
afterAll(closeHouses);
