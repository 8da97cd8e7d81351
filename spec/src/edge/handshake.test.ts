import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { rawHttp } from "../../support/raw-http.ts";
import { HANDSHAKE, RawWebSocket, request } from "../../support/raw-ws.ts";

describe.each(EDGES)("E1: a handshake on the $kind edge (RFC 6455 §4.2)", ({ kind, start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;

  beforeEach(async () => {
    relay = new RecordingHandler();
    server = await start(OPTIONS, relay);
  });
  afterEach(() => server.close());

  /** The whole answer to a handshake with other headers, after which the edge closes. */
  const answer = (headers: Partial<Record<string, string | undefined>>) =>
    rawHttp(server.port, request({ ...HANDSHAKE, ...headers }));

  test("E15: that is good is answered with the key's proof", async () => {
    const client = await RawWebSocket.open(server.port);
    expect(client.head).toMatch(/^HTTP\/1\.1 101 /);
    expect(client.head).toMatch(/\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/i);
  });

  test.each(["keep-alive, Upgrade", "upgrade", "UPGRADE,keep-alive"])(
    "E15: may say Connection: %s",
    async (connection) => {
      const client = await RawWebSocket.open(server.port, request({ ...HANDSHAKE, Connection: connection }));
      expect(client.head).toMatch(/^HTTP\/1\.1 101 /);
    },
  );

  test.each(["permessage-deflate; client_max_window_bits", "permessage-deflate", "x-webkit-deflate-frame"])(
    "E15: that offers %s gets no extension",
    async (extension) => {
      const headers = { ...HANDSHAKE, "Sec-WebSocket-Extensions": extension };
      const client = await RawWebSocket.open(server.port, request(headers));
      expect(client.head).toMatch(/^HTTP\/1\.1 101 /);
      expect(client.head).not.toMatch(/sec-websocket-extensions/i);
    },
  );

  test.each([undefined, "", "8", "12", "14", "013", "13, 8"])(
    "E15: of version %s is refused with 426 and the one that is spoken",
    async (version) => {
      const text = await answer({ "Sec-WebSocket-Version": version });
      expect(text).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
      expect(text).toMatch(/\r\nsec-websocket-version: 13\r\n/i);
      expect(text).toMatch(/\r\nupgrade: websocket\r\n/i);
      expect(relay.requests).toEqual([]);
    },
  );

  test.each([undefined, "", "c2hvcnQ=", "!!!!!!!!!!!!!!!!!!!!!!==", "dGhlIHNhbXBsZSBub25jZTEyMw=="])(
    "E15: with the key %s is refused with 400",
    async (key) => {
      expect(await answer({ "Sec-WebSocket-Key": key })).toMatch(/^HTTP\/1\.1 400 /);
      expect(relay.requests).toEqual([]);
    },
  );

  test("E15: without a Host is refused with 400", async () => {
    expect(await answer({ Host: undefined })).toMatch(/^HTTP\/1\.1 400 /);
    expect(relay.requests).toEqual([]);
  });

  test.each([
    { Upgrade: undefined, Connection: "close" },
    { Upgrade: "h2c", Connection: "Upgrade, close" },
    { Connection: "close" },
    { Connection: "close, not-upgrade" },
  ])("E15: that does not ask for a WebSocket is a plain request: %j", async (headers) => {
    expect(await answer(headers)).toMatch(/^HTTP\/1\.1 404 /);
    expect(relay.log.all).toEqual([]);
  });

  test("E15: by another method is a plain request", async () => {
    const client = await RawWebSocket.open(server.port, request(HANDSHAKE).replace("GET", "DELETE"));
    expect(client.head).toMatch(/^HTTP\/1\.1 404 /);
    expect(relay.log.all).toEqual([]);
    client.socket.destroy();
  });

  test("E15: in HTTP/1.0 opens nothing", async () => {
    const text = request({ ...HANDSHAKE, Connection: "Upgrade, close" }).replace("HTTP/1.1", "HTTP/1.0");
    expect(await rawHttp(server.port, text)).toMatch(
      kind === "uws" ? /^HTTP\/1\.1 505 / : /^HTTP\/1\.1 404 /,
    );
    expect(relay.log.all).toEqual([]);
  });
});
