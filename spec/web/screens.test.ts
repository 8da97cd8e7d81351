import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { closeBrowser, WebHouse } from "../support/browser.ts";
import { SCENES } from "../support/scenes.ts";

/** Where `npm run screenshots` wants pictures of every screen; none are taken without it. */
const FOLDER = process.env["PARLEY_SCREENSHOTS"];

/** Those that README.md shows. */
const PICTURES: Readonly<Record<string, string>> = {
  "lobby-1280-light": "spec/pictures/web-lobby.png",
  "room-1280-dark": "spec/pictures/web-room.png",
};

const WIDTHS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

let house: WebHouse;
beforeEach(async () => {
  if (FOLDER !== undefined) mkdirSync(FOLDER, { recursive: true });
  house = await WebHouse.open();
});
afterEach(() => house.close());
afterAll(closeBrowser);

describe("W14: every screen has no barriers that axe can find, in light and dark", () => {
  test.each(Object.entries(SCENES))("W14: %s", async (name, scene) => {
    const visitor = await scene(house);
    const barriers: Record<string, string[]> = {};
    for (const [device, size] of Object.entries(WIDTHS)) {
      await visitor.page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"] as const) {
        await visitor.page.emulateMedia({ colorScheme });
        if (FOLDER !== undefined) {
          const picture = `${name}-${size.width}-${colorScheme}`;
          await visitor.page.screenshot({ path: join(FOLDER, `${picture}.png`) });
          const path = PICTURES[picture];
          if (path !== undefined) await visitor.page.screenshot({ path });
        }
        // Both schemes and both widths, though not each with each: axe takes a second a time.
        if ((device === "phone") === (colorScheme === "light")) {
          barriers[`${device}, ${colorScheme}`] = await visitor.barriers();
        }
      }
    }
    expect(barriers).toEqual({ "phone, light": [], "desktop, dark": [] });
  });
});
