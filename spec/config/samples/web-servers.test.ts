import { once } from "node:events";
import { createServer, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { entries } from "../../../actors/session/transcript.ts";
import type { Config } from "../../../config/settings.ts";
import { closeBrowser, WebHouse } from "../../support/browser.ts";
import { CertificateFolder, type TestCertificate } from "../../support/certificates.ts";
import { type Cli, ended, serveCli } from "../../support/cli.ts";
import { LiveSession } from "../../support/session-socket.ts";
import {
  freePorts,
  relayFile,
  relaySettings,
  SITES,
  type SiteName,
  WebServer,
} from "../../support/web-servers.ts";
import { Client, type ClientOptions } from "../../support/ws-client.ts";

/** For what starts several programs; no more than a bound for a test that fails. */
const LONG = 60_000;

let folder: CertificateFolder;
let certificate: TestCertificate;
beforeAll(async () => {
  folder = await CertificateFolder.create();
  certificate = await folder.make("site");
});
afterAll(async () => {
  await closeBrowser();
  await folder.remove();
});

describe.each(Object.keys(SITES) as SiteName[])("behind %s", (name) => {
  let house: WebHouse;
  let site: WebServer;
  async function start(settings: Partial<Config> = {}): Promise<void> {
    const ports = await freePorts();
    house = await WebHouse.open({ ...relaySettings(name, ports), ...settings });
    site = await WebServer.start(name, ports, certificate);
  }
  afterEach(async () => {
    await house.close();
    await site.stop();
  });

  const connect = (path: string, options: ClientOptions = {}) =>
    Client.open(`${site.socketUrl}${path}`, { ...site.options, ...options });

  /** What a request that follows no redirect is answered. */
  const get = (url: string) =>
    new Promise<{ status?: number | undefined; location?: string | undefined }>((resolve, reject) => {
      const request = url.startsWith("https:") ? secureRequest : plainRequest;
      const asked = request(url, { ...site.options, agent: false }, ({ statusCode, headers }) => {
        resolve({ status: statusCode, location: headers.location });
        asked.destroy();
      });
      asked.on("error", reject).end();
    });

  test("B1: the web client loads and chats", async () => {
    await start();
    const [ada, bert] = [
      await house.visit(site.url, { ignoreHTTPSErrors: true }),
      await house.visit(site.url, { ignoreHTTPSErrors: true }),
    ];
    for (const visitor of [ada, bert]) {
      await visitor.click("Enter the chatroom");
      await visitor.page.locator("textarea").waitFor();
    }
    await ada.say("Hello from behind.");
    await bert.sees("Hello from behind.");
  });

  test("B1: every dialect is spoken", async () => {
    await start();
    const v1 = await connect("ws", { protocol: "parley.v1" });
    v1.send('{"type":"hello"}');
    expect(await v1.next()).toMatch(/^\{"type":"welcome"/);
    const classic = await Promise.all([connect("ws"), connect("ws/")]);
    for (const client of classic) expect(await client.next()).toMatch(/^\{"type":"CONNECTED"/);
    const text = await connect("ws/text");
    expect(await text.next()).toMatch(/^CONNECTED:/);
    for (const client of [v1, ...classic, text]) await client.close(1000);
  });

  test("B2: everybody has limits of their own, by the address that the web server has seen", async () => {
    await start({ maxConnectionsPerAddress: 1 });
    const from = (localAddress: string, claimed?: string) =>
      connect("ws", { localAddress, ...(claimed && { headers: { "X-Forwarded-For": claimed } }) });
    await from("127.0.0.2");
    await expect(from("127.0.0.2")).rejects.toThrow("429");
    await expect(from("127.0.0.2", "198.51.100.7")).rejects.toThrow("429");
    await expect(from("127.0.0.2", "127.0.0.1")).rejects.toThrow("429");
    await from("127.0.0.3");
  });

  test("B2: who comes to the relay by itself is not believed", async () => {
    await start({ maxConnectionsPerAddress: 1 });
    const directly = (claimed: string) =>
      Client.open(`ws://127.0.0.1:${site.ports.relay}/ws`, {
        localAddress: "127.0.0.4",
        headers: { "X-Forwarded-For": claimed },
      });
    await directly("198.51.100.7");
    await expect(directly("198.51.100.8")).rejects.toThrow("429");
  });

  test("B3: what is not the relay's is not shown, and pages of others stay out", async () => {
    await start();
    expect(await get(`${site.url}metrics`)).toMatchObject({ status: 404 });
    await expect(connect("ws", { headers: { Origin: "https://evil.example" } })).rejects.toThrow("403");
    await connect("ws", { headers: { Origin: new URL(site.url).origin } });
  });

  test("B3: who comes without TLS is sent on", async () => {
    await start();
    const { status, location } = await get(`http://localhost:${site.ports.http}/chat/?a=b`);
    expect([301, 308]).toContain(status);
    expect(location).toMatch(/^https:\/\/localhost(:\d+)?\/chat\/\?a=b$/);
  });
});

describe.each(["nginx", "nginx below a path"] as const)("behind %s, a relay on several addresses", (name) => {
  test("B13: is found as soon as it is there again", async () => {
    const ports = await freePorts();
    const line = "server 127.0.0.1:6789 max_fails=0;";
    const another = line.replace("127.0.0.1:6789", `127.0.0.2:${ports.relay}`);
    const site = await WebServer.start(name, ports, certificate, { [line]: `${line} ${another}` });
    const status = () =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = secureRequest(site.url, { ...site.options, agent: false }, (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode));
        });
        asked.on("error", reject).end();
      });
    expect([await status(), await status()]).toEqual([502, 502]);
    const relays = ["127.0.0.1", "127.0.0.2"].map((host) => {
      const relay = createServer((_, response) => response.end("here"));
      return relay.listen(ports.relay, host);
    });
    await Promise.all(relays.map((relay) => once(relay, "listening")));
    expect([await status(), await status()]).toEqual([200, 200]);
    await site.stop();
    for (const relay of relays) relay.close();
  });
});

describe.each(["nginx", "Caddy"] as const)("behind %s, a relay that is restarted", (name) => {
  const running: Cli[] = [];
  const sessions: LiveSession[] = [];
  let site: WebServer;
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.quit()));
    await site.stop();
    for (const child of running.splice(0)) {
      child.kill("SIGKILL");
      await ended(child);
    }
  });

  test(
    "B4: loses nothing that it had taken, and its people come back by themselves",
    async () => {
      const ports = await freePorts();
      const file = await folder.write("parley.json", relayFile(name, ports));
      const serve = async () => {
        const { child } = await serveCli(["--config", file, "--port", String(ports.relay)]);
        running.push(child);
        return child;
      };
      const first = await serve();
      site = await WebServer.start(name, ports, certificate);
      const live = (name: string) => {
        const session = new LiveSession(
          `${site.socketUrl}ws`,
          { name, room: true, random: Math.random },
          site.options,
        );
        sessions.push(session);
        return session;
      };
      const [ada, bert] = [live("Ada"), live("Bert")];
      for (const session of [ada, bert]) await session.until(({ place }) => place.at === "room");
      const sent = () =>
        [...entries(ada.view.transcript)].flatMap((entry) =>
          entry.kind === "chat" && entry.mark === "sent" ? [entry.text] : [],
        );
      const say = (from: number) => {
        for (let i = from; i < from + 40; i++) ada.actor.send({ type: "say", text: String(i) });
      };
      say(0);
      await ada.until(() => sent().length > 0);
      first.kill("SIGTERM");
      say(40);
      expect(await ended(first)).toEqual([0, null]);
      await serve();
      for (const session of [ada, bert]) {
        await session.until(
          ({ place, link }) => session.opened > 1 && link.is === "online" && place.at === "room",
        );
      }
      ada.actor.send({ type: "say", text: "again" });
      await bert.until(() => bert.heard.includes("again"));
      // The answer to the last thing that it has taken may be lost, but then that is all.
      expect(bert.heard.filter((text) => sent().includes(text))).toEqual(sent());
      expect(new Set(bert.heard).size).toBe(bert.heard.length);
    },
    LONG,
  );
});
