import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { AdminRig, BEARER } from "../../support/admin.ts";
import type { Client } from "../../support/ws-client.ts";

let rig: AdminRig;
beforeEach(async () => {
  rig = await AdminRig.start();
});
afterEach(() => rig.server.close());

const connect = (path: string, headers = {}) => rig.connect(path, { ...BEARER, ...headers });

test("D3: viewers and clients are heard and told each by their own feed", async () => {
  const viewer = await connect("/inspect/feed");
  const client = await connect("/inspect/client");
  for (const [i, one] of [viewer, client].entries()) {
    one.send("hi");
    await rig.heard.until(`${i === 0 ? "viewer" : "client"} text hi`);
    rig.sockets[i]?.send("ho");
    expect(await one.next()).toBe("ho");
  }
  rig.sockets[0]?.end(4000, "enough");
  expect(await viewer.untilClosed()).toEqual({ code: 4000, reason: "enough" });
  await client.close();
  await rig.heard.until("client closed");
  expect(rig.heard.count("viewer closed")).toBe(1);
});

describe("D6: pages", () => {
  const own = () => `127.0.0.1:${rig.port}`;
  /** Whether a page of `origin` may open each of the two. */
  const opens = (origin: string, headers = {}) =>
    Promise.all(
      ["/inspect/feed", "/inspect/client"].map((path) =>
        connect(path, { Origin: origin, ...headers }).then(
          async (client) => {
            await client.close();
            return true;
          },
          (error) => {
            expect(String(error)).toContain("403");
            return false;
          },
        ),
      ),
    );

  test("D6: the listener's own pages may do both", async () => {
    expect(await opens(`http://${own()}`)).toEqual([true, true]);
    expect(await opens(`https://${own()}`)).toEqual([true, true]);
  });

  test("D6: the relay's own page, on the same host at the public port, may report", async () => {
    expect(await opens("http://127.0.0.1:6789")).toEqual([false, true]);
    expect(await opens("http://localhost:6789")).toEqual([false, false]);
    expect(await opens("http://localhost:6789", { Host: `localhost:${rig.port}` })).toEqual([false, true]);
    expect(await opens("http://127.0.0.1:6788")).toEqual([false, false]);
    rig.webClient = { port: 443, publicUrl: undefined };
    expect(await opens("https://127.0.0.1")).toEqual([false, true]);
  });

  test("D6: so may one where publicUrl is", async () => {
    rig.webClient = { port: 6789, publicUrl: "https://chat.example.org/parley/" };
    expect(await opens("https://chat.example.org")).toEqual([false, true]);
    expect(await opens("https://chat.example.org:444")).toEqual([false, false]);
    expect(await opens("https://evil.example")).toEqual([false, false]);
  });

  test.each([
    "https://evil.example",
    "null",
    "http://127.0.0.1",
    "file://",
    "http://127.0.0.1:6789.evil.example",
  ])("D6: %s may do neither", async (origin) => {
    expect(await opens(origin)).toEqual([false, false]);
  });

  test("D6: before the relay listens it has no page", async () => {
    rig.webClient = { port: undefined, publicUrl: undefined };
    expect(await opens("http://127.0.0.1:6789")).toEqual([false, false]);
  });
});

describe("D7: bounds", () => {
  test("D7: a frame of 1 MiB is heard, one more byte closes with 1009", async () => {
    const viewer = await connect("/inspect/feed");
    const most = "x".repeat(1024 * 1024);
    viewer.send(most);
    await rig.heard.until(`viewer text ${most}`);
    viewer.send(`${most}x`);
    expect((await viewer.untilClosed()).code).toBe(1009);
  });

  test("D7: binary is not understood", async () => {
    const viewer = await connect("/inspect/feed");
    viewer.send(Uint8Array.of(1));
    expect((await viewer.untilClosed()).code).toBe(1003);
  });

  test.each([
    ["/inspect/feed", 16],
    ["/inspect/client", 64],
  ])("D7: at %s %d are let in, one more when one has gone", async (path, most) => {
    const clients: Client[] = [];
    while (clients.length < most) clients.push(await connect(path));
    await expect(connect(path)).rejects.toThrow("503");
    await clients[0]?.close();
    await rig.heard.until(path === "/inspect/feed" ? "viewer closed" : "client closed");
    await connect(path);
    await expect(connect(path)).rejects.toThrow("503");
  });

  test("D7: a feed that throws ends its own socket", async () => {
    const other = await connect("/inspect/feed");
    const viewer = await connect("/inspect/feed");
    viewer.send("throw");
    expect((await viewer.untilClosed()).code).toBe(1011);
    expect(rig.errors).toEqual([new Error("thrown")]);
    other.send("hi");
    await rig.heard.until("viewer text hi");
  });

  test("D7: so does one that throws at once", async () => {
    const thrown: unknown[] = [];
    const accept = () => {
      throw new Error("at once");
    };
    const broken = await AdminRig.start({
      feeds: { viewer: accept },
      onError: (error) => thrown.push(error),
    });
    const viewer = await broken.connect("/inspect/feed", BEARER);
    expect((await viewer.untilClosed()).code).toBe(1011);
    expect(thrown).toEqual([new Error("at once")]);
    await broken.server.close();
  });
});

test("D10: who is connected when the listener closes hears 1012", async () => {
  const viewer = await connect("/inspect/feed");
  const closed = once(viewer.socket, "close");
  await rig.server.close();
  expect((await closed)[0]).toBe(1012);
});
