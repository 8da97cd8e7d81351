import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";

const MERMAID = readFileSync(createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js"), "utf8");

/** An empty page with Mermaid itself, as `mermaid`, and a `main` for its pictures. */
export async function mermaidPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent("<main></main>");
  await page.addScriptTag({ content: MERMAID });
  await page.evaluate(`mermaid.initialize({ startOnLoad: false })`);
  return page;
}
