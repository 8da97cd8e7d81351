import { afterEach, describe, expect, test } from "@jest/globals";
import type { EdgeOptions, EdgeServer, EdgeSocket } from "../../../src/edge/port.ts";
import { closeWhole, EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { Client } from "../../support/ws-client.ts";

const OUTBOX = 100_000;
const FRAME = "x".repeat(8_000);
const TOO_SLOW = { code: 4420, reason: "reading too slowly" };

/** More than any kernel takes for a stalled client: a test that needs more has failed. */
const ENDLESS = 5_000;

describe.each(EDGES)("slow readers on the $kind edge", ({ kind, start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;
  let clients: Client[];

  async function listen(options: Partial<EdgeOptions> = {}): Promise<void> {
    relay = new RecordingHandler();
    clients = [];
    server = await start({ ...OPTIONS, outboxBytes: OUTBOX, ...options }, relay);
  }

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await closeWhole(server, relay);
  });

  async function connect(): Promise<{ client: Client; socket: EdgeSocket }> {
    const client = await Client.open(`ws://127.0.0.1:${server.port}/ws`);
    clients.push(client);
    return { client, socket: relay.socket(clients.length - 1) };
  }

  /** Somebody who reads no more. */
  async function stalled(): Promise<{ client: Client; socket: EdgeSocket }> {
    const both = await connect();
    both.client.socket.pause();
    return both;
  }

  /** Writes until the kernel takes no more; returns how many frames. */
  function fill(socket: EdgeSocket, unsent = 0): number {
    for (let frames = 1; frames < ENDLESS; frames++) {
      socket.send(FRAME);
      if (socket.bufferedAmount() > unsent) return frames;
    }
    throw new Error("the kernel takes everything");
  }

  test("E14: one that is told too much is closed, holds no more than that, and hears all of it and why", async () => {
    await listen();
    const { client, socket } = await stalled();
    let frames = 0;
    let held = 0;
    for (; relay.log.count("closed") === 0 && frames < ENDLESS; frames++) {
      socket.send(FRAME);
      held = Math.max(held, socket.bufferedAmount());
    }
    expect(relay.log.all).toEqual(["open from /ws", "closed 4420"]);
    expect(held).toBeGreaterThan(OUTBOX);
    expect(held).toBeLessThan(OUTBOX + 2 * FRAME.length);
    client.socket.resume();
    expect(await client.untilClosed()).toEqual(TOO_SLOW);
    // The portable edge ends it before it writes the last, uWebSockets.js after.
    expect(client.pending).toEqual(Array(kind === "uws" ? frames : frames - 1).fill(FRAME));
  });

  test("E14: one that reads again in time stays", async () => {
    await listen();
    const { client, socket } = await stalled();
    const frames = fill(socket, OUTBOX / 2);
    client.socket.resume();
    await client.take(frames);
    for (let n = 0; n < 20; n++) socket.send(FRAME);
    await client.take(20);
    expect(relay.log.count("closed")).toBe(0);
  });

  test("E14: a single frame, and what leaves under one cork, may be larger", async () => {
    await listen();
    const { client, socket } = await stalled();
    const frames = fill(socket);
    socket.send("y".repeat(2 * OUTBOX));
    client.socket.resume();
    await client.take(frames + 1);
    client.socket.pause();
    const more = fill(socket);
    socket.cork(() => {
      for (let n = 0; n < (2 * OUTBOX) / FRAME.length; n++) socket.send(FRAME);
    });
    expect(socket.bufferedAmount()).toBeGreaterThan(2 * OUTBOX - FRAME.length);
    client.socket.resume();
    await client.take(more + (2 * OUTBOX) / FRAME.length);
    expect(relay.log.count("closed")).toBe(0);
  });

  test("E14: who still has too much unsent is closed at the next cork", async () => {
    await listen();
    const { client, socket } = await stalled();
    fill(socket);
    const cork = () => socket.cork(() => [FRAME, FRAME].map((frame) => socket.send(frame)));
    for (let n = 0; n < 100 && relay.log.count("closed") === 0; n++) cork();
    expect(relay.log.all.at(-1)).toBe("closed 4420");
    client.socket.resume();
    expect(await client.untilClosed()).toEqual(TOO_SLOW);
  });

  test("E20: those to whom too much is published are closed, and all others hear everything", async () => {
    await listen();
    const readers = [await connect(), await connect(), await connect()];
    const sleepers = [await stalled(), await stalled()];
    const alone = await stalled();
    for (const { socket } of [...readers, ...sleepers]) socket.subscribe("room");
    let held = 0;
    let published = 0;
    while (relay.log.count("closed") < sleepers.length && published < ENDLESS) {
      // From outside and from a member, in turns of four.
      for (let n = 0; n < 4; n++, published++) {
        if (n % 2 === 0) server.publish("room", FRAME);
        else alone.socket.publish("room", FRAME);
      }
      for (const { client } of readers) expect(await client.take(4)).toEqual(Array(4).fill(FRAME));
      for (const { socket } of sleepers) held = Math.max(held, socket.bufferedAmount());
    }
    expect(relay.log.count("closed 4420")).toBe(sleepers.length);
    // A quarter until somebody looks, and the turn in which that is.
    expect(held).toBeLessThan(OUTBOX * 1.25 + 5 * FRAME.length);
    expect(relay.log.count("closed")).toBe(sleepers.length);
    for (const { client } of sleepers) {
      client.socket.resume();
      expect(await client.untilClosed()).toEqual(TOO_SLOW);
    }
    server.publish("room", "still here");
    for (const { client } of readers) expect(await client.next()).toBe("still here");
  });

  test("E20: who has left the topic is not looked at for what others are told", async () => {
    await listen();
    const { client, socket } = await stalled();
    socket.subscribe("room");
    const frames = fill(socket, OUTBOX / 2);
    socket.unsubscribe("room");
    for (let n = 0; n < 50; n++) server.publish("room", FRAME);
    client.socket.resume();
    await client.take(frames);
    expect(relay.log.count("closed")).toBe(0);
  });

  test("G3: 0 is unlimited", async () => {
    await listen({ outboxBytes: 0 });
    const { client, socket } = await stalled();
    socket.subscribe("room");
    let frames = fill(socket, 2_000_000);
    for (let n = 0; n < 100; n++, frames++) server.publish("room", FRAME);
    client.socket.resume();
    await client.take(frames);
    expect(relay.log.count("closed")).toBe(0);
  });

  if (kind === "uws") {
    test("E20: where native code would keep what is unsent for ever, the socket is cut", async () => {
      await listen({ idleTimeout: 0 });
      const { client, socket } = await stalled();
      fill(socket, OUTBOX);
      socket.send(FRAME);
      expect(relay.log.all.at(-1)).toBe("closed 1006");
      client.socket.resume();
      expect((await client.untilClosed()).code).toBe(1006);
    });

    test("E20: no more than 16 MiB are kept for goodbyes, then sockets are cut", async () => {
      await listen({ outboxBytes: 9 * 1024 * 1024 });
      const [first, second] = [await stalled(), await stalled()];
      for (const { socket } of [first, second]) {
        const closed = relay.log.count("closed");
        for (let n = 0; n < ENDLESS && relay.log.count("closed") === closed; n++)
          socket.send(FRAME.repeat(10));
      }
      expect(relay.log.all.slice(-2)).toEqual(["closed 4420", "closed 1006"]);
    });
  }
});
