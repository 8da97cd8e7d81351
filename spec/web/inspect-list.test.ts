import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { counted } from "../support/browser.ts";
import { FakeFeed } from "../support/fake-feed.ts";
import { actorOf, CHARTS, chatOfTwo, houseOfTwo } from "../support/inspected.ts";
import { choose, closeBrowser, leave, visit } from "../support/viewers.ts";

let feed: FakeFeed;
afterEach(() => leave(feed));
afterAll(closeBrowser);

describe("the list", () => {
  test("Z1: shows who is there, and whom somebody looks for", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await counted(page.locator("tbody tr"), 5);
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
    await page.getByLabel("Older than").fill("10000");
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
    const viewer = await visit(feed);
    const { page } = viewer;
    await page.getByText("1–100 of 10000").waitFor();
    await counted(page.locator("tbody tr"), 100);
    await viewer.click("Next page");
    await page.getByText("101–200 of 10000").waitFor();
    await viewer.click("Previous page");
    await page.getByText("1–100 of 10000").waitFor();
    await page.getByPlaceholder("Code, mask or id").fill("conn.09876");
    await page.getByText("1–1 of 1").waitFor();
    await choose(viewer, "conn.09876");
    expect(feed.asked.every((message) => message.type !== "list" || message.limit <= 200)).toBe(true);
  });

  test("Z1: searches names where they are told, and says so", async () => {
    feed = await houseOfTwo({ identities: true });
    const viewer = await visit(feed);
    await viewer.page.getByPlaceholder("Code, name or id").waitFor();
  });

  test("Z1: of an actor in many states it says those that matter, by names that no other state has", async () => {
    feed = await houseOfTwo();
    const session = feed.actors.get("client.1.session");
    if (session === undefined) throw new Error("there is no session");
    const active = [
      ...session.active.filter((id) => !/\.(link|place|acks)\./.test(id)),
      "session.open.link.reaching.online.live.quiet",
      "session.open.place.pair.chat",
      "session.open.place.pair.keys.still",
      "session.open.acks.owing",
    ];
    feed.actors.set(session.id, { ...session, active });
    const viewer = await visit(feed);
    const states = viewer.page.getByRole("row", { name: /client\.1\.session/ }).locator("td.states");
    await states.getByText("live, pair, acks.owing", { exact: true }).waitFor();
    expect(await states.getAttribute("title")).toMatch(
      /open\.receipts\.settled.*open\.place\.pair\.keys\.still/,
    );
  });

  test.each([1280, 390, 320])(
    "Z1: no code and no mask is broken, and nothing overflows: %d px",
    async (width) => {
      feed = await FakeFeed.open(CHARTS);
      for (const code of ["WWWWWWWW", "TTVK1HUO", "~wqwsn8m3", "~mmmmwwww"]) {
        feed.actors.set(`conn.${code}`, actorOf(`conn.${code}`, "connection", { code }));
      }
      const pair = actorOf("pair.E4W7NQG2T1EWFMQM", "pair");
      feed.actors.set(pair.id, pair);
      const viewer = await visit(feed, { viewport: { width, height: 800 } });
      const ids = viewer.page.locator("tbody button");
      await counted(ids, 5);
      const lines =
        "Array.from(document.querySelectorAll('tbody button bdi'), (id) => id.getClientRects().length)";
      expect(await viewer.page.evaluate(lines)).toEqual(Array(11).fill(1));
      const over = (what: string) => viewer.page.evaluate(`${what}.scrollWidth - ${what}.clientWidth`);
      expect(await over("document.documentElement")).toBe(0);
      expect(await over("document.querySelector('.scroll')")).toBe(0);
    },
  );

  test("Z16: tells ages as they grow, though nothing happens, and as they were at an event that is gone back to", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    const since = page
      .getByRole("row", { name: /conn.k7Q2/ })
      .locator("td")
      .last();
    await since.getByText(/^12 s$/).waitFor();
    await since.getByText(/^1[3-9] s$/).waitFor();
    await choose(viewer, "conn.k7Q2");
    await page.getByRole("button", { name: "State", exact: true }).click();
    await page.getByText(/^for 1[3-9] s$/).waitFor();
    // As the relay's clock says, whatever this machine's does.
    feed.time += 50_000;
    await page.getByPlaceholder("Code, mask or id").fill("conn");
    await since.getByText(/^6\d s$/).waitFor();
    await page.getByText(/^for 6\d s$/).waitFor();
    feed.batch(chatOfTwo(feed).slice(0, 2));
    await page.getByText(/^for [56]\d s$/).waitFor();
    await viewer.click("Pause");
    await page.getByText("for 0 s").waitFor();
    await viewer.click("Live");
    await page.getByText(/^for [56]\d s$/).waitFor();
    feed.status = 503;
    feed.drop(4000, "the relay restarts");
    await viewer.reads(/restarts/);
    const then = await since.textContent();
    await page.getByText("Trying again in", { exact: false }).waitFor();
    expect(await since.textContent()).toBe(then);
    viewer.complaints.splice(0);
  });

  test("Z17: goes to the last page that there is, when there are fewer actors than before", async () => {
    feed = await FakeFeed.open(CHARTS);
    const add = (i: number) => feed.actors.set(`conn.${i}`, actorOf(`conn.${i}`, "connection"));
    for (let i = 0; i < 171; i++) add(i);
    const viewer = await visit(feed);
    await viewer.click("Next page");
    await viewer.reads("101–171 of 171");
    for (let i = 71; i < 171; i++) feed.actors.delete(`conn.${i}`);
    feed.relist();
    await viewer.reads("1–71 of 71");
    await counted(viewer.page.locator("tbody tr"), 71);
    feed.actors.clear();
    feed.relist();
    await viewer.reads(/Nobody is there yet/);
  });

  test("Z1: says what to do while nobody is there", async () => {
    feed = await FakeFeed.open(CHARTS);
    const viewer = await visit(feed, {}, ".actors .hint");
    await viewer.reads(/Nobody is there yet/);
    await viewer.reads(/Its statechart shows up here/);
  });
});
