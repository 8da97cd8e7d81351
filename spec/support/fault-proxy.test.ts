import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FaultProxy } from "./fault-proxy.ts";
import { LANE_BOUND, TICK } from "./faults.ts";
import { End } from "./tcp-end.ts";
import { TestClock } from "./world.ts";

let clock: TestClock;
let target: Server;
let proxy: FaultProxy;
/** The far end of every connection, in the order of their coming. */
let ends: End[];

beforeEach(async () => {
  clock = new TestClock();
  ends = [];
  target = createServer({ allowHalfOpen: true }, (socket) => void ends.push(new End(socket)));
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  proxy = await FaultProxy.start((target.address() as AddressInfo).port, clock);
});
afterEach(async () => {
  await proxy.close();
  for (const { socket } of ends) socket.destroy();
  target.close();
  expect(clock.pending).toBe(0);
});

/** A client, the far end that it talks to, and the connection between. */
async function pair() {
  const index = proxy.links.length;
  const client = new End(connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true }));
  const [link] = await Promise.all([proxy.link(index), once(target, "connection")]);
  const relay = ends[index];
  if (relay === undefined) throw new Error("the target has no connection");
  return { client, relay, link };
}

describe("a calm proxy", () => {
  test("carries bytes both ways and counts them", async () => {
    const [one, two] = [await pair(), await pair()];
    one.client.socket.write("ask");
    two.client.socket.write("hello");
    one.relay.socket.write("answer");
    await Promise.all([one.relay.arrived(3), two.relay.arrived(5), one.client.arrived(6)]);
    expect([one.relay.text, two.relay.text, one.client.text]).toEqual(["ask", "hello", "answer"]);
    expect([proxy.links.length, proxy.forwarded("up"), proxy.forwarded("down")]).toEqual([2, 8, 6]);
  });

  test("passes the end on in one direction at a time", async () => {
    const { client, relay, link } = await pair();
    client.socket.end("bye");
    await relay.ended;
    relay.socket.end("farewell");
    expect(await Promise.all([client.closed, relay.closed])).toEqual(["closed", "closed"]);
    await link.closed;
    expect([relay.text, client.text]).toEqual(["bye", "farewell"]);
  });

  test("passes a reset on", async () => {
    const { client, relay, link } = await pair();
    client.socket.resetAndDestroy();
    expect(await relay.closed).toBe("ECONNRESET");
    await link.closed;
  });

  test("resets who comes while the target is not there", async () => {
    const nowhere = await FaultProxy.start(1);
    const client = new End(connect(nowhere.port, "127.0.0.1"));
    expect(await client.closed).toBe("ECONNRESET");
    await nowhere.close();
  });
});

describe("a slow proxy", () => {
  test("keeps everything for its latency, in order also when that becomes less", async () => {
    const { client, relay, link } = await pair();
    link.set({ latency: 100 }, "up");
    client.socket.write("slow");
    await link.up.until("received", 4);
    link.set({ latency: 0 });
    client.socket.end(", fast");
    await link.up.until("received", 10);
    clock.pass(99);
    expect(link.up.counts.forwarded).toBe(0);
    clock.pass(1);
    await relay.ended;
    expect(relay.text).toBe("slow, fast");
  });

  test("throttles to so many bytes a tick", async () => {
    const { client, link } = await pair();
    link.set({ throttle: 4 }, "up");
    client.socket.write("0123456789");
    for (const bytes of [4, 8, 10]) {
      await link.up.until("forwarded", bytes);
      expect(link.up.counts.forwarded).toBe(bytes);
      clock.pass(TICK);
    }
  });

  test("slices, down to one byte at a time", async () => {
    const { client, relay, link } = await pair();
    link.set({ pieces: () => 1 });
    client.socket.write("slices");
    await relay.arrived(6);
    expect(relay.pieces).toEqual([..."slices"]);
  });

  test("slices as a generator of the test's says", async () => {
    const { client, relay, link } = await pair();
    const sizes = [1, 3, 2];
    link.set({ pieces: () => sizes.shift() ?? 1 });
    client.socket.write("abcdef");
    await relay.arrived(6);
    expect(relay.pieces).toEqual(["a", "bcd", "ef"]);
  });

  test("holds back and lets go, and holds no more than its bound", async () => {
    const { client, relay, link } = await pair();
    link.set({ hold: true }, "up");
    const text = "x".repeat(8 * 1024 * 1024);
    client.socket.end(text);
    await link.up.until("received", LANE_BOUND + 1);
    // A turn of the other direction, after which a lane that still read would have read more.
    relay.socket.write("meanwhile");
    await client.arrived(9);
    expect(link.up.counts.received).toBeLessThanOrEqual(2 * LANE_BOUND);
    link.set({ hold: false });
    await relay.ended;
    expect(relay.text.length).toBe(text.length);
  });
});

describe("a broken proxy", () => {
  test("swallows one direction without a word, its end too", async () => {
    const { client, relay, link } = await pair();
    link.set({ blackhole: true }, "up");
    client.socket.end("lost");
    await link.up.until("swallowed", 4);
    relay.socket.end("heard");
    await client.ended;
    expect([client.text, relay.text]).toEqual(["heard", ""]);
    expect(relay.socket.readableEnded).toBe(false);
  });

  test("swallows what it had not passed on yet, and a reset", async () => {
    const { client, relay, link } = await pair();
    link.set({ hold: true });
    client.socket.write("late");
    await link.up.until("received", 4);
    link.set({ blackhole: true });
    expect(link.up.counts.swallowed).toBe(4);
    client.socket.resetAndDestroy();
    await client.closed;
    relay.socket.write("anybody?");
    await link.down.until("swallowed", 8);
    expect(relay.socket.destroyed).toBe(false);
  });

  test("closes one direction and leaves the other open", async () => {
    const { client, relay, link } = await pair();
    client.socket.write("before");
    await link.up.until("received", 6);
    link.halfClose("up");
    await relay.ended;
    client.socket.write("after");
    relay.socket.write("still there");
    await client.arrived(11);
    await link.up.until("swallowed", 5);
    expect(relay.text).toBe("before");
  });

  test("resets both sides", async () => {
    const { client, relay, link } = await pair();
    link.cut();
    expect(await Promise.all([client.closed, relay.closed])).toEqual(["ECONNRESET", "ECONNRESET"]);
    await link.closed;
  });

  test.each([0, 1, 5, 9])("cuts after exactly %i bytes, however often it is tried", async (bytes) => {
    proxy.onLink = (link) => link.cutAt("up", bytes, "close");
    for (let i = 0; i < 5; i++) {
      const { client, relay, link } = await pair();
      client.socket.write("0123456789");
      await relay.ended;
      relay.socket.destroy();
      await link.closed;
      expect(relay.text).toBe("0123456789".slice(0, bytes));
    }
  });

  test("cuts by a reset after exactly so many bytes", async () => {
    proxy.onLink = (link) => link.cutAt("down", 3);
    const { client, relay, link } = await pair();
    relay.socket.write("0123456789");
    await link.closed;
    // Node tells a reader of a reset either that or, with bytes before it, only the end.
    await Promise.race([client.ended, client.closed]);
    client.socket.destroy();
    expect(link.down.counts.forwarded).toBe(3);
    expect("012".startsWith(client.text)).toBe(true);
  });

  test("cuts all, refuses, and takes connections again on the same port", async () => {
    const { port } = proxy;
    const old = [await pair(), await pair()];
    proxy.cutAll("close");
    await Promise.all(old.map(({ client }) => client.ended));
    proxy.refuse();
    expect(await new End(connect(port, "127.0.0.1")).closed).toBe("ECONNREFUSED");
    await proxy.accept();
    expect(proxy.port).toBe(port);
    const { client, relay } = await pair();
    client.socket.write("again");
    await relay.arrived(5);
  });
});
