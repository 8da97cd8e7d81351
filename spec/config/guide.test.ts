import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { launchChromium } from "../support/chromium.ts";
import { commandsOf } from "../support/guide.ts";
import { GuideServer } from "../support/guide-server.ts";
import { INSTALLING } from "../support/installed-package.ts";
import { samplePath } from "../support/samples.ts";
import { LiveSession } from "../support/session-socket.ts";

/** The commands are Debian's. */
const there = process.platform === "linux" ? test : test.skip;

let server: GuideServer;
let browser: Browser | undefined;
beforeEach(async () => {
  server = await GuideServer.open();
});
afterEach(() => server.close());
afterAll(async () => browser?.close());

describe("config/README.md", () => {
  there(
    "B10: somebody who types its ten minutes has a relay with TLS and TURN, in which people meet",
    async () => {
      await follow("A public relay with video in ten minutes");
      await expectHealthy();
      expect(server.allowed).toEqual(["22/tcp", ...portsOfSamples()]);
      await expectPage();
      await expectChat();

      await follow("Upgrading");
      await expectHealthy();
      await follow("Monitoring");
      await follow("Below a path");
      await expectHealthy("/chat/");
      await expectPage("/chat/");
    },
    INSTALLING,
  );

  there(
    "B10: or with Caddy",
    async () => {
      await follow("A public relay with video in ten minutes", TO_THE_CERTIFICATE);
      await follow("Caddy in place of nginx");
      await expectHealthy("/", ["turn"]);
      await expectPage();
    },
    INSTALLING,
  );
});

/** Blocks of the ten minutes before “Certificate and web server”. */
const TO_THE_CERTIFICATE = 7;

async function follow(part: string, count?: number): Promise<void> {
  for (const commands of commandsOf(part).slice(0, count)) await server.run(commands);
}

/** What the doctor says, who fails when there is a problem. On some systems it warns of the portable edge. */
async function expectHealthy(path = "/", turn = ["turn", "turns"]): Promise<void> {
  const said = JSON.parse(await server.run("parley doctor --config /etc/parley/parley.json --json"));
  const findings: { level: string; check: string; says: string }[] = said.findings;
  expect(findings.filter(({ level, check }) => level !== "ok" && check !== "edge")).toEqual([]);
  expect(findings.map(({ says }) => says)).toContain(`${urlOf(path)} leads to a relay that welcomes.`);
  const servers = findings.filter(({ check }) => check === "TURN").map(({ says }) => says.split(":")[0]);
  expect(servers).toEqual(turn);
}

const urlOf = (path: string) => `https://localhost:${server.ports.https}${path}`;

async function expectPage(path = "/"): Promise<void> {
  browser ??= await launchChromium();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(urlOf(path));
  await page.getByText("Enter the chatroom").click();
  await page.locator("textarea").waitFor();
  await context.close();
}

async function expectChat(): Promise<void> {
  const options = { ca: server.certificate.cert, family: 4 } as const;
  const [ada, bert] = ["Ada", "Bert"].map(
    (name) => new LiveSession(`${urlOf("/").replace("https", "wss")}ws`, { name, room: true }, options),
  );
  if (ada === undefined || bert === undefined) throw new Error("nobody");
  for (const session of [ada, bert]) await session.until(({ place }) => place.at === "room");
  ada.actor.send({ type: "say", text: "Ten minutes!" });
  await bert.until(() => bert.heard.includes("Ten minutes!"));
  for (const session of [ada, bert]) await session.quit();
}

/** What the samples listen on. */
function portsOfSamples(): string[] {
  const [nginx, turn] = [text("nginx/parley.conf"), text("turnserver.conf")];
  const web = [...nginx.matchAll(/listen (\d+)/g)].map(([, port]) => port);
  const set = (name: string) => new RegExp(`^${name}=(\\d+)$`, "m").exec(turn)?.[1];
  const calls = [set("listening-port"), set("tls-listening-port")];
  return [`${web}/tcp`, `${calls}/tcp`, `${calls}/udp`, `${set("min-port")}:${set("max-port")}/udp`];
}

const text = (name: string) => readFileSync(samplePath(name), "utf8");
