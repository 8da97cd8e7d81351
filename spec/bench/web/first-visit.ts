import { once } from "node:events";
import { createServer } from "node:http";
import type { Browser } from "playwright-core";
import { median } from "../stats.ts";

const ROUNDS = 9;

/** Notes when the code can be read, and when the page was loaded, in ms since the navigation began. */
const WATCH = `
  new MutationObserver((_, watching) => {
    if (!document.querySelector(".code code")) return;
    watching.disconnect();
    requestAnimationFrame(() => { window.ready = performance.now(); });
  }).observe(document, { subtree: true, childList: true });
  addEventListener("load", () => requestAnimationFrame(() => { window.loaded = performance.now(); }));
`;

/** Lines of the report. */
export async function firstVisit(browser: Browser, url: string): Promise<[string, string][]> {
  const empty = createServer((_, answer) =>
    answer.setHeader("Content-Type", "text/html").end("<!doctype html><title>empty</title>"),
  );
  empty.listen(0, "127.0.0.1");
  await once(empty, "listening");
  const address = empty.address();
  const emptyUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  const lines: [string, string][] = [];
  try {
    for (const slower of [1, 4]) {
      const visits = [];
      const baselines = [];
      for (let round = 0; round < ROUNDS; round++) {
        baselines.push((await visit(browser, emptyUrl, "window.loaded", slower)).ms);
        visits.push(await visit(browser, url, "window.ready", slower));
      }
      const [last] = visits.slice(-1);
      if (slower === 1 && last !== undefined) {
        lines.push(["first visit, requests by HTTP", `${last.requests}`]);
        lines.push([
          "first visit, bytes on the wire, headers included",
          `${(last.bytes / 1000).toFixed(1)} KB`,
        ]);
      }
      const ready = median(visits.map(({ ms }) => ms));
      const base = median(baselines);
      const cpu = slower === 1 ? "" : `, CPU ${slower}× slower`;
      lines.push([
        `first visit, until one's code can be read${cpu}`,
        `${ready.toFixed(0)} ms; an empty page ${base.toFixed(0)} ms`,
      ]);
    }
  } finally {
    empty.close();
  }
  return lines;
}

async function visit(browser: Browser, url: string, mark: string, slower: number) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  let bytes = 0;
  let requests = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
    requests++;
    bytes += encodedDataLength;
  });
  await page.addInitScript(WATCH);
  await page.goto(url);
  const ms = Number(
    await page.evaluate(
      `new Promise((resolve) => { const look = () => ${mark} ? resolve(${mark}) : requestAnimationFrame(look); look(); })`,
    ),
  );
  await page.waitForLoadState("networkidle");
  await context.close();
  return { ms, bytes, requests };
}
