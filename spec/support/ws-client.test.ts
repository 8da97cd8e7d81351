import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type WebSocket, WebSocketServer } from "ws";
import { Client } from "./ws-client.ts";

let server: WebSocketServer;
let url: string;

beforeEach(async () => {
  server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  url = `ws://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterEach(() => {
  for (const peer of server.clients) peer.terminate();
  server.close();
});

function greet(greeting: (peer: WebSocket) => void): void {
  server.on("connection", greeting);
}

test("no frame is missed, though it comes with the handshake and is asked for after the close", async () => {
  greet((peer) => {
    peer.send("one");
    peer.send("two");
    peer.close(4000, "done");
  });
  const client = await Client.open(url);
  expect(await client.untilClosed()).toEqual({ code: 4000, reason: "done" });
  expect(client.pending).toEqual(["one", "two"]);
  expect(await client.take(2)).toEqual(["one", "two"]);
});

test("waiting for a frame ends with the connection, and says what did arrive", async () => {
  greet((peer) => {
    peer.send("one");
    peer.close(4000, "done");
  });
  const client = await Client.open(url);
  await client.next();
  await expect(client.next()).rejects.toThrow(
    `${url}: closed while a frame was awaited (closed 4000 "done"); arrived so far: \n  1. one`,
  );
});

test("two waits at a time are refused, as nobody could say which frame is whose", async () => {
  const client = await Client.open(url);
  const first = client.next();
  await expect(client.next()).rejects.toThrow("already waiting");
  for (const peer of server.clients) peer.send("one");
  expect(await first).toBe("one");
});

test("a server that is not there rejects open at once", async () => {
  server.close();
  await expect(Client.open(url)).rejects.toThrow("ECONNREFUSED");
});
