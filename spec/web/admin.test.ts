import { afterAll, afterEach, expect, test } from "@jest/globals";
import type { AcceptFeed } from "../../src/inspect/port.ts";
import { TOKEN } from "../support/admin.ts";
import { closeBrowser, type Visitor, WebHouse } from "../support/browser.ts";

let house: WebHouse;
afterEach(() => house.close());
afterAll(closeBrowser);

/** Greets, and hears nothing. */
const greet: AcceptFeed = (socket) => {
  socket.send("hello");
  return { text: () => {}, closed: () => {} };
};
const open = (settings = {}) =>
  WebHouse.open(
    { adminPort: 0, ...settings },
    { page: async () => new Map(), feeds: { viewer: greet, client: greet } },
  );

/** What a page hears first from a socket at `path` of the admin listener, or `refused`. */
const hears = (visitor: Visitor, path: string): Promise<string> =>
  visitor.page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket(${JSON.stringify(house.adminUrl.replace("http", "ws") + path)});
    socket.onmessage = ({ data }) => resolve(data);
    socket.onerror = () => resolve("refused");
  })`);

test("D3, D14: a browser logs in by the form, and its sockets then open", async () => {
  house = await open({ adminToken: TOKEN });
  const visitor = await house.visit(house.adminUrl, { until: "form" });
  expect(new URL(visitor.page.url()).pathname).toBe("/login");
  expect(await visitor.barriers()).toEqual([]);
  await visitor.page.getByLabel("Admin token").fill(TOKEN);
  await visitor.click("Log in");
  await visitor.page.waitForURL(`${house.adminUrl}inspect/`);
  expect(await hears(visitor, "inspect/feed")).toBe("hello");
  await visitor.page.goto(house.url);
  // The relay's own page, which the cookie goes along with: browsers do not tell ports apart.
  expect(await hears(visitor, "inspect/client")).toBe("hello");
});

test("D6, D11: without a token the relay's own page may report, and is told where", async () => {
  house = await open();
  const visitor = await house.visit();
  const told = `fetch("inspector.json").then((answer) => answer.json())`;
  expect(await visitor.page.evaluate(told)).toEqual({ port: house.relay.admin?.port, tls: false });
  expect(await hears(visitor, "inspect/client")).toBe("hello");
});

test("D6: it may not look on", async () => {
  house = await open();
  const visitor = await house.visit();
  expect(await hears(visitor, "inspect/feed")).toBe("refused");
});

test("Z11: who logs out is shown the login, and told of it in the other tab", async () => {
  house = await WebHouse.open({ adminPort: 0, adminToken: TOKEN });
  const visitor = await house.visit(`${house.adminUrl}login`, { until: "form" });
  await visitor.page.getByLabel("Admin token").fill(TOKEN);
  await visitor.click("Log in");
  await visitor.page.getByText("Connected", { exact: true }).waitFor();
  const tab = await visitor.page.context().newPage();
  await tab.goto(`${house.adminUrl}inspect/`);
  await tab.getByText("Connected", { exact: true }).waitFor();
  await visitor.click("Log out");
  await visitor.page.waitForURL(`${house.adminUrl}login`);
  await tab.getByText("You are not logged in").waitFor();
  const opened = tab.waitForEvent("popup");
  await tab.getByRole("link", { name: "Log in" }).click();
  await (await opened).getByLabel("Admin token").waitFor();
});
