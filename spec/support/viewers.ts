import { readFileSync } from "node:fs";
import { expect } from "@jest/globals";
import type { Browser } from "playwright-core";
import type { ActorId } from "../../actors/inspect/feed.ts";
import { counted, Visitor } from "./browser.ts";
import { launchChromium } from "./chromium.ts";
import type { FakeFeed } from "./fake-feed.ts";

let shared: Promise<Browser> | undefined;
const viewers: Visitor[] = [];

/** Opens the inspector's page, in a browser profile of its own, and waits until it shows something. */
export async function visit(
  feed: FakeFeed,
  options: Parameters<Browser["newContext"]>[0] = {},
  until = "tbody tr",
): Promise<Visitor> {
  shared ??= launchChromium();
  const context = await (await shared).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const viewer = new Visitor(context, await context.newPage());
  viewers.push(viewer);
  await viewer.page.goto(feed.url);
  await viewer.page.locator(until).first().waitFor();
  return viewer;
}

/** Everybody goes, and the feed ends; no page may have complained of anything. */
export async function leave(feed: FakeFeed): Promise<void> {
  const leaving = viewers.splice(0);
  const complaints = leaving.flatMap((viewer) => viewer.complaints);
  await Promise.all(leaving.map((viewer) => viewer.leave()));
  await feed.close();
  expect(complaints).toEqual([]);
}

export async function closeBrowser(): Promise<void> {
  await (await shared)?.close();
}

/** Chooses an actor, and waits for its chart. */
export async function choose(viewer: Visitor, id: ActorId): Promise<void> {
  await viewer.page.locator("tbody").getByRole("button", { name: id, exact: true }).click();
  await chartOf(viewer, id).waitFor();
}

export const chartOf = ({ page }: Visitor, id: ActorId) =>
  page.locator(`section[aria-label="Chart: ${id}"] svg[role=img]`);
/** Waits until those of an actor's states are lit, and no others. */
export async function isLit(viewer: Visitor, id: ActorId, ...keys: string[]): Promise<void> {
  const lit = chartOf(viewer, id).locator('[data-lit="inner"]');
  const all = keys.map((key) => `[data-state$=".${key}"]`);
  for (const each of all) await lit.and(viewer.page.locator(each)).waitFor({ state: "attached" });
  await counted(lit, keys.length);
}
/** A button of the page, such as one that turns to a panel. */
export const panel = ({ page }: Visitor, name: string) => page.getByRole("button", { name, exact: true });

/** How large a chart is drawn. */
export async function scaleOf(viewer: Visitor, id: ActorId): Promise<number> {
  const style = (await chartOf(viewer, id).locator("[data-camera]").getAttribute("style")) ?? "";
  return Number(/scale\(([\d.]+)\)/.exec(style)?.[1]);
}

/** Waits until something in an actor's chart is where it can be read: in its pane, and covered by neither name nor tools. */
export function isRead(viewer: Visitor, id: ActorId, selector: string): Promise<void> {
  return viewer.until(`(() => {
    const section = document.querySelector('section[aria-label="Chart: ${id}"]');
    const [pane, name, tools, what] = [".pane", "header", ".tools", ${JSON.stringify(selector)}].map((within) =>
      section?.querySelector(within)?.getBoundingClientRect());
    return what !== undefined && section.querySelector("svg[data-far]") === null &&
      what.top >= name.bottom && what.bottom <= tools.top && what.left >= pane.left && what.right <= pane.right;
  })()`);
}

/** Waits until the page has drawn what it knows, and has heard of what that has made larger or smaller. */
export async function drawn({ page }: Visitor): Promise<void> {
  await page.evaluate("new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard)))");
}

/** Those events of the log that are in sight. */
export const rows = ({ page }: Visitor) => page.locator(".row");

/** What a click gives to download. */
export async function taken(viewer: Visitor, name: string): Promise<{ name: string; content: Buffer }> {
  await viewer.click("Export");
  const [file] = await Promise.all([viewer.page.waitForEvent("download"), viewer.click(name)]);
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}
