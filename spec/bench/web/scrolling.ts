import { once } from "node:events";
import type { Browser, Page } from "playwright-core";
import { WebSocket } from "ws";
import { valueAt } from "../stats.ts";
import { timed } from "../timed.ts";

const MESSAGES = 5000;

/** Lines of the report. */
export async function scrolling(browser: Browser, url: string): Promise<[string, string][]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  const code = await page.locator(".code code").textContent();
  // A classic client is paired by being joined.
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}ws`);
  const [first] = await once(socket, "message");
  const { payload } = JSON.parse(String(first));
  await page.getByLabel("Code or invite link").fill(payload.code);
  await page.keyboard.press("Enter");
  await page.locator("textarea").waitFor();
  const say = (text: string) => socket.send(JSON.stringify({ type: "MSG", payload: { text } }));
  const filling = await timed(async () => {
    for (let i = 1; i <= MESSAGES; i++)
      say(`Message ${i} to ${code}. ${"Some words to fill a line or two. ".repeat(i % 4)}`);
    await shown(page, `Message ${MESSAGES} `);
  });
  const frames = await scrolled(page);
  const one = await timed(async () => {
    say("one more");
    await shown(page, "one more");
  });
  socket.close();
  await page.close();
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number) => `${valueAt(sorted, share).toFixed(1)} ms`;
  const late = frames.filter((ms) => ms > 50).length;
  return [
    [
      `${MESSAGES.toLocaleString("en")} messages coming in at once, until the last is shown`,
      `${(filling / 1000).toFixed(1)} s`,
    ],
    [
      `scrolling through them, ${frames.length} frames: median, 95 %, longest`,
      `${at(0.5)}, ${at(0.95)}, ${at(1)}`,
    ],
    ["scrolling, frames above 50 ms", `${late}`],
    ["one message more, until it is shown", `${one.toFixed(0)} ms`],
  ];
}

/** Waits for the frame in which the last message has that text. */
async function shown(page: Page, text: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const last = [...document.querySelectorAll(".block:last-of-type article")].at(-1);
      if (last?.textContent.includes(${JSON.stringify(text)})) resolve();
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

/** How long each frame took, in ms, from the end to the beginning. */
async function scrolled(page: Page): Promise<number[]> {
  const frames: unknown = await page.evaluate(`new Promise((resolve) => {
    const log = document.querySelector("[role=log]");
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      if (log.scrollTop <= 0) return resolve(frames);
      log.scrollTop -= 600;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);
  return Array.isArray(frames) ? frames.map(Number) : [];
}
