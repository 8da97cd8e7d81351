import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { FaultProxy } from "../../support/fault-proxy.ts";
import { v1 } from "../../support/proxy-headers.ts";
import { HANDSHAKE, RawWebSocket, request } from "../../support/raw-ws.ts";

/** What somebody does who never finishes, on a connection that is theirs. */
const SLOW: Readonly<Record<string, (client: RawWebSocket) => void>> = {
  "who connects and says nothing": () => {},
  "who never finishes the first line": ({ socket }) => socket.write("GET /ws HT"),
  "who never finishes the headers": ({ socket }) => socket.write(request(HANDSHAKE).slice(0, -2)),
  "who never finishes a second request": ({ socket }) => {
    socket.write(`${request({ Host: "x" }, "/plain")}GET /again HTTP/1.1\r\nHo`);
  },
  "who asks once and stays": ({ socket }) => socket.write(request({ Host: "x" }, "/plain")),
  "who never closes when told goodbye": ({ socket }) => socket.write(request(HANDSHAKE, "/goodbye")),
};

/** The same of somebody whose PROXY header would be read, where it is read. */
const SLOW_PROXIES: typeof SLOW = {
  "who is a trusted proxy and says nothing": () => {},
  "who never finishes a PROXY header": ({ socket }) => socket.write("PROXY TCP4 198.51"),
  "who sends a PROXY header and no more": ({ socket }) => socket.write(v1("198.51.100.7")),
};
const PROXY = "127.0.0.2";

/** Byte by byte, of which the proxy lets a few through in a tick: all of this would take minutes. */
const DRIBBLE = request({ ...HANDSHAKE, "X-Slow": "x".repeat(15_000) });

/** One edge with everybody who is slow connected to it, all at once: each takes some ten seconds to be cut. */
class Waiting {
  readonly relay: RecordingHandler;
  readonly cut = new Map<string, Promise<unknown>>();
  /** Settles when the relay was told that the client behind a dead line is gone. */
  readonly missed: Promise<unknown>;
  readonly #server: EdgeServer;
  readonly #proxy: FaultProxy;

  constructor(server: EdgeServer, relay: RecordingHandler, proxy: FaultProxy) {
    this.relay = relay;
    this.#server = server;
    this.#proxy = proxy;
    this.missed = new Promise<void>((resolve) => {
      relay.onClosed = (socket) => socket === relay.sockets[0] && resolve();
    });
    relay.onOpen = (socket) => {
      if (relay.sockets.length > 1) socket.end(4000, "goodbye");
    };
  }

  static async start({ start }: (typeof EDGES)[number]): Promise<Waiting> {
    const relay = new RecordingHandler();
    // The shortest time that uWebSockets.js knows.
    const server = await start({ ...OPTIONS, idleTimeout: 8, trustedProxies: [`${PROXY}/32`] }, relay);
    const waiting = new Waiting(server, relay, await FaultProxy.start(server.port));
    await waiting.#loseSomebody();
    for (const [cases, address] of [[SLOW], [SLOW_PROXIES, PROXY]] as const) {
      for (const [who, act] of Object.entries(cases)) {
        const client = new RawWebSocket(server.port, address);
        act(client);
        waiting.cut.set(who, untilCut(client));
      }
    }
    waiting.#proxy.onLink = (link) => link.set({ throttle: 1 }, "up");
    const dribbler = new RawWebSocket(waiting.#proxy.port);
    dribbler.socket.write(DRIBBLE);
    waiting.cut.set("who sends a header byte by byte", untilCut(dribbler));
    return waiting;
  }

  async close(): Promise<void> {
    await this.#server.close();
    await this.#proxy.close();
  }

  /** The line of an accepted client goes dead, and then the client dies: nobody tells the relay. */
  async #loseSomebody(): Promise<void> {
    const client = await RawWebSocket.open(this.#proxy.port);
    (await this.#proxy.link(0)).set({ blackhole: true });
    client.socket.resetAndDestroy();
  }
}

/**
 * Settles when nothing of the connection is left at the edge. After the edge's FIN only a write can tell: an edge
 * that kept its half would take it.
 */
async function untilCut({ socket }: RawWebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.once("close", resolve));
  let poking: NodeJS.Timeout | undefined;
  socket.once("end", () => {
    poking = setInterval(() => socket.write("x"), 50);
  });
  await closed;
  clearInterval(poking);
}

const waiting = new Map<string, Waiting>();

beforeAll(async () => {
  for (const edge of EDGES) waiting.set(edge.kind, await Waiting.start(edge));
});
afterAll(async () => {
  for (const each of waiting.values()) await each.close();
});

describe.each(EDGES)("E19: the $kind edge", ({ kind, start }) => {
  const slow = [...Object.keys(SLOW), ...Object.keys(SLOW_PROXIES), "who sends a header byte by byte"];
  test.each(slow)("cuts somebody %s", async (who) => {
    await waiting.get(kind)?.cut.get(who);
  });

  test("E9: gives up on somebody who vanished behind a dead line", async () => {
    const { relay, missed } = waiting.get(kind) ?? {};
    await missed;
    expect(relay?.log.count("closed 1006")).toBe(1);
  });

  test.each([
    ["without a word", ""],
    ["in the middle of the headers", request(HANDSHAKE).slice(0, 60)],
    ["together with the handshake", request(HANDSHAKE)],
  ])("keeps nothing of a client that closes its side %s", async (_, text) => {
    const relay = new RecordingHandler();
    const server = await start(OPTIONS, relay);
    const client = new RawWebSocket(server.port);
    client.socket.end(text);
    await once(client.socket, "close");
    await relay.log.until("closed", relay.log.count("open"));
    await server.close();
    expect(relay.log.count("closed")).toBe(relay.log.count("open"));
  });

  test("keeps nothing of a client that closes its side after the handshake, or in the middle of a frame", async () => {
    const relay = new RecordingHandler();
    const server = await start(OPTIONS, relay);
    for (const bytes of [[], [0x81], [0x81, 0x85, 1, 2, 3, 4, 5]]) {
      const client = await RawWebSocket.open(server.port);
      client.socket.end(Buffer.from(bytes));
      await once(client.socket, "close");
    }
    await relay.log.until("closed 1006", 3);
    expect(relay.log.count("open")).toBe(3);
    await server.close();
  });
});
