import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { startPortable } from "../../../src/edge/portable.ts";
import { OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { rawHttp } from "../../support/raw-http.ts";
import { Client } from "../../support/ws-client.ts";

// What only the portable edge does by its own code; uWebSockets.js does these natively, in no less than 8 seconds.

let relay: RecordingHandler;
let server: EdgeServer;

beforeEach(async () => {
  relay = new RecordingHandler();
  server = await startPortable({ ...OPTIONS, idleTimeout: 0.1 }, relay);
});
afterEach(() => server.close());

test("E9: cuts a client that is idle and answers no ping", async () => {
  const client = await Client.open(`ws://127.0.0.1:${server.port}/ws`, { autoPong: false });
  expect((await client.untilClosed()).code).toBe(1006);
  await relay.log.until("closed 1006");
});

test("E9: keeps a client that is idle and answers pings", async () => {
  const client = await Client.open(`ws://127.0.0.1:${server.port}/ws`);
  for (let pings = 0; pings < 4; pings++) await once(client.socket, "ping");
  expect(relay.log.all).toEqual(["open from /ws"]);
});

test("E6: answers what is no HTTP with 400 and what has too long a header with 431", async () => {
  expect(await rawHttp(server.port, "nonsense\n\n")).toMatch(/^HTTP\/1\.1 400 /);
  const header = `GET / HTTP/1.1\nHost: x\nCookie: ${"x".repeat(20_000)}\n\n`;
  expect(await rawHttp(server.port, header)).toMatch(/^HTTP\/1\.1 431 /);
});

test("E6: outlives a client that resets the connection in the middle of its upgrade", async () => {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    "GET /refused HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  socket.resetAndDestroy();
  const client = await Client.open(`ws://127.0.0.1:${server.port}/ws`);
  expect(await client.close(1000)).toEqual({ code: 1000, reason: "" });
});
