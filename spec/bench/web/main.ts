/** `npm run bench:web`: what the web client costs a browser; writes spec/bench/web/RESULTS.md. */
import { writeFileSync } from "node:fs";
import { launchChromium } from "../../support/chromium.ts";
import { firstVisit } from "./first-visit.ts";
import { withRelay } from "./relay-process.ts";
import { scrolling } from "./scrolling.ts";

await withRelay(async (url) => {
  const browser = await launchChromium();
  try {
    const lines = [...(await firstVisit(browser, url)), ...(await scrolling(browser, url))];
    const report = `# What the web client costs a browser

Written by \`npm run bench:web\` on ${new Date().toISOString().slice(0, 10)}, with Chromium ${browser.version()} without a GPU; ratios hold, times drift.

${table([["what", "figure"], ...lines])}

- A first visit has an empty cache. It is over when one's own code can be read, which takes the page, its script, and a greeting of the relay.
- The empty page is one line of HTML from a server on the same machine, loaded in the same way, taking turns.
- Scrolling goes from the end to the beginning, 600 pixels a frame, while each frame is timed; a browser without a load shows one every
  16.7 ms. The transcript keeps 5,120 entries.
`;
    writeFileSync("spec/bench/web/RESULTS.md", report);
    console.log(report);
  } finally {
    await browser.close();
  }
});

/** In columns, as Biome wants them. */
function table(rows: readonly (readonly [string, string])[]): string {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [left = 0, right = 0] = widths;
  const lines = rows.map(([what, figure]) => `| ${what.padEnd(left)} | ${figure.padStart(right)} |`);
  return [lines[0], `| ${"-".repeat(left)} | ${"-".repeat(right - 1)}: |`, ...lines.slice(1)].join("\n");
}
