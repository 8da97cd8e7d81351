import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Two cameras with a moving picture, a microphone that beeps and a tab to share, allowed without asking. Few pictures a
  // second, since all of a call are coded and drawn by one machine.
  "--use-fake-device-for-media-stream=device-count=2,fps=10,display-media-type=browser",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  // Where a machine has no other network.
  "--allow-loopback-in-peer-connection",
  // A page that a test makes up comes from no network, and may talk to this machine all the same.
  "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
];

/** The system's Chromium, without a window: what `CHROMIUM` names, or else what is called so on the PATH. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? onPath("chromium");
  return chromium.launch({ executablePath, args: [...FLAGS, ...more], ignoreDefaultArgs: ["--headless"] });
}

function onPath(command: string): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`There is no ${command} on the PATH; name one in CHROMIUM.`);
  return found;
}
