import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { plain } from "../../../src/http/plain.ts";
import {
  CertificateFolder,
  secureGet,
  shownFingerprint,
  type TestCertificate,
} from "../../support/certificates.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { rawHttp } from "../../support/raw-http.ts";
import { Client } from "../../support/ws-client.ts";

let folder: CertificateFolder;
let first: TestCertificate;
let second: TestCertificate;

beforeAll(async () => {
  folder = await CertificateFolder.create();
  [first, second] = [await folder.make("first"), await folder.make("second")];
});
afterAll(() => folder.remove());

describe.each(EDGES)("E1: TLS on the $kind edge", ({ start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;

  beforeEach(async () => {
    relay = new RecordingHandler();
    relay.onText = (socket, frame) => socket.send(`echo ${frame}`);
    server = await start({ ...OPTIONS, certificate: first.files }, relay);
  });
  afterEach(() => server.close());

  function connect(trusted = first, path = "/ws"): Promise<Client> {
    return Client.open(`wss://127.0.0.1:${server.port}${path}`, { ca: trusted.cert });
  }

  test("X1: shows the given certificate", async () => {
    expect(await shownFingerprint(server.port)).toBe(first.fingerprint);
    await expect(connect(second)).rejects.toThrow(/self.signed/);
  });

  test("X1: carries WebSockets both ways, large frames among them", async () => {
    const client = await connect();
    const frames = ["Grüße 👋", "x".repeat(900)];
    for (const frame of frames) client.send(frame);
    expect(await client.take(2)).toEqual(frames.map((frame) => `echo ${frame}`));
    expect(relay.socket(0).remoteAddress).toBe("127.0.0.1");
    expect(await client.close(4001)).toMatchObject({ code: 4001 });
    await relay.log.until("closed 4001");
  });

  test("X1: writes what was corked together, and ends with code and reason", async () => {
    const client = await connect();
    relay.socket(0).cork(() => {
      for (const frame of ["a", "b", "c"]) relay.socket(0).send(frame);
    });
    relay.socket(0).end(4002, "bye");
    expect(await client.take(3)).toEqual(["a", "b", "c"]);
    expect(await client.untilClosed()).toEqual({ code: 4002, reason: "bye" });
  });

  test("X1: answers HTTP, and refuses upgrades with the handler's answer", async () => {
    relay.onHttp = ({ path }) => plain(200, `this is ${path}`);
    const answer = await secureGet(server.port, "/here?now", first.cert);
    expect(answer).toMatchObject({ status: 200, body: "this is /here\n" });
    expect(answer.headers).not.toHaveProperty("strict-transport-security");
    await expect(connect(first, "/refused")).rejects.toThrow("403");
  });

  test("X1: ends the connection of whoever speaks plain HTTP, and nobody else's", async () => {
    const client = await connect();
    const request = "GET / HTTP/1.1\nHost: x\n\n";
    const answer = await rawHttp(server.port, request).catch((error) => String(error));
    expect(answer).not.toMatch(/^HTTP\/1\.1 [123]/);
    client.send("still here");
    expect(await client.next()).toBe("echo still here");
    await connect();
    expect(relay.requests.map(({ path }) => path)).toEqual(["/ws", "/ws"]);
  });

  test("X4: a new certificate is for new connections, and topics reach them all", async () => {
    const old = await connect();
    server.useCertificate(second.files);
    expect(await shownFingerprint(server.port)).toBe(second.fingerprint);
    const young = await connect(second);
    server.useCertificate(first.files);
    const youngest = await connect();
    const clients = [old, young, youngest];
    for (const socket of relay.sockets) socket.subscribe("room");
    server.publish("room", "to all");
    for (const [i] of clients.entries()) relay.socket(i).publish("room", `from ${i}`);
    for (const socket of relay.sockets) socket.send("end");
    for (const [i, client] of clients.entries()) {
      const others = ["from 0", "from 1", "from 2"].filter((frame) => frame !== `from ${i}`);
      expect(await client.take(4)).toEqual(["to all", ...others, "end"]);
    }
  });

  test("X4: the port stays the same, and closing frees it and tells old and new", async () => {
    const { port } = server;
    const clients = [await connect()];
    server.useCertificate(second.files);
    expect(server.port).toBe(port);
    clients.push(await connect(second));
    await server.close();
    expect(relay.log.count("closed 1006")).toBe(2);
    for (const client of clients) expect((await client.untilClosed()).code).toBe(1006);
    server = await start({ ...OPTIONS, port, certificate: first.files }, new RecordingHandler());
    expect(server.port).toBe(port);
  });

  test("X4: an edge that stopped listening does not begin again", async () => {
    const client = await connect();
    server.stopListening();
    server.useCertificate(second.files);
    await expect(connect(second)).rejects.toThrow("ECONNREFUSED");
    client.send("still here");
    expect(await client.next()).toBe("echo still here");
  });

  test("X5: files that do not belong together are refused, and the old certificate stays", async () => {
    const client = await connect();
    const mixed = { certFile: second.files.certFile, keyFile: first.files.keyFile };
    expect(() => server.useCertificate(mixed)).toThrow();
    expect(() => server.useCertificate({ ...mixed, certFile: "/no/such/file" })).toThrow();
    expect(await shownFingerprint(server.port)).toBe(first.fingerprint);
    client.send("still here");
    expect(await client.next()).toBe("echo still here");
  });
});
