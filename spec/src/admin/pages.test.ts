import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { SECURITY_HEADERS } from "../../../src/http/plain.ts";
import { AdminRig, BEARER, TOKEN } from "../../support/admin.ts";
import { rawHttp } from "../../support/raw-http.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "media-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "worker-src 'self'",
].join("; ");

const raw = (port: number, host: string, line = "GET /metrics HTTP/1.1", headers = "") =>
  rawHttp(port, `${line}\nHost: ${host}\nConnection: close\n${headers}\n`);

describe("with a token", () => {
  let rig: AdminRig;
  let slow: Promise<string>;
  beforeAll(async () => {
    rig = await AdminRig.start();
    slow = slowForm(rig.port);
  });
  afterAll(() => rig.server.close());

  test("D14: every answer has the security headers, and none may be stored", async () => {
    const paths = ["/", "/inspect/", "/inspect/assets/a.js", "/metrics", "/health", "/nothing", "/%ff"];
    const answers = [
      ...(await Promise.all(paths.map((path) => rig.get(path, BEARER)))),
      await rig.get("/metrics"),
      await rig.get("/login"),
      await rig.post("/login", "token=wrong"),
      await rig.post("/nothing", ""),
    ];
    const own = { "Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin" };
    for (const { headers } of answers) {
      for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...own })) {
        expect(headers.get(name)).toBe(value);
      }
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("D14: a refused WebSocket is answered under them too", async () => {
    const upgrade =
      "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";
    const answer = await rawHttp(rig.port, `GET /inspect/feed HTTP/1.1\nHost: x\n${upgrade}\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain(`\r\nContent-Security-Policy: ${POLICY}\r\n`);
  });

  test("D10: /ready goes by the relay, /health stays", async () => {
    expect(await (await rig.get("/ready")).json()).toEqual({ status: "ready" });
    rig.isReady = false;
    expect([(await rig.get("/ready")).status, (await rig.get("/health")).status]).toEqual([503, 200]);
    rig.isReady = true;
  });

  test.each(["PUT", "DELETE", "OPTIONS", "PATCH"])("%s is not allowed", async (method) => {
    expect(await raw(rig.port, "x", `${method} /metrics HTTP/1.1`)).toMatch(/^HTTP\/1\.1 405 /);
  });

  test("D6: a POST from another origin is refused, whatever it shows; one from no page passes", async () => {
    const own = `127.0.0.1:${rig.port}`;
    for (const Origin of [
      "https://evil.example",
      "null",
      `http://localhost:${rig.port}`,
      "http://127.0.0.1",
    ]) {
      const answer = await rig.post("/login", `token=${TOKEN}`, { Origin });
      expect([Origin, answer.status, answer.headers.get("set-cookie")]).toEqual([Origin, 403, null]);
      const Cookie = await rig.logIn();
      expect((await rig.post("/logout", "", { Origin, Cookie })).status).toBe(403);
      expect((await rig.get("/metrics", { Cookie })).status).toBe(200);
    }
    expect((await rig.post("/login", `token=${TOKEN}`, { Origin: `http://${own}` })).status).toBe(303);
    expect((await rig.post("/login", `token=${TOKEN}`)).status).toBe(303);
  });

  test.each([
    ["announced", "Content-Length: 4097\n"],
    ["in chunks", `Transfer-Encoding: chunked\n\n1001\n${"x".repeat(4097)}`],
  ])("D8: a form of more than 4 KiB, %s, is 413 and the end", async (_, rest) => {
    const answer = await rawHttp(rig.port, `POST /login HTTP/1.1\nHost: x\n${rest}\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/\r\nConnection: close\r\n/);
  });

  test("D8: 4 KiB are none too many", async () => {
    const padding = "x".repeat(4096 - `token=${TOKEN}&p=`.length);
    expect((await rig.post("/login", `token=${TOKEN}&p=${padding}`)).status).toBe(303);
  });

  test("D8: a form that would come by an upgrade is not waited for", async () => {
    const upgrade = "Connection: Upgrade\nUpgrade: websocket\nContent-Length: 10\n";
    const answer = await rawHttp(rig.port, `POST /login HTTP/1.1\nHost: x\n${upgrade}\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  });

  test("D8: a form that does not arrive is cut", async () => {
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
    expect((await rig.get("/health")).status).toBe(200);
  });
});

describe("D5: without a token, by names that cannot be made to lead here", () => {
  let rig: AdminRig;
  beforeAll(async () => {
    rig = await AdminRig.start({ token: undefined });
  });
  afterAll(() => rig.server.close());

  test.each(["localhost", "LOCALHOST:6790", "127.0.0.1", "127.0.0.2:1", "[::1]", "[::1]:6790"])(
    "%s is one",
    async (host) => {
      expect(await raw(rig.port, host)).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  test.each([
    "evil.example",
    "evil.example:6790",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "evil.example#localhost",
    "10.0.0.1",
    "0.0.0.0",
    "[::2]",
    "::1",
    "127.1",
    "",
  ])("%j is none, on any path", async (host) => {
    for (const path of ["/metrics", "/inspect/", "/", "/login", "/health", "/ready", "/%ff", "/nothing"]) {
      expect(await raw(rig.port, host, `GET ${path} HTTP/1.1`)).toMatch(/^HTTP\/1\.1 421 /);
    }
    expect(await raw(rig.port, host, "POST /login HTTP/1.1", "Content-Length: 0\n")).toMatch(
      /^HTTP\/1\.1 421 /,
    );
  });

  test.each(["/inspect/feed", "/inspect/client"])("D5: nor for a WebSocket at %s", async (path) => {
    const headers = { Host: "evil.example", Origin: "http://evil.example" };
    await expect(rig.connect(path, headers)).rejects.toThrow("421");
    await (await rig.connect(path)).close();
  });

  test("there is nothing to log in to, and pages may be kept", async () => {
    const login = await rig.get("/login");
    expect([login.status, login.headers.get("location")]).toEqual([303, "/inspect/"]);
    expect((await rig.post("/login", "token=x")).status).toBe(405);
    expect((await rig.get("/inspect/")).headers.get("cache-control")).toBe("no-cache");
  });

  test("/metrics is Prometheus' text", async () => {
    const answer = await rig.get("/metrics");
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await answer.text()).toBe("parley_up 1\n");
  });
});

describe("what may be missing", () => {
  let rig: AdminRig | undefined;
  afterEach(() => rig?.server.close());

  test("where the inspector is not built its page says so", async () => {
    rig = await AdminRig.start({ token: undefined, page: async () => new Map() });
    const answer = await rig.get("/inspect/");
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("is not built")]);
    expect((await rig.get("/inspect/a.js")).status).toBe(404);
  });

  test("D2: without feeds their paths are not there", async () => {
    rig = await AdminRig.start({ token: undefined, feeds: {} });
    await expect(rig.connect("/inspect/feed")).rejects.toThrow("404");
    await expect(rig.connect("/inspect/client")).rejects.toThrow("404");
    expect((await rig.get("/inspect/feed")).status).toBe(404);
  });

  test("D14: what throws is 500 and told to the relay, without a word of it", async () => {
    rig = await AdminRig.start({ token: undefined, page: () => Promise.reject(new Error("secret detail")) });
    const answer = await rig.get("/inspect/");
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining("secret")]);
    expect(rig.errors).toEqual([new Error("secret detail")]);
  });
});

/** Sends a form of which the end never comes; resolves with all that came until the connection was cut. */
function slowForm(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.write("POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ntoken=");
  });
}
