import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { settings } from "../../config/settings.ts";
import { shownFingerprint } from "../support/certificates.ts";
import { launchChromium } from "../support/chromium.ts";
import { commandsOf } from "../support/guide.ts";
import { GuideServer } from "../support/guide-server.ts";
import { INSTALLING } from "../support/installed-package.ts";
import { samplePath } from "../support/samples.ts";
import { LiveSession } from "../support/session-socket.ts";

/** The commands are Debian's. */
const there = process.platform === "linux" ? test : test.skip;

/** Milliseconds between two looks at a certificate. */
const LOOK_EVERY = 50;

let server: GuideServer;
let browser: Browser | undefined;
beforeEach(async () => {
  server = await GuideServer.open();
});
afterEach(() => server.close());
afterAll(async () => browser?.close());

describe("config/README.md", () => {
  there(
    "B10, B15, B16: somebody who types its ten minutes has a relay with TLS and TURN, in which people meet",
    async () => {
      await follow("A public relay with video in ten minutes");
      await expectHealthy();
      expect(server.allowed).toEqual(["22/tcp", ...portsOfSamples()]);
      await expectPage();
      await expectRenewal(server.ports.https, server.ports.turnTls);
      await server.run("systemctl disable --now coturn");
      await expectRenewal(server.ports.https);
      await server.run("systemctl enable --now coturn");

      await follow("Upgrading");
      await expectHealthy();
      await follow("Monitoring");
      await expectAlarm();
      await follow("Below a path");
      await expectHealthy("/chat/");
      await expectPage("/chat/");
      await follow("Keeping and removing", TO_REMOVING);
      await expectHealthy("/chat/");
      await follow("Keeping and removing");
      await expect(server.run("parley --version")).rejects.toThrow("failed: parley --version");
    },
    // It is installed twice.
    2 * INSTALLING,
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

  there(
    "B10, B16: or without a web server",
    async () => {
      await follow("A public relay with video in ten minutes", TO_THE_CERTIFICATE);
      await follow("Without a web server");
      await expectHealthy();
      await expectPage();
      await expectRenewal(server.ports.https, server.ports.turnTls);
    },
    INSTALLING,
  );

  there(
    "B10: or on a LAN",
    async () => {
      await follow("A public relay with video in ten minutes", TO_THE_RELAY);
      const said = await follow("On a LAN");
      expect(said).toContain(await shownFingerprint(server.ports.relay));
      expect(server.allowed).toEqual([`${settings.port.default}/tcp`]);
      await expectPage("/", server.ports.relay);
    },
    INSTALLING,
  );
});

/** Blocks of the ten minutes before “The relay” and “Certificate and web server”, and of its part before removing. */
const TO_THE_RELAY = 4;
const TO_THE_CERTIFICATE = 8;
const TO_REMOVING = 1;

/** Types the commands of a part, or of its first blocks; resolves with all that they have said. */
async function follow(part: string, count?: number): Promise<string> {
  let said = "";
  for (const commands of commandsOf(part).slice(0, count)) said += await server.run(commands);
  return said;
}

/** What the doctor says, who fails when there is a problem. On some systems it warns of the portable edge. */
async function expectHealthy(path = "/", turn = ["turn", "turns"]): Promise<void> {
  const said = JSON.parse(await server.run("parley doctor --config /etc/parley/parley.json --json"));
  const findings: { level: string; check: string; says: string }[] = said.findings;
  expect(findings.filter(({ level, check }) => level !== "ok" && check !== "edge")).toEqual([]);
  expect(findings.map(({ says }) => says)).toContain(
    `${urlOf(path)} leads to a relay that welcomes, and shows its page.`,
  );
  const servers = findings.filter(({ check }) => check === "TURN").map(({ says }) => says.split(":")[0]);
  expect(servers).toEqual(turn);
}

const urlOf = (path: string, port = server.ports.https) => `https://localhost:${port}${path}`;

async function expectPage(path = "/", port?: number): Promise<void> {
  browser ??= await launchChromium();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(urlOf(path, port));
  await page.getByText("Enter the chatroom").click();
  await page.locator("textarea").waitFor();
  await context.close();
}

/** People chat, and go on on the same sockets while the certificate is renewed that is shown at these ports. */
async function expectRenewal(...ports: readonly number[]): Promise<void> {
  const options = { ca: server.certificate.cert, family: 4 } as const;
  const [ada, bert] = ["Ada", "Bert"].map(
    (name) => new LiveSession(`${urlOf("/").replace("https", "wss")}ws`, { name, room: true }, options),
  );
  if (ada === undefined || bert === undefined) throw new Error("nobody");
  for (const session of [ada, bert]) await session.until(({ place }) => place.at === "room");
  ada.actor.send({ type: "say", text: "Ten minutes!" });
  await bert.until(() => bert.heard.includes("Ten minutes!"));
  await server.renew();
  for (const port of ports) {
    // Programs that are told by a signal read it in their own time.
    while ((await shownFingerprint(port)) !== server.certificate.fingerprint) await setTimeout(LOOK_EVERY);
  }
  ada.actor.send({ type: "say", text: "And two months!" });
  await bert.until(() => bert.heard.includes("And two months!"));
  expect([ada.opened, bert.opened]).toEqual([1, 1]);
  for (const session of [ada, bert]) await session.quit();
}

/** Somebody hears of it when people no longer reach the relay. */
async function expectAlarm(): Promise<void> {
  expect(server.alarms).toEqual(["try has failed: journalctl -u try"]);
  for (const unit of ["nginx", "parley"]) {
    const { length } = server.alarms;
    await server.run(`systemctl disable --now ${unit}; if systemctl start parley-doctor; then false; fi`);
    expect(server.alarms.slice(length)).toEqual(["parley-doctor has failed: journalctl -u parley-doctor"]);
    await server.run(`systemctl enable --now ${unit}`);
  }
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
