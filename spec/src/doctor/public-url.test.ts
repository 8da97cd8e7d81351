import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { WebSocketServer } from "ws";
import { CertificateFolder } from "../../support/certificates.ts";
import { endServed, serveCli } from "../../support/cli.ts";
import { answering, doctor, MODEST, running, undo, undoAll } from "../../support/doctor.ts";
import { Person, pairUp } from "../../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../../support/relay.ts";
import { presence, sent } from "../../support/wire.ts";
import { nthPair } from "../../support/world.ts";

afterEach(undoAll);

describe("F6: publicUrl", () => {
  const publicUrl = async (url: string, ...args: readonly string[]) => {
    const { problems, warnings } = await doctor([...MODEST, "--public-url", url, ...args]);
    return [...problems, ...warnings].filter(({ check }) => check === "publicUrl");
  };

  test.each([
    [200, "Upgrade and Connection"],
    [404, "path of publicUrl"],
    [426, "Upgrade and Connection"],
    [401, "password"],
  ])("a server that answers %i in place of a WebSocket", async (status, todo) => {
    expect(await publicUrl(`http://127.0.0.1:${await answering(status)}/`)).toEqual([
      {
        check: "publicUrl",
        level: "problem",
        says: expect.stringContaining(`HTTP ${status}`),
        todo: expect.stringContaining(todo),
      },
    ]);
  });

  test.each([
    [301, "https://www.example.org/ws", 'a redirect to "https://www.example.org/ws",'],
    [308, "/elsewhere", "HTTP 308"],
  ])("a redirect, %i", async (status, location, says) => {
    expect(await publicUrl(`http://127.0.0.1:${await answering(status, "", { location })}/`)).toEqual([
      expect.objectContaining({
        level: "problem",
        says: expect.stringContaining(says),
        todo: expect.stringContaining("follow no redirect"),
      }),
    ]);
  });

  test("origins without that of publicUrl", async () => {
    const relay = await running({ origins: ["https://example.org"] });
    const url = `http://127.0.0.1:${relay.port}`;
    expect(await publicUrl(`${url}/`)).toEqual([
      expect.objectContaining({
        level: "problem",
        says: expect.stringContaining("HTTP 403"),
        todo: expect.stringContaining(`Add ${url} to origins`),
      }),
    ]);
  });

  test.each(BOTH_EDGES)("http: where the relay speaks TLS (%s)", async (edge) => {
    const folder = await CertificateFolder.create();
    undo.push(() => folder.remove());
    const { files } = await folder.make("own");
    const relay = await running({ edge, tlsCert: files.certFile, tlsKey: files.keyFile });
    expect(await publicUrl(`http://127.0.0.1:${relay.port}/`)).toEqual([
      {
        check: "publicUrl",
        level: "problem",
        says: expect.stringContaining("TLS is spoken there"),
        todo: "Let publicUrl begin with https.",
      },
    ]);
  });

  test("a proxy without a relay behind it is a warning while none runs, and a problem when one does", async () => {
    const url = `http://127.0.0.1:${await answering(502)}/`;
    expect(await publicUrl(url)).toMatchObject([
      { level: "warning", says: expect.stringContaining("not running") },
    ]);
    const relay = await running();
    expect(await publicUrl(url, "--port", String(relay.port))).toMatchObject([{ level: "problem" }]);
  });

  test("F6, F17: a relay that is stopping is a warning, whether it lets one in to say so or not", async () => {
    const relay = await running();
    const url = `http://127.0.0.1:${relay.port}/`;
    const flags = ["--port", String(relay.port), "--running"];
    const stopping = [
      {
        check: "publicUrl",
        level: "warning",
        says: `${url} leads to a relay that is stopping.`,
        todo: expect.stringContaining("again"),
      },
    ];
    const [ann, bob] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    await pairUp(ann, bob, nthPair(1));
    await bob.vanish(relay);
    ann.say("one", nthPair(1));
    await ann.hears(presence(nthPair(1), true), sent(nthPair(1), 1));
    const drained = relay.running.drain(30_000);
    expect(await publicUrl(url, ...flags)).toEqual(stopping);
    await bob.comeBack(relay);
    expect(await publicUrl(url, ...flags)).toEqual(stopping);
    let isOver = false;
    drained.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise(setImmediate);
      relay.clock.pass(1000);
    }
  });

  test.each([
    ["of another protocol", () => false as const],
    ["that says something else", () => "parley.v1"],
  ])("a WebSocket %s", async (_, handleProtocols) => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols });
    await once(server, "listening");
    undo.push(() => server.close());
    server.on("connection", (socket) => socket.send('{"type":"hello"}'));
    const { port } = server.address() as AddressInfo;
    expect(await publicUrl(`http://127.0.0.1:${port}/`)).toMatchObject([
      { level: "problem", says: expect.stringContaining("no relay of this protocol") },
    ]);
  });

  test("a certificate that nobody trusts, until its authority is given", async () => {
    const folder = await CertificateFolder.create();
    undo.push(() => folder.remove());
    const { files } = await folder.make("own");
    const relay = await TestRelay.start({ tlsCert: files.certFile, tlsKey: files.keyFile });
    undo.push(() => relay.stop());
    const url = `https://127.0.0.1:${relay.port}/`;
    expect(await publicUrl(url)).toMatchObject([
      { level: "problem", todo: expect.stringContaining("NODE_EXTRA_CA_CERTS") },
    ]);
    const args = [...MODEST, "--public-url", url, "--trusted-proxies", "127.0.0.1"];
    const { findings } = await doctor(args, { NODE_EXTRA_CA_CERTS: files.certFile });
    expect(findings).toContainEqual({
      check: "publicUrl",
      level: "ok",
      says: `${url} leads to a relay that welcomes, and shows its page.`,
    });
  });

  test("the certificate that the relay has made for itself is its own, and no problem", async () => {
    const folder = await CertificateFolder.create();
    undo.push(() => folder.remove());
    undo.push(endServed);
    const { announced } = await serveCli(["--tls", "self-signed"], { XDG_DATA_HOME: folder.path });
    const [url = "", port = ""] = /https:\/\/127\.0\.0\.1:(\d+)\//.exec(announced) ?? [];
    const told = async (...args: readonly string[]) => {
      const flags = [...MODEST, "--public-url", url, ...args];
      return (await doctor(flags)).findings.filter(({ check }) => check === "publicUrl");
    };
    expect(await told("--tls", "self-signed", "--port", port)).toEqual([
      {
        check: "publicUrl",
        level: "ok",
        says: `${url} leads to a relay that welcomes, and shows its page; browsers warn once of its self-signed certificate.`,
      },
    ]);
    const another = await running();
    for (const args of [
      ["--port", port],
      ["--tls", "self-signed", "--port", String(another.port)],
    ]) {
      expect(await told(...args)).toEqual([
        expect.objectContaining({ level: "problem", says: expect.stringContaining("SELF_SIGNED") }),
      ]);
    }
  });

  test("F6, F8: one that takes the connection and never answers is given up", async () => {
    const server = createTcpServer(() => {}).listen(0, "127.0.0.1");
    await once(server, "listening");
    undo.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await publicUrl(`http://127.0.0.1:${port}/`)).toMatchObject([
      { says: expect.stringContaining("not running") },
    ]);
  });
});
