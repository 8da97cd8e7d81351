import { networkInterfaces } from "node:os";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Code } from "../../../actors/protocol/identity.ts";
import { iceServers } from "../../../src/ice-servers.ts";
import { shownFingerprint } from "../../support/certificates.ts";
import { sample } from "../../support/samples.ts";
import { TurnClient, type TurnCredentials } from "../../support/turn-client.ts";
import { TurnServer } from "../../support/turn-server.ts";
import { nthCode } from "../../support/world.ts";

/** Addresses that are not public, the first or last of each kind (RFC 6890 and IANA's registry). */
const NOT_PUBLIC = [
  "0.0.0.1",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.255",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "192.168.255.255",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
];
/** Their neighbours. Nothing is sent there: a permission is a note of the server's. */
const PUBLIC = [
  "9.255.255.255",
  "11.0.0.1",
  "100.63.255.255",
  "172.32.0.1",
  "192.167.255.255",
  "223.255.255.255",
];
const NOT_PUBLIC_6 = [
  "::",
  "::1",
  "::ffff:a00:1",
  "::7f00:1",
  "64:ff9b::a00:1",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002:a00:1::1",
  "3fff::1",
  "5f00::1",
  "fc00::1",
  "fdff:ffff::1",
  "fe80::1",
  "fec0::1",
  "ff02::1",
];
const PUBLIC_6 = ["2001:200::1", "2003::1", "2600::1", "2a00::1", "3fff:1000::1"];

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((found) => found?.address === "::1");

describe("turnserver.conf", () => {
  let server: TurnServer;
  beforeAll(async () => {
    server = await TurnServer.start(hasIPv6 ? ["relay-ip=::1"] : []);
  });
  afterAll(() => server.close());
  let clients: TurnClient[] = [];
  afterEach(() => {
    for (const client of clients) client.close();
    clients = [];
  });

  /** What the relay tells one of its clients, unless changed. */
  async function open(change: Partial<TurnCredentials> = {}, now = Date.now): Promise<TurnClient> {
    const { turnUrls = [], turnSecret } = server.settings;
    const [told] = iceServers({ stunUrls: [], turnUrls, turnSecret, turnTtl: 600 }, now)(nthCode(1) as Code);
    if (told?.username === undefined || told.credential === undefined)
      throw new Error("the relay tells of no TURN server");
    const { username, credential } = told;
    const client = await TurnClient.open(server.ports.port, { username, credential, ...change });
    clients.push(client);
    return client;
  }

  test("B5: lets in whom the relay has let", async () => {
    expect(await (await open()).allocate()).toBe(0);
  });

  test.each([
    { what: "a password of another", change: { credential: "bm90IHRoZSBwYXNzd29yZA==" } },
    { what: "a name of another", change: { username: `${Math.floor(Date.now() / 1000) + 600}:OTHER` } },
    { what: "a password that has ended", now: () => Date.now() - 3_600_000 },
  ])("B5: and nobody with $what", async ({ change, now }) => {
    expect(await (await open(change, now)).allocate()).toBe(401);
  });

  test.each([[4, PUBLIC, NOT_PUBLIC], ...(hasIPv6 ? ([[6, PUBLIC_6, NOT_PUBLIC_6]] as const) : [])] as const)(
    "B5: reaches public addresses of IPv%i, and nothing else",
    async (version, outside, inside) => {
      const client = await open();
      expect(await client.allocate(version)).toBe(0);
      for (const address of outside) expect([address, await client.permit(address)]).toEqual([address, 0]);
      for (const address of inside) expect([address, await client.permit(address)]).toEqual([address, 403]);
    },
  );

  test("B5: speaks TLS", async () => {
    expect(await shownFingerprint(server.ports.tlsPort)).toBe(server.certificate.fingerprint);
  });

  test("B5: answers to the settings that it names", () => {
    const named = /"turnUrls": (\[.*?\]), "stunUrls": (\[.*?\])/.exec(sample("turnserver.conf"));
    expect(named?.slice(1).map((list) => JSON.parse(list))).toEqual([
      ["turn:turn.example.org", "turns:turn.example.org:5349?transport=tcp"],
      ["stun:turn.example.org"],
    ]);
  });
});
