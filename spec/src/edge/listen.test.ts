import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { listenError } from "../../../src/edge/listen-error.ts";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { Client } from "../../support/ws-client.ts";

// That an ordinary user may not bind a low port is told from EACCES alone: whoever may, as root may, sees no failure.

describe.each(EDGES)("E1: starting the $kind edge", ({ start }) => {
  const servers: (EdgeServer | Server)[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function begin(options: Partial<typeof OPTIONS>): Promise<EdgeServer> {
    const server = await start({ ...OPTIONS, ...options }, new RecordingHandler());
    servers.push(server);
    return server;
  }

  test("on a port that another relay has is refused, as two must not share one", async () => {
    for (const other of EDGES) {
      const first = await other.start(OPTIONS, new RecordingHandler());
      servers.push(first);
      await expect(begin({ port: first.port })).rejects.toMatchObject({
        kind: "port-in-use",
        message: expect.stringContaining(`127.0.0.1:${first.port}`),
      });
    }
  });

  test("on a port that another program has is refused", async () => {
    const other = createServer();
    servers.push(other);
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(begin({ port })).rejects.toMatchObject({ name: "EdgeError", kind: "port-in-use" });
  });

  test("on an address of another machine is refused", async () => {
    // RFC 5737: 203.0.113.0/24 belongs to nobody.
    await expect(begin({ host: "203.0.113.7" })).rejects.toMatchObject({
      kind: "address",
      message: expect.stringContaining("203.0.113.7:0"),
    });
  });

  test("on IPv6 gives the peer's address in its short form", async () => {
    const handler = new RecordingHandler();
    const server = await start({ ...OPTIONS, host: "::1" }, handler);
    servers.push(server);
    await Client.open(`ws://[::1]:${server.port}/ws`);
    expect(handler.socket(0).remoteAddress).toBe("::1");
  });

  test("on every address gives IPv4 peers an IPv4 address", async () => {
    const handler = new RecordingHandler();
    const server = await start({ ...OPTIONS, host: "::" }, handler);
    servers.push(server);
    await Client.open(`ws://127.0.0.1:${server.port}/ws`);
    expect(handler.socket(0).remoteAddress).toBe("127.0.0.1");
  });
});

describe("L2: a failed listen is told in one sentence", () => {
  test.each([
    ["EADDRINUSE", "port-in-use"],
    ["EACCES", "permission"],
    ["EPERM", "permission"],
    ["EADDRNOTAVAIL", "address"],
    ["ENOTFOUND", "address"],
    ["EMFILE", "other"],
  ])("%s is %s", (code, kind) => {
    const cause = Object.assign(new Error("why"), { code });
    const error = listenError(cause, { host: "::", port: 80 });
    expect(error).toMatchObject({ kind, cause });
    expect(error.message).toMatch(/^Cannot listen on \[::\]:80: [^.]*(127\.0\.0\.1)?\.$/);
  });
});
