import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Config } from "../../../config/settings.ts";
import { clientAddress } from "../../../src/admission/client-address.ts";
import type { Seen } from "../../../src/admission/probes.ts";
import { checkForwarding, MADE_UP } from "../../../src/doctor/forwarding.ts";
import { networks } from "../../../src/edge/networks.ts";
import { CertificateFolder, type TestCertificate } from "../../support/certificates.ts";
import { doctor, MODEST, running, undo, undoAll } from "../../support/doctor.ts";
import { Program } from "../../support/program.ts";
import { TEST_CONFIG, TestRelay } from "../../support/relay.ts";
import { changed, sample } from "../../support/samples.ts";
import { SubPathProxy } from "../../support/sub-path-proxy.ts";
import { freePorts, nginxArguments, nginxChanges } from "../../support/web-servers.ts";

afterEach(undoAll);

let certificates: CertificateFolder;
let certificate: TestCertificate;
beforeAll(async () => {
  certificates = await CertificateFolder.create();
  certificate = await certificates.make("nginx");
});
afterAll(() => certificates.remove());

const SAYS_WHO = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";

/** nginx by the sample, but for `says` in the place of the line that says who comes; what the doctor finds of it. */
async function found(says: string, settings: Partial<Config>, args: readonly string[] = []) {
  const relay = await TestRelay.start({ adminPort: 0, ...settings });
  undo.push(() => relay.stop());
  const folder = await mkdtemp(join(tmpdir(), "parley-web-"));
  undo.push(() => rm(folder, { recursive: true }));
  const ports = { ...(await freePorts()), relay: relay.port };
  const site = sample("nginx/parley.conf", {
    "/etc/letsencrypt/live/chat.example.org/fullchain.pem": certificate.files.certFile,
    "/etc/letsencrypt/live/chat.example.org/privkey.pem": certificate.files.keyFile,
    ...nginxChanges(ports),
    "chat.example.org": "localhost",
  });
  const text = changed("the sample", site, { [SAYS_WHO]: says });
  const nginx = new Program("nginx", await nginxArguments(folder, text));
  undo.push(() => nginx.stop());
  await nginx.listening(ports.https);
  const flags = ["--port", String(relay.port), "--public-url", `https://127.0.0.1:${ports.https}`, ...args];
  const trusted = settings.trustedProxies ?? [];
  const { findings } = await doctor(
    [...MODEST, ...flags, ...(trusted.length > 0 ? ["--trusted-proxies", trusted.join(",")] : [])],
    { PARLEY_ADMIN_PORT: String(relay.adminPort), NODE_EXTRA_CA_CERTS: certificate.files.certFile },
  );
  return findings.filter(({ check }) => check === "addresses" || check === "publicUrl");
}

const TRUSTED = { trustedProxies: ["127.0.0.1/32"] };
const well = expect.objectContaining({ check: "publicUrl", level: "ok" });

describe("F13: behind nginx", () => {
  test("the sample says who comes", async () => {
    expect(await found(SAYS_WHO, TRUSTED)).toEqual([
      well,
      { check: "addresses", level: "ok", says: "The proxy at 127.0.0.1 says who comes." },
    ]);
  });

  test("without its line people share an address, or make one up", async () => {
    expect(await found("", TRUSTED)).toEqual([
      well,
      {
        check: "addresses",
        level: "problem",
        says: expect.stringMatching(/does not say who comes: everybody shares .*, or makes up another\.$/),
        todo: expect.stringContaining(SAYS_WHO.replace(";", "")),
      },
    ]);
  });

  test("with an empty one they share an address", async () => {
    expect(await found('proxy_set_header X-Forwarded-For "";', TRUSTED)).toEqual([
      well,
      expect.objectContaining({ level: "problem", says: expect.stringMatching(/limits of one address\.$/) }),
    ]);
  });

  test("what it says is not believed where it is not trusted", async () => {
    expect(await found(SAYS_WHO, { trustedProxies: ["192.0.2.1/32"] })).toEqual([
      well,
      {
        check: "addresses",
        level: "problem",
        says: expect.stringContaining("is not believed"),
        todo: "Add 127.0.0.1 to trustedProxies.",
      },
    ]);
  });

  test("of two proxies each has to be believed", async () => {
    const both = 'proxy_set_header X-Forwarded-For "$http_x_forwarded_for, $remote_addr, 127.0.0.2";';
    expect(await found(both, TRUSTED)).toEqual([
      well,
      {
        check: "addresses",
        level: "problem",
        says: expect.stringMatching(/^The proxy at 127\.0\.0\.2 says who comes, but is not believed/),
        todo: "Add 127.0.0.2 to trustedProxies.",
      },
    ]);
    await undoAll();
    expect(await found(both, { trustedProxies: ["127.0.0.0/30"] })).toEqual([
      well,
      expect.objectContaining({ level: "ok", says: "The proxy at 127.0.0.1 says who comes." }),
    ]);
  });

  test("the relay is asked with the token, and where it can't be asked that is said", async () => {
    const token = { adminToken: "a-secret-of-admins" };
    const shown = ["--admin-token", token.adminToken];
    expect(await found(SAYS_WHO, { ...TRUSTED, ...token }, shown)).toContainEqual(
      expect.objectContaining({ level: "ok", says: expect.stringContaining("says who comes") }),
    );
    await undoAll();
    expect(await found(SAYS_WHO, { ...TRUSTED, ...token })).toEqual([
      well,
      expect.objectContaining({ level: "warning", says: expect.stringContaining("was not checked") }),
    ]);
  });
});

test("F13: a plain proxy that says nothing, and that nobody trusts, is found by its port", async () => {
  const relay = await running({ adminPort: 0 });
  const proxy = await SubPathProxy.start(relay.port);
  undo.push(() => proxy.close());
  const flags = ["--port", String(relay.port), "--public-url", proxy.url];
  const { problems } = await doctor([...MODEST, ...flags], { PARLEY_ADMIN_PORT: String(relay.adminPort) });
  expect(problems).toEqual([
    {
      check: "addresses",
      level: "problem",
      says: "The proxy at 127.0.0.1 does not say who comes: everybody shares the limits of one address.",
      todo: expect.stringContaining("add 127.0.0.1 to trustedProxies"),
    },
  ]);
});

describe("F13: what the relay has seen", () => {
  const settings = { ...TEST_CONFIG, port: 6789, publicUrl: "https://chat.example.org/" };
  const judged = (seen: Partial<Seen>, config: Partial<Config> = {}, from = "203.0.113.5") => {
    const { peer = "127.0.0.1", trusted = true, forwarded = MADE_UP } = seen;
    const proxies = networks(["127.0.0.0/8", ...(trusted ? [`${peer}/32`] : [])]);
    const client = trusted ? clientAddress(peer, forwarded, proxies) : peer;
    const all = { peer, trusted, forwarded, client };
    const [finding] = checkForwarding({ ...settings, ...config }, { asked: true, seen: all, from });
    return `${finding?.level}: ${finding?.says} ${finding?.todo ?? ""}`;
  };

  test.each([
    ["one who adds", { forwarded: `${MADE_UP}, 203.0.113.5` }],
    ["one who replaces", { forwarded: "203.0.113.5" }],
    ["one who says a port", { forwarded: "[2001:db8::1]:4711" }],
    ["two of them", { forwarded: `${MADE_UP}, 203.0.113.5, 127.0.0.2` }],
    ["two, of whom the first replaces", { forwarded: "203.0.113.5, 127.0.0.2" }],
    ["two, and is asked from one of them", { forwarded: `${MADE_UP}, 127.0.0.1, 127.0.0.2` }],
    ["the PROXY protocol", { peer: "203.0.113.5", trusted: false }],
  ])("a proxy that says who comes: %s", (_, seen) => {
    expect(judged(seen)).toMatch(/^ok: /);
  });

  test.each([
    ["no address", { forwarded: "unknown" }, "X-Forwarded-For"],
    ["nothing, without trust", { trusted: false }, "add 127.0.0.1 to trustedProxies"],
    ["nothing, from elsewhere", { peer: "172.17.0.1", trusted: false }, "add 172.17.0.1 to trustedProxies"],
  ])("a proxy that says %s", (_, seen, todo) => {
    expect(judged(seen)).toMatch(/^problem: .*does not say who comes/);
    expect(judged(seen)).toContain(todo);
  });

  test.each([
    ["adds", `${MADE_UP}, 203.0.113.5, 198.51.100.9`],
    ["replaces", "203.0.113.5, 198.51.100.9"],
    ["is asked by it from there", `${MADE_UP}, 198.51.100.9, 198.51.100.9`],
  ])("a proxy before another one that is not believed: it %s", (_, forwarded) => {
    expect(judged({ forwarded })).toBe(
      "problem: The proxy at 198.51.100.9 says who comes, but is not believed: everybody shares the limits of one address. Add 198.51.100.9 to trustedProxies.",
    );
  });

  test("a proxy in front of a relay that speaks TLS itself is told from its port", () => {
    const own = { tls: "self-signed" } as const;
    expect(judged({ trusted: false }, own, "127.0.0.1")).toMatch(/^problem: .*does not say who comes/);
    expect(judged({ trusted: false }, { ...own, port: 443 }, "127.0.0.1")).toMatch(/^ok: /);
    expect(judged({ peer: "203.0.113.5", trusted: false }, own)).toMatch(/^ok: /);
  });

  test("without a proxy the relay knows by itself", () => {
    const own = { tls: "self-signed", port: 443 } as const;
    expect(judged({ peer: "203.0.113.5", trusted: false }, own)).toMatch(/^ok: /);
    expect(judged({ peer: "127.0.0.1", trusted: true }, own, "127.0.0.1")).toMatch(/^ok: /);
    expect(judged({ peer: "192.168.1.1", trusted: false }, own)).toMatch(/^ok: /);
  });

  test("a proxy by http is told from its port, or from its address", () => {
    const plain = { publicUrl: "http://chat.lan/" };
    expect(judged({}, plain, "127.0.0.1")).toMatch(/^problem: /);
    expect(judged({ peer: "192.168.1.9" }, { publicUrl: "http://chat.lan:6789/" })).toMatch(/^problem: /);
  });

  test("another relay is told as such, and no proxy is not worth a word", () => {
    const [another] = checkForwarding(settings, { asked: true, seen: undefined, from: "" });
    expect(another).toMatchObject({ level: "warning", says: expect.stringContaining("another relay") });
    const direct = { ...settings, publicUrl: "http://localhost:6789/" };
    expect(checkForwarding(direct, { asked: false, seen: undefined, from: "" })).toEqual([]);
  });
});
