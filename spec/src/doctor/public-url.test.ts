import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { WebSocketServer } from "ws";
import { CertificateFolder } from "../../support/certificates.ts";
import { answering, doctor, MODEST, running, undo, undoAll } from "../../support/doctor.ts";
import { TestRelay } from "../../support/relay.ts";

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

  test("a proxy without a relay behind it is a warning while none runs, and a problem when one does", async () => {
    const url = `http://127.0.0.1:${await answering(502)}/`;
    expect(await publicUrl(url)).toMatchObject([
      { level: "warning", says: expect.stringContaining("not running") },
    ]);
    const relay = await running();
    expect(await publicUrl(url, "--port", String(relay.port))).toMatchObject([{ level: "problem" }]);
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
      says: `${url} leads to a relay that welcomes.`,
    });
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
