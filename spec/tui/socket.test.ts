import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type WebSocket, WebSocketServer } from "ws";
import { createActor, setup } from "xstate";
import type { SocketCommand, SocketEvent } from "../../actors/session/intents.ts";
import { createSocketLogic, type Failure } from "../../tui/socket.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Starts the actor below a parent that notes what it tells. */
function socketTo(url: string) {
  const told: SocketEvent[] = [];
  const failures: Failure[] = [];
  let wake = () => {};
  const parent = setup({
    types: { events: {} as SocketEvent },
    actors: { socket: createSocketLogic({ insecure: false, onFailure: (why) => failures.push(why) }) },
    actions: {
      note: ({ event }) => {
        told.push(event);
        wake();
      },
    },
  }).createMachine({
    invoke: { src: "socket", id: "socket", input: { url, protocol: "parley.v1" } },
    on: { "*": { actions: "note" } },
  });
  const actor = createActor(parent).start();
  stops.push(() => actor.stop());
  const next = async (count: number) => {
    while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return told;
  };
  const command = (what: SocketCommand) => actor.getSnapshot().children["socket"]?.send(what);
  return { next, command, failures, stop: () => actor.stop() };
}

/** A WebSocket server that agrees on `protocol`, or on none. */
async function server(protocol: string | false = "parley.v1") {
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => protocol });
  stops.push(() => sockets.close());
  await once(sockets, "listening");
  const connected = once(sockets, "connection").then(([socket]) => socket as WebSocket);
  return { url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`, connected };
}

describe("U18: the socket", () => {
  test("opens with the protocol, carries frames both ways, and tells how it ended", async () => {
    const { url, connected } = await server();
    const socket = socketTo(url);
    const peer = await connected;
    await socket.next(1);
    socket.command({ type: "send", frame: "up" });
    expect(String((await once(peer, "message"))[0])).toBe("up");
    peer.send(Buffer.from("binary"));
    peer.send("down");
    peer.close(4429, "too many");
    expect(await socket.next(3)).toEqual([
      { type: "socket.opened", protocol: "parley.v1" },
      { type: "socket.frame", text: "down" },
      { type: "socket.closed", code: 4429, reason: "too many" },
    ]);
  });

  test("a goodbye has its code, and after it only the end is heard; one that is stopped closes with 4000", async () => {
    const first = await server();
    const socket = socketTo(first.url);
    const peer = await first.connected;
    await socket.next(1);
    socket.command({ type: "close", code: 1000 });
    peer.send("too late");
    expect((await once(peer, "close"))[0]).toBe(1000);
    expect((await socket.next(2))[1]).toMatchObject({ type: "socket.closed", code: 1000 });
    const second = await server();
    const stopped = socketTo(second.url);
    const other = await second.connected;
    await stopped.next(1);
    stopped.stop();
    expect((await once(other, "close"))[0]).toBe(4000);
  });

  test("a server with another protocol has opened with none", async () => {
    const { url } = await server(false);
    expect(await socketTo(url).next(1)).toEqual([{ type: "socket.opened", protocol: "" }]);
  });

  test("what is refused is told with its status and when to come back, what is not there with its code", async () => {
    const http = createServer().listen(0, "127.0.0.1");
    stops.push(() => http.close());
    http.on("upgrade", (_, socket) =>
      socket.end("HTTP/1.1 503 Full\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"),
    );
    await once(http, "listening");
    const full = socketTo(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    expect(await full.next(1)).toEqual([
      { type: "socket.refused", status: 503, retryAfter: 30, message: "HTTP 503" },
    ]);
    const nobody = socketTo("ws://127.0.0.1:1");
    expect(await nobody.next(1)).toMatchObject([{ type: "socket.refused" }]);
    expect(nobody.failures).toMatchObject([{ code: "ECONNREFUSED", status: undefined }]);
  });
});
