import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { startUws } from "../../../src/edge/uws.ts";
import { OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { Client } from "../../support/ws-client.ts";

// The shortest that uWebSockets.js knows, so this takes some seconds; the portable edge's is in portable.test.ts.
const SHORTEST = 8;

let relay: RecordingHandler;
let server: EdgeServer;

beforeEach(async () => {
  relay = new RecordingHandler();
  server = await startUws({ ...OPTIONS, idleTimeout: SHORTEST }, relay);
});
afterEach(() => server.close());

test("E9: uWebSockets.js pings by itself, keeps a client that answers and cuts one that does not", async () => {
  const url = `ws://127.0.0.1:${server.port}/ws`;
  const silent = await Client.open(url, { autoPong: false });
  const alive = await Client.open(url);
  await once(alive.socket, "ping");
  expect((await silent.closed).code).toBe(1006);
  expect(relay.log.count("closed")).toBe(1);
  await once(alive.socket, "ping");
  expect(relay.log.count("closed")).toBe(1);
});
