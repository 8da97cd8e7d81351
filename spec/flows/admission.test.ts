import { afterEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { originCases } from "../support/origins.ts";
import { expectSilence, Person, pairUp } from "../support/people.ts";
import { rawHttp } from "../support/raw-http.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { hasVideo, paired, said } from "../support/wire.ts";
import { NOW, nthPair } from "../support/world.ts";

const TOO_FAST = "Too many messages at once; wait a moment.";
const TOO_MANY_TRIES = "Too many wrong codes; wait a moment.";
const ONE = nthPair(1);
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

  describe("how often an address may join", () => {
    const TRIES = { type: "error", code: "too-many-tries", message: TOO_MANY_TRIES, re: "join" };
    const tried = (person: Person, codes: readonly string[]) => {
      for (const code of codes) person.join(code);
      return person.client.take(codes.length);
    };
    const NOBODY = "ZZZZZZZZ";

    test.each(DIALECT_NAMES)(
      "S10: after so many wrong codes a join is refused on %s, a right one too, until time has passed",
      async (dialect) => {
        await start({ missesPerAddress: 3 });
        const ann = await Person.arrive(relay, dialect);
        const bob = await Person.arrive(relay, "classic");
        const answers = await tried(ann, [NOBODY, NOBODY, NOBODY, NOBODY, bob.code]);
        expect(answers.map((answer) => answer.includes(TOO_MANY_TRIES))).toEqual([
          false,
          false,
          false,
          true,
          true,
        ]);
        await expectSilence(bob);
        relay.now = () => NOW + 3334;
        ann.join(bob);
        await bob.hears(paired(ONE, ann, true, hasVideo(dialect)));
      },
    );

    test("S10, R7: missing and busy codes count alike, and one's own and pairs do not", async () => {
      await start({ missesPerAddress: 3 });
      const [ann, bob, cat, dan] = [
        await Person.arrive(relay, "v1"),
        await Person.arrive(relay, "classic"),
        await Person.arrive(relay, "classic"),
        await Person.arrive(relay, "classic"),
      ];
      bob.join(cat);
      await bob.next();
      const answers = await tried(ann, [ann.code, dan.code, bob.code, cat.code, NOBODY, ann.code]);
      expect(answers.map((answer) => JSON.parse(answer).code)).toEqual([
        "own-code",
        undefined,
        "invalid-or-busy",
        "invalid-or-busy",
        "invalid-or-busy",
        "too-many-tries",
      ]);
      expect(JSON.parse(answers[5] ?? "")).toEqual({ ...TRIES, retryAfter: 3334, seq: 6 });
    });

    test("S10: neither a new connection nor a neighbour of the same address has more tries; others do", async () => {
      await start({ missesPerAddress: 2, trustedProxies: ["127.0.0.1/32"] });
      const arrive = async (address: string) => {
        const client = await relay.connect("/ws/text", { headers: { "X-Forwarded-For": address } });
        await client.next();
        return client;
      };
      const answer = async (address: string) => {
        const client = await arrive(address);
        client.send(`JOIN:${NOBODY}`);
        const answered = await client.next();
        await client.close();
        return answered;
      };
      const [wrong, refused] = ["ERROR:Invalid or busy code", `ERROR:${TOO_MANY_TRIES}`];
      expect(await answer("2001:db8::1")).toBe(wrong);
      expect(await answer("2001:db8::2")).toBe(wrong);
      expect(await answer("2001:db8::3")).toBe(refused);
      expect(await answer("2001:db8:0:1::1")).toBe(wrong);
    });

    test("S12: every join counts, whatever becomes of it", async () => {
      await start({ invitationsPerAddress: 2 });
      const ann = await Person.arrive(relay, "v1");
      const answers = await tried(ann, [ann.code, NOBODY, ann.code]);
      expect(answers.map((answer) => JSON.parse(answer))).toEqual([
        expect.objectContaining({ code: "own-code" }),
        expect.objectContaining({ code: "invalid-or-busy" }),
        {
          type: "error",
          code: "too-many-invitations",
          message: "Too many invitations from your address; wait a moment.",
          re: "join",
          retryAfter: 5000,
          seq: 3,
        },
      ]);
      relay.now = () => NOW + 5000;
      expect(JSON.parse((await tried(ann, [NOBODY])).join())).toMatchObject({ code: "invalid-or-busy" });
    });

    test.each([
      ["S10", { missesPerAddress: 1 }],
      ["S12", { invitationsPerAddress: 1 }],
    ])("%s, S13: whoever does not stop is closed", async (_, limit) => {
      await start(limit);
      const { client } = await Person.arrive(relay, "text");
      for (let n = 0; n < 30; n++) client.send(`JOIN:${NOBODY}`);
      expect((await client.untilClosed()).code).toBe(4429);
      expect(client.pending.filter((frame) => frame === "ERROR:Invalid or busy code")).toHaveLength(1);
      expect(client.pending.filter((frame) => frame.startsWith("ERROR:Too many "))).toHaveLength(10);
      expect(relay.log).toEqual([]);
    });
  });

  describe("how fast one connection may talk", () => {
    const LIMITS = { messageBurst: 3, messageRate: 10 };
    const tooFast = { type: "error", code: "too-fast", message: TOO_FAST, retryAfter: 100 };

    test("S7: beyond the burst a message is refused by its number and reaches nobody, until time has passed", async () => {
      await start({ ...LIMITS, messageBurst: 4 });
      const ann = await Person.arrive(relay, "v1");
      const bob = await Person.arrive(relay, "classic");
      await pairUp(bob, ann, ONE);
      // The hello and the accept were the first frames.
      for (const text of ["one", "two", "three"]) ann.say(text, ONE);
      await bob.hears(said(ONE, ann, "one", 1), said(ONE, ann, "two", 2));
      const heard = [
        await ann.next(),
        await ann.next(),
        await ann.next(),
        await ann.next(),
        await ann.next(),
      ];
      expect(heard).toContainEqual({ ...tooFast, re: "message", id: 3 });
      relay.now = () => NOW + 100;
      ann.say("four", ONE);
      expect(await bob.next()).toMatchObject({ type: "MSGFROM", payload: { text: "four" } });
    });

    test.each(["classic", "text"] as const)(
      "S7: so it is on %s, whatever the frames are",
      async (dialect) => {
        await start(LIMITS);
        const { client } = await Person.arrive(relay, dialect);
        for (const frame of ["nonsense", Buffer.of(1), "nonsense", "nonsense", Buffer.of(1)])
          client.send(frame);
        const errors = await client.take(5);
        expect(errors.map((frame) => frame.includes(TOO_FAST))).toEqual([false, false, false, true, true]);
      },
    );

    test.each(["classic", "text", "v1"] as const)(
      "S9: bytes count as frames do on %s, as they are on the wire",
      async (dialect) => {
        await start({ byteBurst: 1024, byteRate: 1024 });
        const { client } = await Person.arrive(relay, dialect);
        // Two bytes a letter, whatever it is in memory.
        const frames = ["é".repeat(300), "é".repeat(300), Buffer.alloc(700)];
        for (const frame of frames) client.send(frame);
        const errors = await client.take(3);
        expect(errors.map((frame) => frame.includes(TOO_FAST))).toEqual([false, true, true]);
        relay.now = () => NOW + 1000;
        client.send(frames[1] ?? "");
        expect(await client.next()).not.toContain(TOO_FAST);
      },
    );

    test("S9: the answer says when the same would be heard", async () => {
      await start({ byteBurst: 1024, byteRate: 1024 });
      const ann = await Person.arrive(relay, "v1");
      // The hello was 16 bytes.
      ann.send({ type: "rename", name: "x".repeat(1024 - '{"type":"rename","name":""}'.length) });
      expect(await ann.next()).toEqual({ ...tooFast, re: "rename", retryAfter: 16 });
    });

    test("S9, S8: whoever sends ten times the bytes is closed", async () => {
      await start({ byteBurst: 1024, byteRate: 1024 });
      const { client } = await Person.arrive(relay, "text");
      for (let n = 0; n < 30; n++) client.send("x".repeat(1024));
      expect((await client.untilClosed()).code).toBe(4429);
      expect(client.pending.filter((frame) => frame === `ERROR:${TOO_FAST}`)).toHaveLength(10);
    });

    test("S8: whoever does not stop is closed, and told when to come back", async () => {
      await start(LIMITS);
      const { client } = await Person.arrive(relay, "text");
      for (let n = 0; n < 100; n++) client.send("/list");
      expect(await client.untilClosed()).toEqual({
        code: 4429,
        reason: "too many messages; come back in 10 seconds",
      });
      expect(client.pending.filter((frame) => frame === `ERROR:${TOO_FAST}`)).toHaveLength(30);
      await relay.untilOpen(0);
      expect(relay.log).toEqual([]);
    });
  });
});

function handshake(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return `GET /ws HTTP/1.1
${lines.join("")}Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13

`;
}
