import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { hostUrl, makeHttp } from "../../../src/http/answers.ts";
import { SECURITY_HEADERS } from "../../../src/http/plain.ts";
import { loadStatic } from "../../../src/http/static.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { rawHttp } from "../../support/raw-http.ts";
import { SCRIPT, writeSite } from "../../support/site.ts";

describe.each(EDGES)("E1, E6: HTTP on the $kind edge", ({ start }) => {
  let folder: string;
  let server: EdgeServer;
  let base: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "parley-"));
    await writeSite(folder);
    const handler = new RecordingHandler();
    handler.onHttp = makeHttp({ files: await loadStatic(folder), ready: () => true, connectUrl: hostUrl });
    server = await start(OPTIONS, handler);
    base = `http://127.0.0.1:${server.port}`;
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  test("E6: /health is JSON of Parley's own, that nobody may store", async () => {
    const answer = await fetch(`${base}/health?verbose`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({ status: "ok", server: "parley" });
  });

  test("E7: / is the built client", async () => {
    const answer = await fetch(base);
    expect(await answer.text()).toContain("<title>site</title>");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-cache");
  });

  test("E7: a large file arrives whole in each coding", async () => {
    for (const coding of ["br", "gzip", "identity"]) {
      const answer = await fetch(`${base}/assets/app-1a2b.js`, { headers: { "Accept-Encoding": coding } });
      expect(answer.headers.get("content-encoding")).toBe(coding === "identity" ? null : coding);
      expect(answer.headers.get("vary")).toBe("Accept-Encoding");
      expect(await answer.text()).toBe(SCRIPT);
    }
  });

  test("E7: a client that has the file gets 304 without body and length", async () => {
    const etag = (await fetch(`${base}/index.html`)).headers.get("etag") ?? "";
    const request = `GET /index.html HTTP/1.1\nHost: x\nConnection: close\nIf-None-Match: ${etag}\n\n`;
    const answer = await rawHttp(server.port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 304 Not Modified\r\n/);
    expect(answer).not.toMatch(/content-length/i);
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  test("HEAD tells the length and sends nothing", async () => {
    const answer = await rawHttp(
      server.port,
      "HEAD /assets/app-1a2b.js HTTP/1.1\nHost: x\nConnection: close\n\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(new RegExp(`\r\ncontent-length: ${SCRIPT.length}\r\n`, "i"));
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  test.each([
    "/../package.json",
    "/..%2f..%2fetc/passwd",
    "/%2e%2e/package.json",
    "//etc/passwd",
    "/.hidden",
  ])("%s is not found", async (path) => {
    const answer = await rawHttp(server.port, `GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  test("a path that cannot be decoded is a bad request", async () => {
    expect((await fetch(`${base}/%ff`)).status).toBe(400);
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("%s is not allowed", async (method) => {
    const answer = await fetch(`${base}/health`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  });

  test("a body that nobody wants does not disturb the next request", async () => {
    for (let i = 0; i < 3; i++) {
      expect((await fetch(`${base}/ws`, { method: "POST", body: "x".repeat(50_000) })).status).toBe(405);
      expect((await fetch(`${base}/health`)).status).toBe(200);
    }
  });

  test.each(["/ws", "/ws/", "/ws/text"])("%s without an upgrade asks for one", async (path) => {
    const answer = await rawHttp(server.port, `GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
    expect(answer).toMatch(/\r\nupgrade: websocket\r\n/i);
    expect((await fetch(base + path)).status).toBe(426);
  });

  test("every answer carries the security headers", async () => {
    for (const path of ["/", "/health", "/ws", "/nowhere", "/%ff", "/assets/app-1a2b.js"]) {
      const { headers } = await fetch(base + path);
      expect(Object.fromEntries(headers)).toMatchObject(
        Object.fromEntries(
          Object.entries(SECURITY_HEADERS).map(([name, value]) => [name.toLowerCase(), value]),
        ),
      );
    }
  });
});
