import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { mermaidText } from "../../web/inspect/model/export.ts";
import { counted } from "../support/browser.ts";
import type { FakeFeed, Told } from "../support/fake-feed.ts";
import { actorOf, chartNamed, chatOfTwo, houseOfTwo, moves, PLACES } from "../support/inspected.ts";
import { choose, closeBrowser, drawn, isLit, leave, rows, taken, visit } from "../support/viewers.ts";

let feed: FakeFeed;
afterEach(() => leave(feed));
afterAll(closeBrowser);

describe("what has happened", () => {
  test("Z5, Z6: is gone back through, while more happens", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed), 3);
    await isLit(viewer, "conn.k7Q2", "paired", "here", "idle");
    await counted(rows(viewer), 11);
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
    await counted(page.getByText("4/11"), 1);
    await isLit(viewer, "conn.m4XD", "lobby", "here", "accepting");
    await viewer.click("Live");
    await isLit(viewer, "conn.m4XD", "paired", "here", "idle");
    await page.getByText("500/500").waitFor();
    // Of five hundred rows only those in sight are there.
    expect(await rows(viewer).count()).toBeLessThan(60);
  });

  test("Z6: stands still while it is paused, and the log is walked by keys", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
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

  test.each([1280, 1024, 390])(
    "Z5: says what an event led to, before all of its fields: %d px",
    async (width) => {
      feed = await houseOfTwo();
      const viewer = await visit(feed, { viewport: { width, height: 800 } });
      const { page } = viewer;
      await choose(viewer, "conn.k7Q2");
      const pair = actorOf("pair.9Q1RBE9VUR40IEWW", "pair");
      const fields = { pair: "9Q1RBE9VUR40IEWW", side: "asked", partner: "~541abbl7", name: "x".repeat(100) };
      const ada = { ...actorOf("conn.k7Q2", "connection"), active: [...PLACES.lobby] };
      feed.batch([
        { kind: "started", actor: pair },
        moves(ada, "pair.opened", [...PLACES.paired], { origin: "actor", from: pair.id, fields }),
      ]);
      await page.getByRole("button", { name: "Log", exact: true }).click();
      const row = rows(viewer).filter({ hasText: "pair.opened" });
      const led = row.locator(".led");
      await led.getByText("⇒ paired", { exact: true }).waitFor();
      await drawn(viewer);
      const isCut = (text: object) =>
        "scrollWidth" in text && "clientWidth" in text && Number(text.scrollWidth) > Number(text.clientWidth);
      expect(await row.locator(".fields").evaluate(isCut)).toBe(true);
      for (const whole of ["strong", ".way", ".led"]) {
        expect(await row.locator(whole).evaluate(isCut)).toBe(false);
      }
      const [box, its] = [await row.boundingBox(), await led.boundingBox()];
      expect((its?.x ?? width) + (its?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0));
      // The next row is below it, however many lines it has.
      const [one, two] = [await rows(viewer).nth(0).boundingBox(), await rows(viewer).nth(1).boundingBox()];
      expect(two?.y).toBe((one?.y ?? 0) + (one?.height ?? 0));
    },
  );

  test("Z6: of an event that is another's it is said whose it is", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.m4XD");
    feed.leadsTo.set("conn.m4XD", ["conn.k7Q2"]);
    await choose(viewer, "conn.m4XD");
    await page.getByRole("navigation", { name: "Watched actors" }).waitFor();
    feed.batch(chatOfTwo(feed).slice(0, 2));
    await page.getByRole("button", { name: "State", exact: true }).click();
    const details = page.locator(".details");
    await details.getByRole("heading", { name: "Transitions taken", exact: true }).waitFor();
    await details.getByRole("heading", { name: "Event ask", exact: true }).waitFor();
    await page.getByLabel("Event", { exact: true }).focus();
    await page.keyboard.press("ArrowLeft");
    await details.getByRole("heading", { name: "Event join at conn.k7Q2", exact: true }).waitFor();
    await details.getByRole("heading", { name: "Transitions taken by conn.k7Q2", exact: true }).waitFor();
  });

  test("Z7: is drawn as a sequence diagram, whose arrows lead to their events", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
    const { page } = viewer;
    await choose(viewer, "conn.k7Q2");
    feed.batch(chatOfTwo(feed));
    await page.getByRole("button", { name: "Sequence", exact: true }).click();
    const lanes = page.locator(".lanes > span");
    await counted(lanes, 5);
    expect(await lanes.allTextContents()).toEqual([
      "person k7Q2",
      "conn.k7Q2",
      "pair.1",
      "conn.m4XD",
      "person m4XD",
    ]);
    const arrow = page.getByRole("option", { name: /say, conn.k7Q2 to pair.1/ });
    expect(await arrow.getAttribute("class")).toMatch(/\bdata\b/);
    await page.getByRole("option", { name: /ask.ringing, conn.m4XD to conn.k7Q2/ }).click();
    await isLit(viewer, "conn.k7Q2", "lobby", "here", "ringing");
  });
});

describe("what is taken away", () => {
  test("Z8: is a picture, a record or a text of what was shown", async () => {
    feed = await houseOfTwo();
    const viewer = await visit(feed);
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
    expect(mermaid.content.toString()).toBe(mermaidText(chartNamed("connection"), PLACES.paired));
    await viewer.click("Export");
    await viewer.click("Copy Mermaid");
    await viewer.reads("Copied");
  });
});

describe("events by hand", () => {
  test("Z9: are put together from examples, and answered", async () => {
    feed = await houseOfTwo({ control: true });
    const viewer = await visit(feed);
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
    const viewer = await visit(feed);
    await choose(viewer, "conn.k7Q2");
    await viewer.page.getByRole("button", { name: "State", exact: true }).click();
    await viewer.reads("What can happen");
    await counted(viewer.page.getByText("Send by hand"), 0);
  });
});
