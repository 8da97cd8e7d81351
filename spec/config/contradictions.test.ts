import { expect, test } from "@jest/globals";
import { loadConfig } from "../../config/load.ts";

function load(flags: Record<string, string>, env: Record<string, string> = {}) {
  return loadConfig({ flags, env, readFile: () => "{}" });
}

test("X2: a certificate and its key may come from different sources", () => {
  const result = load({ tlsCert: "cert.pem" }, { PARLEY_TLS_KEY: "key.pem" });
  expect(result).toMatchObject({ ok: true, config: { tls: "off", tlsCert: "cert.pem", tlsKey: "key.pem" } });
});

test.each([
  [{ tlsCert: "cert.pem" }, "tlsCert (--tls-cert) is given without tlsKey; expected both or neither"],
  [{ tlsKey: "key.pem" }, "tlsKey (--tls-key) is given without tlsCert; expected both or neither"],
  [
    { tls: "self-signed", tlsCert: "cert.pem", tlsKey: "key.pem" },
    'tls (--tls) is "self-signed" and tlsCert (--tls-cert) is given; expected one of them',
  ],
  [
    { turnUrls: "turn:turn.example.org" },
    "turnUrls (--turn-urls) is given without turnSecret; expected both or neither",
  ],
  [
    { turnSecret: "a-secret-of-turn" },
    "turnSecret (--turn-secret) is given without turnUrls; expected both or neither",
  ],
  [
    { adminHost: "0.0.0.0" },
    'adminHost (--admin-host) is "0.0.0.0", which others can reach, without adminToken; expected both, 127.0.0.1, or adminPort -1',
  ],
  [{ port: "6790" }, "port (--port) and adminPort (default) are both 6790; expected different ones"],
  [
    { adminPort: "7000", port: "7000", host: "::", adminHost: "localhost" },
    "port (--port) and adminPort (--admin-port) are both 7000; expected different ones",
  ],
])("X2, Q1, D1, D17: %j is refused", (flags, problem) => {
  expect(load(flags)).toEqual({ ok: false, problems: [problem] });
});

test("D17: the two ports may be the same on different addresses, and each may be any free one", () => {
  expect(load({ port: "6790", host: "192.168.1.5" })).toMatchObject({ ok: true });
  expect(load({ port: "0", adminPort: "0" })).toMatchObject({ ok: true });
});

test.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["::1", true],
  ["0:0:0:0:0:0:0:1", true],
  ["localhost", true],
  ["LOCALHOST", true],
  ["::", false],
  ["::ffff:127.0.0.1", true],
  ["127.1", false],
  ["127.0.0.1.example.org", false],
  ["localhost.example.org", false],
  ["fe80::1%eth0", false],
  ["10.0.0.1", false],
])("D1: adminHost %s may be without a token: %s", (adminHost, isFine) => {
  expect(load({ adminHost }).ok).toBe(isFine);
  expect(load({ adminHost, adminPort: "-1" }).ok).toBe(true);
  expect(load({ adminHost }, { PARLEY_ADMIN_TOKEN: "a-secret-of-admins" }).ok).toBe(true);
});
