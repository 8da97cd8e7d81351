import { afterEach, describe, expect, test } from "@jest/globals";
import { contentPolicy } from "../../../src/http/plain.ts";
import type { StaticFile } from "../../../src/http/static.ts";
import { TOKEN } from "../../support/admin.ts";
import { rawHttp } from "../../support/raw-http.ts";
import { BOTH_EDGES, TestRelay } from "../../support/relay.ts";
import { Client } from "../../support/ws-client.ts";

const file = (contentType: string): StaticFile => ({
  contentType,
  cacheControl: "no-cache",
  hash: "abc",
  content: Buffer.from("<title>site</title>"),
  compressed: [],
});
const SITE = new Map([
  ["/", file("text/html; charset=utf-8")],
  ["/a.js", file("text/javascript; charset=utf-8")],
]);
const BEYOND = { adminHost: "0.0.0.0", adminToken: TOKEN };

let relay: TestRelay;
afterEach(() => relay.stop());

/** The head and body of the answer to somebody who asks for `path` at `host`. */
const ask = (path: string, host: string, headers = "") =>
  rawHttp(relay.port, `GET ${path} HTTP/1.1\nHost: ${host}\nConnection: close\n${headers}\n`);
const header = (answer: string, name: string) => new RegExp(`\r\n${name}: (.*)\r\n`, "i").exec(answer)?.[1];

describe.each(BOTH_EDGES)("the public port on %s", (edge) => {
  const start = (settings = {}) =>
    TestRelay.start({ edge, adminPort: 0, ...settings }, Promise.resolve(SITE));

  test("D2: has nothing of the admin listener", async () => {
    relay = await start();
    for (const path of ["/inspect", "/inspect/", "/inspect/feed", "/metrics", "/login", "/logout"]) {
      expect((await fetch(`http://127.0.0.1:${relay.port}${path}`)).status).toBe(404);
    }
    for (const path of ["/inspect/feed", "/inspect/client"]) {
      await expect(Client.open(`ws://127.0.0.1:${relay.port}${path}`)).rejects.toThrow("404");
    }
    const login = await fetch(`http://127.0.0.1:${relay.port}/login`, { method: "POST", body: "token=x" });
    expect(login.status).toBe(405);
    // Nor has that one anything of this one's.
    await expect(Client.open(`ws://127.0.0.1:${relay.adminPort}/ws`)).rejects.toThrow("404");
  });

  test("D11: for a loopback name the page may connect to a loopback listener, and is told its port", async () => {
    relay = await start();
    for (const host of ["localhost", "127.0.0.1", "LOCALHOST"]) {
      const answer = await ask("/", `${host}:${relay.port}`);
      const there = `${host}:${relay.adminPort}`;
      const policy = contentPolicy({ "connect-src": `'self' ws://${there} wss://${there}` });
      expect(header(answer, "content-security-policy")).toBe(policy);
      expect(await ask("/inspector.json", host)).toMatch(
        new RegExp(`\r\n\r\n{"port":${relay.adminPort},"tls":false}$`),
      );
      expect(header(await ask("/a.js", host), "content-security-policy")).toBe(contentPolicy());
    }
  });

  test.each([
    "chat.example.org",
    "10.0.0.1",
    "[::1]",
    "",
    "localhost; script-src *",
    "localhost'",
    "a_b",
    "a,b",
  ])("D11: for %j nothing is told of it", async (host) => {
    relay = await start();
    const answer = await ask("/", host);
    // uWebSockets.js answers some of these by itself.
    if (!answer.startsWith("HTTP/1.1 400")) {
      expect(header(answer, "content-security-policy")).toBe(contentPolicy());
    }
    expect(await ask("/inspector.json", host)).toMatch(/^HTTP\/1\.1 40[04] /);
  });

  test("D11: a listener beyond loopback is told of at any name that can stand in a policy", async () => {
    relay = await start(BEYOND);
    const there = `chat.example.org:${relay.adminPort}`;
    const policy = contentPolicy({ "connect-src": `'self' ws://${there} wss://${there}` });
    expect(header(await ask("/", "chat.example.org:80"), "content-security-policy")).toBe(policy);
    expect(header(await ask("/", "a.org; script-src *"), "content-security-policy")).not.toContain(
      "script-src *",
    );
  });

  test("D11: a page that was kept under another policy is sent again", async () => {
    relay = await start();
    const etag = header(await ask("/", "localhost"), "etag");
    expect(etag).toBe(`"abc-${relay.adminPort}"`);
    expect(await ask("/", "localhost", `If-None-Match: ${etag}\n`)).toMatch(/^HTTP\/1\.1 304 /);
    expect(await ask("/", "localhost", 'If-None-Match: "abc"\n')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask("/", "chat.example.org", `If-None-Match: ${etag}\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("D1, D11: switched off, there is none, and nobody is told of one", async () => {
    relay = await start({ adminPort: -1 });
    expect(relay.running.admin).toBeUndefined();
    const answer = await ask("/", "localhost");
    expect(header(answer, "content-security-policy")).toBe(contentPolicy());
    expect(header(answer, "etag")).toBe('"abc"');
    expect(await ask("/inspector.json", "localhost")).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe("beyond loopback", () => {
  const url = (path: string) => `http://127.0.0.1:${relay.adminPort}${path}`;

  test("D3: nothing opens without the token, which is not logged", async () => {
    relay = await TestRelay.start({ adminPort: 0, ...BEYOND });
    expect(JSON.stringify(relay.log)).not.toContain(TOKEN);
    expect((await fetch(url("/metrics"))).status).toBe(401);
    expect((await fetch(url("/metrics"), { headers: { Authorization: `Bearer ${TOKEN}` } })).status).toBe(
      200,
    );
    for (const path of ["/inspect/feed", "/inspect/client"]) {
      await expect(Client.open(url(path).replace("http", "ws"))).rejects.toThrow("401");
    }
  });
});

test("D10: while the relay drains /ready is 503, and then the listener is gone", async () => {
  relay = await TestRelay.start({ adminPort: 0 });
  const base = `http://127.0.0.1:${relay.adminPort}`;
  const client = await relay.connect("/ws");
  const drained = relay.running.drain(1000);
  expect((await fetch(`${base}/ready`)).status).toBe(503);
  expect((await fetch(`${base}/health`)).status).toBe(200);
  expect((await client.untilClosed()).code).toBe(1012);
  expect((await fetch(`${base}/metrics`)).status).toBe(200);
  relay.clock.pass(1000);
  await drained;
  await expect(fetch(`${base}/health`)).rejects.toThrow();
});
