import { afterAll, afterEach, expect, test } from "@jest/globals";
import { clientUrl } from "../../web/reporting/report-socket.ts";
import { TOKEN } from "../support/admin.ts";
import { closeBrowser, type Visitor, WebHouse } from "../support/browser.ts";
import { callAndAccept, pairOfCallers } from "../support/callers.ts";
import { LiveOnlooker } from "../support/live-onlooker.ts";
import { SubPathProxy } from "../support/sub-path-proxy.ts";

/** Milliseconds for a test with media, which are drawn and coded by this machine for two. */
const MEDIA = 90_000;

let house: WebHouse;
const last: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of last.splice(0)) await close();
  await house.close();
});
afterAll(closeBrowser);

async function open(settings = {}): Promise<void> {
  house = await WebHouse.open({ adminPort: 0, ...settings });
}

async function look(): Promise<LiveOnlooker> {
  const viewer = await LiveOnlooker.open(house.relay.admin?.port);
  last.push(() => viewer.close());
  return viewer;
}

/** Waits until the badge says that. */
const badge = (visitor: Visitor, words: string) =>
  visitor.page.locator("footer", { hasText: words }).waitFor({ timeout: 20_000 });

test("J18: a page with ?inspect shows its session beside the relay's connection, and says so", async () => {
  await open();
  const visitor = await house.visit(`${house.url}?inspect`);
  await badge(visitor, "Inspector: connected");
  const viewer = await look();
  await badge(visitor, "Inspector: connected, and somebody looks");
  const [connection, session] = await viewer.finds(await visitor.code(), /^conn\./, "client.1.session");
  expect(session?.code).toBe(connection?.code);
  await viewer.follow("client.1.session");
  await visitor.click("Enter the chatroom");
  await viewer.hears(/^client\.1\.session < person: enter /);
  await viewer.hears(/^client\.1\.session < client\.1\.session: relay\.entered .* room /);
  expect(new URL(visitor.page.url()).search).toBe("?inspect");
  expect(await visitor.barriers()).toEqual([]);
});

test(
  "J18, J15, J13: in a call it shows that, too, and nothing of what it is made of",
  async () => {
    await open();
    const viewer = await look();
    const { ada, bert } = await pairOfCallers(house, { ada: { url: `${house.url}?inspect` } });
    expect(await viewer.follow("client.1.session")).toEqual([
      "client.1.session",
      "client.1.call",
      ...[/^conn\.~/, /^pair\./, /^conn\.~/].map((id) => expect.stringMatching(id)),
    ]);
    await callAndAccept({ ada, bert });
    await viewer.hears(/^client\.1\.call < client\.1\.session: call\.start /);
    await viewer.hears(/^client\.1\.session < client\.1\.call: signal /);
    await viewer.hears(/^client\.1\.call < system: peer\.connected .* live /);
    await bert.click("Hang up");
    await viewer.hears(/^client\.1\.call < client\.1\.call: heard\.hangup .* lately /);
    expect(viewer.frames.filter((frame) => /v=0|a=ice|candidate:|127\.0\.0\.1/.test(frame))).toEqual([]);
  },
  MEDIA,
);

test("J18: without it nothing of that is loaded or asked", async () => {
  await open();
  const asked: string[] = [];
  const visitor = await house.visit(house.url, {
    first: async ({ page }) => void page.on("request", (request) => asked.push(request.url())),
  });
  await visitor.page.waitForLoadState("networkidle");
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.filter((url) => url.includes("inspect"))).toEqual([]);
  expect(await visitor.page.locator("footer").count()).toBe(0);
});

test("J18, J17: without the token it is not let in, and comes in once somebody has logged in", async () => {
  await open({ adminHost: "0.0.0.0", adminToken: TOKEN });
  const visitor = await house.visit(`${house.url}?inspect`);
  await badge(visitor, `wants you to log in first: ${house.adminUrl}login`);
  const admin = await visitor.context.newPage();
  await admin.goto(`${house.adminUrl}login`);
  await admin.getByLabel("Admin token").fill(TOKEN);
  await admin.getByRole("button", { name: "Log in" }).click();
  await badge(visitor, "Inspector: connected");
});

test("J18, D6: a page of another origin asks below its own path, and is not let in", async () => {
  await open();
  const proxy = await SubPathProxy.start(house.relay.port);
  last.push(() => proxy.close());
  const visitor = await house.visit(`${proxy.url}?inspect`);
  await badge(visitor, "Inspector: not reachable. It does not answer");
  expect(proxy.asked).toContain("/chat/inspector.json");
});

test("J18: a relay without an admin listener has no inspector, and the chat goes on", async () => {
  await open({ adminPort: -1 });
  const visitor = await house.visit(`${house.url}?inspect`);
  await badge(visitor, "Inspector: not reachable. This relay has none");
  await visitor.click("Enter the chatroom");
  await visitor.say("hello");
  await visitor.sees("hello");
  // A browser complains by itself of what is not there.
  expect(visitor.complaints.splice(0).every((complaint) => /404/.test(complaint))).toBe(true);
});

test.each([
  ["http://127.0.0.1:6789/", false, "ws://127.0.0.1:6790/inspect/client"],
  ["https://127.0.0.1:6789/chat/", false, "ws://127.0.0.1:6790/inspect/client"],
  ["https://localhost/", true, "wss://localhost:6790/inspect/client"],
  ["https://chat.example.org/", false, "wss://chat.example.org:6790/inspect/client"],
  ["http://chat.example.org/", false, "ws://chat.example.org:6790/inspect/client"],
])("J18: a page at %s, where the listener speaks TLS: %s, reports to %s", (page, tls, url) => {
  expect(clientUrl(page, { port: 6790, tls })).toBe(url);
});
