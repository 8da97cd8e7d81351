import { describe, expect, test } from "@jest/globals";
import type { EdgeRequest, KeptHeader } from "../../../src/edge/port.ts";
import { hostUrl, makeHttp, plain } from "../../../src/http/answers.ts";
import { SECURITY_HEADERS } from "../../../src/http/plain.ts";
import type { StaticFile } from "../../../src/http/static.ts";

const FILE: StaticFile = {
  contentType: "text/css; charset=utf-8",
  cacheControl: "no-cache",
  hash: "abc",
  content: Buffer.from("plain"),
  compressed: [
    { coding: "br", content: Buffer.from("brotli") },
    { coding: "gzip", content: Buffer.from("gzip") },
  ],
};
const SMALL: StaticFile = { ...FILE, compressed: [] };

function request(
  path: string,
  headers: Partial<Record<KeptHeader, string>> = {},
  method = "GET",
): EdgeRequest {
  const none = {
    "accept-encoding": "",
    host: "localhost:6789",
    "if-none-match": "",
    origin: "",
    "sec-websocket-protocol": "",
    upgrade: "",
    "x-forwarded-for": "",
  };
  return { method, path, headers: { ...none, ...headers }, remoteAddress: "127.0.0.1" };
}

const isReady = true;
const answer = makeHttp({
  files: new Map([
    ["/a b.css", FILE],
    ["/small.css", SMALL],
  ]),
  ready: () => isReady,
  health: () => ({ connections: 3 }),
  connectUrl: hostUrl,
});

describe("E7: content coding", () => {
  test.each([
    ["br", "brotli"],
    ["gzip, deflate, br", "brotli"],
    ["GZIP", "gzip"],
    ["gzip;q=0.5", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["br; q=0.0, *", "gzip"],
    ["*", "brotli"],
    ["*;q=0", "plain"],
    ["deflate", "plain"],
    ["", "plain"],
    [";;q=,,", "plain"],
    ["br;q=nonsense", "plain"],
  ])("for Accept-Encoding %j is %s", (acceptEncoding, body) => {
    const given = answer(request("/a%20b.css", { "accept-encoding": acceptEncoding }));
    expect(given.body.toString()).toBe(body);
    expect(given.headers).toMatchObject({ Vary: "Accept-Encoding" });
  });

  test("is not spoken of where there is only one", () => {
    const { headers } = answer(request("/small.css", { "accept-encoding": "br" }));
    expect(headers).not.toHaveProperty("Vary");
    expect(headers).not.toHaveProperty("Content-Encoding");
  });
});

describe("E7: If-None-Match", () => {
  test.each([
    ['"abc"', 304],
    ['W/"abc"', 304],
    ['"x", "abc"', 304],
    ["*", 304],
    ['"abc-br"', 200],
    ["abc", 200],
    ["", 200],
  ])("%j gives %d", (tag, status) => {
    expect(answer(request("/a%20b.css", { "if-none-match": tag })).status).toBe(status);
  });

  test("compares with the tag of the coding that would be sent", () => {
    const headers = { "accept-encoding": "br", "if-none-match": '"abc-br"' };
    const given = answer(request("/a%20b.css", headers));
    expect(given).toMatchObject({
      status: 304,
      body: "",
      headers: { ETag: '"abc-br"', Vary: "Accept-Encoding" },
    });
  });
});

test("E6: /health adds what the relay wants to say", () => {
  expect(answer(request("/health")).body).toBe('{"status":"ok","server":"parley","connections":3}');
});

test("E8: the page that stands in for a client says where to connect, without a script or a style", () => {
  const { body, headers } = answer(request("/"));
  expect(headers["Content-Type"]).toBe("text/html; charset=utf-8");
  for (const text of [
    "ws://localhost:6789/ws<",
    "ws://localhost:6789/ws/text<",
    "parley chat ws://localhost:6789<",
  ]) {
    expect(body).toContain(text);
  }
  expect(body).toContain('<html lang="en">');
  expect(body).toContain('name="color-scheme" content="light dark"');
  expect(body).not.toMatch(/<script|<style|style=|<link/);
});

test("E8: the page escapes what the client says its host is", () => {
  const { body } = answer(request("/", { host: `"><script>alert('&')</script>` }));
  expect(body).not.toContain("<script");
  expect(body).toContain("&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;");
});

test("E6: an unsupported method is refused before the path is looked at", () => {
  expect(answer(request("/%ff", {}, "POST"))).toMatchObject({ status: 405, headers: { Allow: "GET, HEAD" } });
});

test("E6: plain is one line of text under the security headers, and takes further headers", () => {
  expect(plain(503, "Full.", { "Retry-After": "5" })).toEqual({
    status: 503,
    headers: {
      ...SECURITY_HEADERS,
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      "Retry-After": "5",
    },
    body: "Full.\n",
  });
});
