import { afterEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { freePort } from "../support/free-port.ts";
import { expectSilence, Person } from "../support/people.ts";
import { rawHttp } from "../support/raw-http.ts";
import { HANDSHAKE, request } from "../support/raw-ws.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";

describe.each(BOTH_EDGES)("the relay on the %s edge", (edge) => {
  let relay: TestRelay;
  const start = async (settings: Parameters<typeof TestRelay.start>[0] = {}) => {
    relay = await TestRelay.start({ edge, ...settings });
  };
  afterEach(() => relay.stop());

  describe("maxConnections", () => {
    test("E5: the next is refused with 503 and Retry-After, until one has left", async () => {
      await start({ maxConnections: 3 });
      const ann = await Person.arrive(relay, "classic");
      const bob = await Person.arrive(relay, "text");
      const silent = await relay.connect("/ws", { protocol: "parley.v1" });
      for (const path of ["/ws", "/ws/", "/ws/text"]) {
        const answer = await rawHttp(relay.port, request(HANDSHAKE, path));
        expect(answer).toMatch(/^HTTP\/1\.1 503 /);
        expect(answer).toMatch(/\r\nretry-after: \d+\r\n/i);
      }
      expect(relay.running.open).toBe(3);
      await silent.close();
      await relay.untilOpen(2);
      await Person.arrive(relay, "v1");
      await expect(relay.connect()).rejects.toThrow("503");
      bob.client.destroy();
      await bob.client.untilClosed();
      await relay.untilOpen(2);
      await Person.arrive(relay, "text");
      await expectSilence(ann);
    });

    test("E5, E6: what is no WebSocket is answered all the same", async () => {
      await start({ maxConnections: 1 });
      await relay.connect();
      expect((await fetch(`http://127.0.0.1:${relay.port}/health`)).status).toBe(200);
    });

    test("E5, G3: 0 is unlimited", async () => {
      await start({ maxConnections: 0 });
      await Promise.all(Array.from({ length: 200 }, () => relay.connect()));
      expect(relay.running.open).toBe(200);
    });
  });

  describe("closing", () => {
    test("E12: tells every client 1012 and frees the port at once", async () => {
      // A port of our own choice: Linux keeps one that native code was given for 0 until its sockets have timed out.
      const port = await freePort();
      await start({ port });
      const people = await Promise.all(DIALECT_NAMES.map((dialect) => Person.arrive(relay, dialect)));
      const silent = await relay.connect("/ws", { protocol: "parley.v1" });
      await relay.running.close();
      const next = await TestRelay.start({ edge, port });
      await next.stop();
      for (const client of [...people.map((person) => person.client), silent]) {
        expect(await client.untilClosed()).toEqual({ code: 1012, reason: "the relay restarts" });
      }
    });

    test("E12: what was said before is heard before", async () => {
      await start();
      const ann = await Person.arrive(relay, "classic");
      const bob = await Person.arrive(relay, "classic");
      ann.enter();
      await ann.next();
      bob.enter();
      await bob.next();
      ann.say("last words");
      await expectSilence(ann);
      await relay.running.close();
      expect(await bob.next()).toMatchObject({ type: "CHATROOM", payload: { text: "last words" } });
      expect(await bob.client.untilClosed()).toMatchObject({ code: 1012 });
    });
  });

  describe("paths and subprotocols", () => {
    test("E2: /ws and /ws/ speak v1 to whoever offers it, also among others", async () => {
      await start();
      for (const path of ["/ws", "/ws/", "/ws?room=1"]) {
        for (const protocol of ["parley.v1", ["chat", "parley.v1"], ["parley.v1", "parley.v2"]]) {
          const client = await relay.connect(path, { protocol });
          expect(client.protocol).toBe("parley.v1");
          client.send('{"type":"hello"}');
          expect(JSON.parse(await client.next())).toMatchObject({ type: "welcome" });
        }
      }
    });

    test("E2: they speak classic to all others, and confirm no subprotocol", async () => {
      await start();
      for (const path of ["/ws", "/ws/"]) {
        const client = await relay.connect(path);
        expect(client.protocol).toBe("");
        expect(JSON.parse(await client.next())).toMatchObject({ type: "CONNECTED" });
      }
    });

    test("E2: a client that offers only what is not known closes by itself (RFC 6455 §4.1)", async () => {
      await start();
      for (const protocol of ["parley.v2", "PARLEY.V1", "xparley.v1"]) {
        await expect(relay.connect("/ws", { protocol })).rejects.toThrow("Server sent no subprotocol");
      }
    });

    test("E2: /ws/text speaks text", async () => {
      await start();
      expect(await (await relay.connect("/ws/text")).next()).toMatch(/^CONNECTED:/);
    });

    test("E2: a WebSocket anywhere else is refused with 404", async () => {
      await start();
      for (const path of ["/", "/w", "/wss", "/ws/tex", "/ws/text/", "/ws/v1", "/WS", "/ws//", "/health"]) {
        await expect(relay.connect(path)).rejects.toThrow("404");
      }
      expect(relay.running.open).toBe(0);
    });
  });
});
