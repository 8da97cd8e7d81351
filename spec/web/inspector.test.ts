import { afterAll, afterEach, expect, test } from "@jest/globals";
import { closeBrowser, type Visitor, WebHouse } from "../support/browser.ts";
import { Caller } from "../support/callers.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { mermaidPage } from "../support/mermaid-page.ts";
import { chartOf, isLit, rows, taken } from "../support/viewers.ts";

/** Whether `npm run screenshots` wants README's picture. */
const IS_PICTURED = process.env["PARLEY_SCREENSHOTS"] !== undefined;

/** A call takes its time to come about. */
const MEDIA = 90_000;

let house: WebHouse;
afterEach(() => house.close());
afterAll(closeBrowser);

/** Looks for whoever has that code, and watches their connection; the answer is what it is called. */
async function watch(viewer: Visitor, code: string): Promise<string> {
  const { page } = viewer;
  await page.getByPlaceholder("Code, mask or id").fill(code);
  await page.getByText("1–1 of 1").waitFor();
  const row = page.locator("tbody").getByRole("button", { name: /^conn\./ });
  const id = (await row.textContent())?.trim() ?? "";
  await row.click();
  await chartOf(viewer, id).waitFor();
  return id;
}

/** Shows the chart of somebody who is watched. */
const turnTo = ({ page }: Visitor, id: string | RegExp) =>
  page.getByRole("navigation", { name: "Watched actors" }).getByText(id).click();

/** Of the moment at which the pair opened. */
async function picture(viewer: Visitor, asker: string): Promise<void> {
  const { page } = viewer;
  await page.setViewportSize({ width: 1440, height: 1000 });
  await turnTo(viewer, asker);
  await page.getByPlaceholder("Code, mask or id").fill("");
  await page.getByText("1–4 of 4").waitFor();
  await page.getByLabel("Event", { exact: true }).focus();
  await page.keyboard.press("Home");
  for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Sequence", exact: true }).click();
  await viewer.click("Show all");
  await page.screenshot({ path: "spec/pictures/inspector.png", animations: "disabled" });
  await viewer.click("Live");
  await page.getByRole("button", { name: "Log", exact: true }).click();
}

test(
  "Z15: two people invite, pair, talk, call, drop, resume and leave, and every step is seen as it is",
  async () => {
    house = await WebHouse.open({ adminPort: 0 });
    const proxy = await FaultProxy.start(house.relay.port);
    const ada = await Caller.visit(house);
    const bert = await Caller.visit(house, `http://127.0.0.1:${proxy.port}/`);
    bert.visitor.onLeave(() => proxy.close());
    const codes = { ada: await ada.visitor.code(), bert: await bert.visitor.code() };

    expect(house.relay.inspector.isAttached).toBe(false);
    const viewer = await house.visit(`${house.adminUrl}inspect/`, { until: "tbody tr" });
    const asker = await watch(viewer, codes.ada);
    await isLit(viewer, asker, "lobby", "here", "idle");

    await ada.page.getByRole("textbox").first().fill(codes.bert);
    await ada.page.keyboard.press("Enter");
    await isLit(viewer, asker, "lobby", "here", "ringing");
    await bert.click(/^Accept/);
    await isLit(viewer, asker, "paired", "here", "idle");

    const { page } = viewer;
    const watched = page.getByRole("navigation", { name: "Watched actors" });
    // Whoever is invited is followed from then on.
    const [, asked = "", pair = ""] = await watched.getByRole("button").allTextContents();
    expect([pair, asked]).toEqual([expect.stringMatching(/^pair\./), expect.stringMatching(/^conn\.~/)]);
    await turnTo(viewer, pair);
    await isLit(viewer, pair, "open");

    await ada.visitor.say("what nobody else may read");
    await bert.visitor.sees("what nobody else may read");
    await rows(viewer).filter({ hasText: "say" }).first().waitFor();

    await ada.click("Video call");
    await rows(viewer)
      .filter({ hasText: /signal.*start/ })
      .first()
      .waitFor();
    await bert.click("Accept with video");
    await Promise.all([ada.comesTo("live"), bert.comesTo("live")]);
    if (IS_PICTURED) await picture(viewer, asker);

    await turnTo(viewer, asked);
    proxy.refuse();
    proxy.cutAll();
    await isLit(viewer, asked, "paired", "away", "idle");
    await proxy.accept();
    await isLit(viewer, asked, "paired", "here", "idle");

    await bert.click("Leave this chat");
    await isLit(viewer, asked, "lobby", "here", "idle");
    await turnTo(viewer, asker);
    await isLit(viewer, asker, "lobby", "here", "idle");

    await page.getByLabel("Event", { exact: true }).focus();
    await page.keyboard.press("Home");
    await isLit(viewer, asker, "lobby", "here", "asking");
    await rows(viewer).first().getByText(/join/).first().waitFor();
    await page.getByRole("button", { name: "Sequence", exact: true }).click();
    for (const arrow of [
      `ask, ${asker} to ${asked}`,
      `ask.ringing, ${asked} to ${asker}`,
      `pair.opened, ${pair} to ${asker}`,
    ]) {
      await page.getByRole("option", { name: arrow }).waitFor();
    }

    const svg = (await taken(viewer, "SVG picture")).content.toString();
    const mermaid = (await taken(viewer, "Mermaid text")).content.toString();
    const record = (await taken(viewer, "JSON with state and events")).content.toString();
    const drawing = await mermaidPage(house.browser);
    const parsed = `new DOMParser().parseFromString(${JSON.stringify(svg)}, "image/svg+xml").documentElement.nodeName`;
    expect(await drawing.evaluate(parsed)).toBe("svg");
    expect(await drawing.evaluate(`mermaid.parse(${JSON.stringify(mermaid)})`)).toMatchObject({
      diagramType: "stateDiagram",
    });
    await drawing.close();
    // Masked, and nothing of what they have said.
    for (const shown of [svg, mermaid, record, await page.content()]) {
      expect(shown).not.toMatch(new RegExp(`${codes.ada}|${codes.bert}|what nobody else`));
    }

    await viewer.page.goto("about:blank");
    while (house.relay.inspector.isAttached) await new Promise((resolve) => setImmediate(resolve));
  },
  MEDIA,
);
