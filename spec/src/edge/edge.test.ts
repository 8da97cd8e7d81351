import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import {
  closeWhole,
  connectTo,
  EDGES,
  listening,
  numbers,
  type RecordingHandler,
} from "../../support/edges.ts";
import { rawHttp } from "../../support/raw-http.ts";
import { HANDSHAKE, request } from "../../support/raw-ws.ts";
import type { ClientOptions } from "../../support/ws-client.ts";

describe.each(EDGES)("E1: the $kind edge", ({ kind, start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;

  beforeEach(async () => {
    ({ relay, server } = await listening(start));
  });
  afterEach(() => closeWhole(server, relay));

  const connect = (path?: string, options?: ClientOptions) => connectTo(server, path, options);

  test("says what it is and which free port it took", () => {
    expect(server.kind).toBe(kind);
    expect(server.port).toBeGreaterThan(0);
  });

  describe("upgrade", () => {
    test("hands over path, headers and the peer's address, and the context to open", async () => {
      await connect("/ws/text?token=1", { headers: { Origin: "http://example.org" } });
      expect(relay.requests[0]).toMatchObject({
        method: "GET",
        path: "/ws/text",
        remoteAddress: "127.0.0.1",
        headers: {
          host: `127.0.0.1:${server.port}`,
          origin: "http://example.org",
          upgrade: "websocket",
          "if-none-match": "",
        },
      });
      expect(relay.log.all).toEqual(["open from /ws/text"]);
      expect(relay.socket(0).remoteAddress).toBe("127.0.0.1");
    });

    test.each([
      ["none", [], ""],
      ["one", ["192.0.2.1, 192.0.2.2"], "192.0.2.1, 192.0.2.2"],
      ["several", ["192.0.2.1", "", "192.0.2.2, 192.0.2.3"], "192.0.2.1, , 192.0.2.2, 192.0.2.3"],
    ])("S3: headers X-Forwarded-For are one list: %s", async (_, lists, list) => {
      const lines = lists.map((value) => `X-Forwarded-For: ${value}\n`).join("");
      await rawHttp(server.port, `GET / HTTP/1.1\nHost: a\n${lines}Connection: close\n\n`);
      expect(relay.requests[0]?.headers["x-forwarded-for"]).toBe(list);
    });

    test("tells clients of different addresses apart", async () => {
      await connect("/ws", { localAddress: "127.0.0.2" });
      expect(relay.socket(0).remoteAddress).toBe("127.0.0.2");
    });

    test("E2: confirms the chosen subprotocol among several", async () => {
      const client = await connect("/ws", { protocol: ["other", "parley.v1"] });
      expect(client.protocol).toBe("parley.v1");
    });

    test("confirms none when none was offered", async () => {
      expect((await connect()).protocol).toBe("");
    });

    test("confirms none when none was chosen, which a client that offered one refuses (RFC 6455 §4.1)", async () => {
      await expect(connect("/ws", { protocol: "other" })).rejects.toThrow("Server sent no subprotocol");
    });

    test("E2: refuses with the handler's answer", async () => {
      await expect(connect("/refused")).rejects.toThrow("403");
      const answer = await rawHttp(server.port, handshake("/refused"));
      expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
      expect(answer).toMatch(/x-why: test/i);
      expect(answer).toMatch(/\r\n\r\nnot you\n$/);
      expect(relay.log.all).toEqual([]);
    });

    test("treats an upgrade to anything else as a plain request", async () => {
      const answer = await rawHttp(server.port, handshake("/ws").replace("websocket", "h2c"));
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      expect(relay.log.all).toEqual([]);
    });
  });

  describe("closing", () => {
    test("by the client is heard with its code", async () => {
      const client = await connect();
      await client.close(4001, "enough");
      await relay.log.until("closed 4001");
    });

    test("by the client without a code is 1005", async () => {
      await (await connect()).close();
      await relay.log.until("closed 1005");
    });

    test("by a client that vanishes is 1006", async () => {
      (await connect()).destroy();
      await relay.log.until("closed 1006");
    });

    test("by end brings code and reason to the client, after what was sent before", async () => {
      const client = await connect();
      relay.socket(0).send("last words");
      relay.socket(0).end(4002, "Grüße");
      expect(relay.log.all.at(-1)).toBe("closed 4002");
      expect(await client.next()).toBe("last words");
      expect(await client.untilClosed()).toEqual({ code: 4002, reason: "Grüße" });
    });

    test("by end inside open still says closed to the listener", async () => {
      relay.onOpen = (socket) => socket.end(4003, "full");
      const client = await connect();
      expect(await client.untilClosed()).toEqual({ code: 4003, reason: "full" });
      expect(relay.log.all).toEqual(["open from /ws", "closed 4003"]);
    });

    test("by end with too long a reason sends the beginning that fits", async () => {
      const client = await connect();
      relay.socket(0).end(4004, "x".repeat(200));
      expect(await client.untilClosed()).toEqual({ code: 4004, reason: "x".repeat(123) });
    });

    test("by end leaves later frames of the client unheard", async () => {
      relay.onText = (socket) => socket.end(4005, "stop");
      const client = await connect();
      for (const number of numbers(5)) client.send(number);
      expect((await client.untilClosed()).code).toBe(4005);
      expect(relay.log.count("text")).toBe(1);
    });

    test("leaves a socket whose methods all do nothing, also while closed is being told", async () => {
      relay.onClosed = useEverything;
      const [client, other] = [await connect(), await connect()];
      relay.socket(1).subscribe("room");
      await client.close(1000);
      await relay.log.until("closed 1000");
      useEverything(relay.socket(0));
      server.publish("room", "end");
      expect(await other.next()).toBe("end");
    });

    test("E12: of the server cuts all, and all are told before it resolves", async () => {
      const clients = [await connect(), await connect()];
      await server.close();
      expect(relay.log.count("closed 1006")).toBe(2);
      for (const client of clients) expect((await client.untilClosed()).code).toBe(1006);
    });

    test("E12: of the server frees its port, and may be asked for again", async () => {
      const { port } = server;
      server.stopListening();
      await server.close();
      await server.close();
      ({ relay, server } = await listening(start, { port }));
      expect(server.port).toBe(port);
    });
  });

  test("stopListening refuses new connections and leaves the old ones alone", async () => {
    relay.onText = (socket, frame) => socket.send(frame);
    const client = await connect();
    server.stopListening();
    await expect(connect()).rejects.toThrow("ECONNREFUSED");
    client.send("still here");
    expect(await client.next()).toBe("still here");
  });
});

const handshake = (path: string) => request({ ...HANDSHAKE, Connection: "Upgrade, close" }, path);

function useEverything(socket: RecordingHandler["sockets"][number]): void {
  socket.send("x");
  socket.cork(() => socket.send("x"));
  socket.subscribe("room");
  socket.publish("room", "x");
  socket.unsubscribe("room");
  socket.end(1000, "x");
  expect(socket.bufferedAmount()).toBe(0);
}
