import { launchChromium } from "../../support/chromium.ts";
import { timed } from "../timed.ts";

/** What the inspector's page costs somebody who looks at a large relay, ms. */
export interface PageFigures {
  /** From opening it until the first actors are there. */
  readonly first: number;
  /** Until the next page of them is there, whose actors nobody has asked for yet. */
  readonly next: number;
  /** From the last letter of a code until its row alone is there. */
  readonly found: number;
  /** From choosing it until its chart is drawn: the first of its machine, which has to be laid out. */
  readonly drawn: number;
  /** Times of frames while all that the watched pair says comes in, in order. */
  readonly frames: readonly number[];
}

/** Looks with a real Chromium at the relay behind `url`, for the person with `code`; `flood` lets their pair talk. */
export async function lookedAt(
  url: string,
  code: string,
  flood: () => Promise<unknown>,
): Promise<PageFigures> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    const first = await timed(async () => {
      await page.goto(`${url}inspect/`);
      await page.locator("tbody tr").first().waitFor();
    });
    const next = await timed(async () => {
      await page.getByRole("button", { name: "Next page" }).click();
      await page.getByText("101–200 of").waitFor();
    });
    await page.getByPlaceholder("Code, mask or id").fill(code);
    const found = await timed(() => page.getByText("1–1 of 1", { exact: true }).waitFor());
    const drawn = await timed(async () => {
      await page.locator("tbody button").click();
      await page.locator("svg[role=img] [data-lit=inner]").first().waitFor({ state: "attached" });
    });
    const flooding = flood();
    const frames: number[] = await page.evaluate(FRAMES);
    await flooding;
    return { first, next, found, drawn, frames: frames.toSorted((a, b) => a - b) };
  } finally {
    await browser.close();
  }
}

/** The times of all frames of three seconds. */
const FRAMES = `new Promise((resolve) => {
  const frames = [];
  const start = performance.now();
  let last = start;
  const step = (now) => {
    frames.push(now - last);
    last = now;
    if (now - start > 3000) resolve(frames);
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;
