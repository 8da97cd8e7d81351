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
])("X2, Q1: %j is refused", (flags, problem) => {
  expect(load(flags)).toEqual({ ok: false, problems: [problem] });
});
