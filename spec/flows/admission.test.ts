import { afterEach, describe, expect, test } from "@jest/globals";
import { originCases } from "../support/origins.ts";
import { rawHttp } from "../support/raw-http.ts";
import { HANDSHAKE, request } from "../support/raw-ws.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { NOW } from "../support/world.ts";

const HOST = "chat.example.org:6789";

describe.each(BOTH_EDGES)("admission on the %s edge", (edge) => {
  let relay: TestRelay;
  const start = async (settings: Parameters<typeof TestRelay.start>[0] = {}) => {
    relay = await TestRelay.start({ edge, ...settings });
  };
  afterEach(() => relay.stop());

  describe("S1, S2: the origin rule", () => {
    test.each(originCases(HOST))(
      "%j, publicUrl %s: %j passes",
      async (origins, publicUrl, origin, host, passes) => {
        await start({ origins, publicUrl });
        const headers = { Host: host, ...(origin === undefined ? {} : { Origin: origin }) };
        const connecting = relay.connect("/ws", { headers });
        if (passes) await connecting;
        else await expect(connecting).rejects.toThrow("403");
        expect(relay.running.open).toBe(passes ? 1 : 0);
      },
    );

    test("S1: a refusal is one sentence", async () => {
      await start();
      const answer = await rawHttp(relay.port, handshake({ Host: HOST, Origin: "https://evil.example" }));
      expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
      expect(answer).toMatch(/\r\n\r\nPages of this origin may not connect here\.\n$/);
    });
  });

  describe("limits per address", () => {
    const from = (localAddress: string) => relay.connect("/ws", { localAddress });
    const forwarded = (client: string, localAddress = "127.0.0.1") =>
      relay.connect("/ws", { localAddress, headers: { "X-Forwarded-For": client } });

    test("S4: the next connection of an address is refused, until one has left", async () => {
      await start({ maxConnectionsPerAddress: 2 });
      const first = await from("127.0.0.2");
      await from("127.0.0.2");
      await expect(from("127.0.0.2")).rejects.toThrow("429");
      await from("127.0.0.3");
      first.destroy();
      await relay.untilOpen(2);
      await from("127.0.0.2");
      await expect(from("127.0.0.2")).rejects.toThrow("429");
    });

    test("S4: a refusal says when to come back", async () => {
      await start({ maxConnectionsPerAddress: 1 });
      await from("127.0.0.1");
      const answer = await rawHttp(relay.port, handshake({ Host: HOST }));
      expect(answer).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
      expect(answer).toMatch(/\r\nretry-after: 30\r\n/i);
      expect(answer).toMatch(/\r\n\r\nToo many connections are open from this address\.\n$/);
    });

    test("S4, S3: behind a trusted proxy it is the client's address that counts, with IPv6 the /64", async () => {
      await start({ maxConnectionsPerAddress: 1, trustedProxies: ["127.0.0.1/32"] });
      await forwarded("198.51.100.1");
      await expect(forwarded("203.0.113.7, 198.51.100.1")).rejects.toThrow("429");
      await forwarded("2001:db8:0:1::1");
      await expect(forwarded("2001:db8:0:1:ffff::2")).rejects.toThrow("429");
      await forwarded("2001:db8:0:2::1");
    });

    test("S4, S3: whoever is no trusted proxy gains nothing by the header", async () => {
      await start({ maxConnectionsPerAddress: 1, trustedProxies: ["127.0.0.1/32"] });
      await forwarded("198.51.100.1", "127.0.0.2");
      await expect(forwarded("198.51.100.2", "127.0.0.2")).rejects.toThrow("429");
    });

    test("S5: handshakes of an address are limited, and come back with time", async () => {
      await start({ handshakesPerAddress: 2 });
      for (const address of ["127.0.0.1", "127.0.0.1", "127.0.0.2"]) await (await from(address)).close();
      const answer = await rawHttp(relay.port, handshake({ Host: HOST }));
      expect(answer).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
      expect(answer).toMatch(/\r\nretry-after: 5\r\n/i);
      expect(answer).toMatch(/\r\n\r\nToo many connections were asked for from this address\.\n$/);
      relay.now = () => NOW + 5000;
      await from("127.0.0.1");
      await expect(from("127.0.0.1")).rejects.toThrow("429");
      await from("127.0.0.2");
    });

    test("S5, S1: what a page of elsewhere asks for does not count against its visitor", async () => {
      await start({ handshakesPerAddress: 1 });
      const request = handshake({ Host: HOST, Origin: "https://evil.example" });
      for (let n = 0; n < 3; n++) expect(await rawHttp(relay.port, request)).toMatch(/^HTTP\/1\.1 403 /);
      await from("127.0.0.1");
    });

    test("S4, S5, G3: 0 is unlimited", async () => {
      await start({ maxConnectionsPerAddress: 0, handshakesPerAddress: 0 });
      await Promise.all(Array.from({ length: 150 }, () => from("127.0.0.1")));
      expect(relay.running.open).toBe(150);
    });
  });
});

const handshake = (headers: Readonly<Record<string, string>>) => request({ ...HANDSHAKE, ...headers });
