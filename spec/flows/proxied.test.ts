import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, test } from "@jest/globals";
import { CertificateFolder } from "../support/certificates.ts";
import { rawV2, v1, v2 } from "../support/proxy-headers.ts";
import { HANDSHAKE, request } from "../support/raw-ws.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";

const CLIENT = "198.51.100.7";
const OTHER = "203.0.113.9";
const CLIENT_6 = "2001:db8:0:1::7";
const [PROXY, STRANGER] = ["127.0.0.1", "127.0.0.2"];

const ask = (headers: Readonly<Record<string, string>> = {}) =>
  Buffer.from(request({ ...HANDSHAKE, ...headers }));
const forwardedFor = (client: string) => ask({ "X-Forwarded-For": client });
const bytes = (all: Buffer) => Array.from(all, (byte) => Buffer.of(byte));
const nothing = Buffer.alloc(0);

let relay: TestRelay;
let sockets: Socket[] = [];

const start = (settings: Parameters<typeof TestRelay.start>[0]) =>
  TestRelay.start({ maxConnectionsPerAddress: 1, trustedProxies: [`${PROXY}/32`], ...settings });

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await relay.stop();
});

/** Sends `pieces`, each when the one before has left, and gives back the first line of the answer, or `cut`. */
async function knock(pieces: readonly Buffer[], localAddress = PROXY): Promise<string> {
  const socket = connect({ port: relay.port, host: "127.0.0.1", localAddress, noDelay: true });
  sockets.push(socket);
  const answer = firstLine(socket);
  for (const piece of pieces) await new Promise<unknown>((resolve) => socket.write(piece, resolve));
  return answer;
}

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let got = "";
    socket.on("data", (chunk) => {
      got += chunk.toString("latin1");
      if (got.includes("\r\n")) resolve(got.split("\r\n", 1).join());
    });
    socket.on("error", () => resolve("cut"));
    socket.on("close", () => resolve("cut"));
  });
}

/** Resolves when the relay has closed the last connection. */
async function untilClosed(): Promise<void> {
  const socket = sockets.at(-1);
  if (socket !== undefined && !socket.closed) await once(socket, "close");
}

const ACCEPTED = "HTTP/1.1 101 Switching Protocols";
const TAKEN = "HTTP/1.1 429 Too Many Requests";
const BAD_REQUEST = "HTTP/1.1 400 Bad Request";

describe("S14: the PROXY protocol on the ws edge", () => {
  test.each<readonly [string, readonly Buffer[], string]>([
    ["v1", [v1(CLIENT), ask()], CLIENT],
    ["v1 in one piece with the request", [Buffer.concat([v1(CLIENT), ask()])], CLIENT],
    ["v1 byte by byte", [...bytes(v1(CLIENT)), ask()], CLIENT],
    ["v1, IPv6", [v1(CLIENT_6), ask()], CLIENT_6],
    ["v1, unknown", [Buffer.from("PROXY UNKNOWN\r\n"), ask()], PROXY],
    ["v2", [v2(CLIENT), ask()], CLIENT],
    ["v2 in one piece with the request", [Buffer.concat([v2(CLIENT), ask()])], CLIENT],
    ["v2 and the request, byte by byte", bytes(Buffer.concat([v2(CLIENT), ask()])), CLIENT],
    ["v2, IPv6", [v2(CLIENT_6), ask()], CLIENT_6],
    ["v2 with more to say", [v2(CLIENT, Buffer.alloc(1000)), ask()], CLIENT],
    ["v2, the proxy's own", [v2(CLIENT, nothing, 0x20), ask()], PROXY],
    ["v2, unspecified", [rawV2(0x21, 0, nothing), ask()], PROXY],
    ["no header", [ask()], PROXY],
    ["no header, byte by byte", bytes(ask()), PROXY],
    ["X-Forwarded-For alone", [forwardedFor(CLIENT)], CLIENT],
    ["a client that adds X-Forwarded-For", [v1(CLIENT), forwardedFor(OTHER)], CLIENT],
    ["a trusted client that adds it", [v2(PROXY), forwardedFor(OTHER)], OTHER],
  ])("from a trusted proxy, %s: its client is known", async (_, pieces, counted) => {
    relay = await start({ edge: "ws" });
    expect(await knock(pieces)).toBe(ACCEPTED);
    for (const address of [CLIENT, CLIENT_6, OTHER]) {
      expect([address, await knock([v1(address), ask()])]).toEqual([
        address,
        address === counted ? TAKEN : ACCEPTED,
      ]);
    }
    expect(await knock([ask()])).toBe(counted === PROXY ? TAKEN : ACCEPTED);
  });

  test.each([
    ["v1 that is none", [Buffer.from("PROXY TCP4 nonsense\r\n"), ask()]],
    ["v1 that is too long", [Buffer.from(`PROXY UNKNOWN ${"x".repeat(200)}\r\n`), ask()]],
    ["v2 of another version", [rawV2(0x11, 0x11, Buffer.alloc(12)), ask()]],
    ["v2 with half an address", [rawV2(0x21, 0x11, Buffer.alloc(6)), ask()]],
    ["v2 that is too long", [rawV2(0x21, 0x11, Buffer.alloc(5000)), ask()]],
  ])("from a trusted proxy, %s: it is cut", async (_, pieces) => {
    relay = await start({ edge: "ws" });
    expect(await knock(pieces)).toBe("cut");
    expect(relay.running.open).toBe(0);
  });

  test.each([
    ["v1", v1(CLIENT)],
    ["v2", v2(CLIENT)],
  ])("from a trusted proxy, half of a %s header: who ends there is cut", async (_, header) => {
    relay = await start({ edge: "ws" });
    const answer = knock([header.subarray(0, 20)]);
    sockets.at(-1)?.end();
    expect(await answer).toBe("cut");
  });

  test.each([
    ["v1", v1(CLIENT)],
    ["v1, unknown", Buffer.from("PROXY UNKNOWN\r\n")],
    ["v2", v2(CLIENT)],
    ["v2, IPv6", v2(CLIENT_6)],
    ["v2, the proxy's own", v2(CLIENT, nothing, 0x20)],
    ["v2 that is too long", rawV2(0x21, 0x11, Buffer.alloc(5000))],
  ])("from a stranger, %s: it is a bad request", async (_, header) => {
    relay = await start({ edge: "ws" });
    expect(await knock([Buffer.concat([header, ask()])], STRANGER)).toBe(BAD_REQUEST);
    expect(relay.running.open).toBe(0);
  });

  test.each([
    ["behind another", [v1(CLIENT), v1(OTHER), ask()]],
    [
      "behind a request",
      [v1(CLIENT), Buffer.from("GET /health HTTP/1.1\r\nHost: a\r\n\r\n"), v2(OTHER), ask()],
    ],
  ])("a header %s is the client's own, and accepted from nobody", async (_, pieces) => {
    relay = await start({ edge: "ws" });
    await knock(pieces);
    await untilClosed();
    expect(relay.running.open).toBe(0);
    expect([await knock([v1(OTHER), ask()]), await knock([v1(CLIENT), ask()])]).toEqual([ACCEPTED, ACCEPTED]);
  });

  test("X1: with TLS it stands before the handshake", async () => {
    const folder = await CertificateFolder.create();
    const { files, cert } = await folder.make("one");
    relay = await start({ edge: "ws", tlsCert: files.certFile, tlsKey: files.keyFile });
    const secureKnock = async (header: Buffer): Promise<string> => {
      const raw = connect({ port: relay.port, host: "127.0.0.1" });
      raw.write(header);
      const socket = connectTls({ socket: raw, ca: cert });
      sockets.push(socket, raw);
      const answer = firstLine(socket);
      socket.write(ask());
      return answer;
    };
    expect(await secureKnock(v1(CLIENT))).toBe(ACCEPTED);
    expect(await secureKnock(v2(CLIENT))).toBe(TAKEN);
    expect(await secureKnock(v2(OTHER))).toBe(ACCEPTED);
    expect(await secureKnock(nothing)).toBe(ACCEPTED);
    await folder.remove();
  });

  test("when it has closed, its client may come again", async () => {
    relay = await start({ edge: "ws" });
    expect(await knock([v1(CLIENT), ask()])).toBe(ACCEPTED);
    sockets.at(-1)?.destroy();
    await relay.untilOpen(0);
    expect(await knock([v2(CLIENT), ask()])).toBe(ACCEPTED);
  });
});

describe("S15: the PROXY protocol on the uws edge", () => {
  test.each([
    ["v1", v1(CLIENT), "HTTP/1.1 505 HTTP Version Not Supported"],
    ["v2", v2(CLIENT), BAD_REQUEST],
    ["v2, IPv6", v2(CLIENT_6), BAD_REQUEST],
    ["v2, the proxy's own with an address", v2(CLIENT, nothing, 0x20), BAD_REQUEST],
    ["v2 twice", Buffer.concat([v2(CLIENT), v2(OTHER)]), "HTTP/1.1 505 HTTP Version Not Supported"],
  ])("%s names nobody, whoever sends it", async (_, header, answer) => {
    relay = await start({ edge: "uws" });
    for (const address of [PROXY, STRANGER]) {
      expect(await knock([Buffer.concat([header, ask()])], address)).toBe(answer);
      expect(relay.running.open).toBe(0);
      expect(await knock([ask()], address)).toBe(ACCEPTED);
      sockets.at(-1)?.destroy();
      await relay.untilOpen(0);
    }
  });

  test("a header that names nobody changes nothing", async () => {
    relay = await start({ edge: "uws" });
    expect(await knock([Buffer.concat([rawV2(0x20, 0, nothing), ask()])])).toBe(ACCEPTED);
    expect(await knock([ask()])).toBe(TAKEN);
  });

  test("nor does a client slip one in behind a request", async () => {
    relay = await start({ edge: "uws" });
    const plain = Buffer.from("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await knock([plain, Buffer.concat([v2(OTHER), ask()])])).toBe("HTTP/1.1 200 OK");
    await untilClosed();
    expect(relay.running.open).toBe(0);
  });
});

test.each(BOTH_EDGES)(
  "S14, S15: without trusted proxies nobody names anybody on the %s edge",
  async (edge) => {
    relay = await start({ edge, trustedProxies: [] });
    for (const header of [v1(CLIENT), v2(CLIENT)]) {
      expect(await knock([Buffer.concat([header, ask()])])).not.toBe(ACCEPTED);
    }
    expect(await knock([ask()])).toBe(ACCEPTED);
    expect(await knock([forwardedFor(CLIENT)])).toBe(TAKEN);
  },
);
