import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import {
  closeWhole,
  connectTo,
  EDGES,
  listening,
  numbers,
  type RecordingHandler,
} from "../../support/edges.ts";

describe.each(EDGES)("E1: on the $kind edge", ({ kind, start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;

  beforeEach(async () => {
    ({ relay, server } = await listening(start));
  });
  afterEach(() => closeWhole(server, relay));

  const connect = () => connectTo(server);

  describe("frames", () => {
    test("go both ways in order, whatever their characters", async () => {
      relay.onText = (socket, frame) => socket.send(`echo ${frame}`);
      const client = await connect();
      const frames = ["", "plain", "\ufeffmark", "Grüße 👋 从", "\u0000", ...numbers(50)];
      for (const frame of frames) client.send(frame);
      expect(await client.take(frames.length)).toEqual(frames.map((frame) => `echo ${frame}`));
    });

    test("may be sent from open on", async () => {
      relay.onOpen = (socket) => socket.send("welcome");
      expect(await (await connect()).next()).toBe("welcome");
    });

    test("of bytes are told apart", async () => {
      const client = await connect();
      client.send(new Uint8Array(7));
      await relay.log.until("binary 7");
    });

    test("E10: under one cork arrive all and in order, also large ones", async () => {
      const client = await connect();
      const frames = [...numbers(20), "x".repeat(100_000), "last"];
      relay.socket(0).cork(() => {
        for (const frame of frames) relay.socket(0).send(frame);
      });
      expect(await client.take(frames.length)).toEqual(frames);
      expect(relay.socket(0).bufferedAmount()).toBe(0);
    });

    test("E3: of exactly the allowed length pass, one byte more is closed with 1009 and the reason", async () => {
      const client = await connect();
      client.send("x".repeat(1000));
      await relay.log.until("text");
      client.send("ü".repeat(501));
      expect(await client.untilClosed()).toEqual({
        code: 1009,
        reason: "a message may have at most 1000 bytes",
      });
      await relay.log.until("closed 1009");
      expect(relay.log.count("text")).toBe(1);
    });

    test("E3: of far more than the allowed length are cut before they are read", async () => {
      const client = await connect();
      client.send("x".repeat(100_000));
      expect((await client.untilClosed()).code).toBe(kind === "uws" ? 1006 : 1009);
      await relay.log.until("closed 1006");
      expect(relay.log.count("text")).toBe(0);
    });

    test("G3: of any length pass when there is no limit", async () => {
      await server.close();
      ({ relay, server } = await listening(start, { maxMessageBytes: 0, idleTimeout: 0 }));
      relay.onText = (socket, frame) => socket.send(String(frame.length));
      const client = await connect();
      client.send("x".repeat(300_000));
      expect(await client.next()).toBe("300000");
    });

    test("E4: of invalid UTF-8 end the connection, unheard", async () => {
      const client = await connect();
      client.socket.send(Buffer.from([0x61, 0xff]), { binary: false });
      expect((await client.untilClosed()).code).toBe(kind === "uws" ? 1006 : 1007);
      await relay.log.until("closed 1006");
      expect(relay.log.count("text")).toBe(0);
    });
  });

  describe("topics", () => {
    test("reach every subscriber and nobody else", async () => {
      const [anna, ben, carl] = [await connect(), await connect(), await connect()];
      relay.socket(0).subscribe("room");
      relay.socket(1).subscribe("room");
      server.publish("room", "to all");
      server.publish("elsewhere", "to none");
      relay.socket(0).publish("room", "from anna");
      relay.socket(2).publish("room", "from carl, outside");
      for (const socket of relay.sockets) socket.send("end");
      expect(await anna.take(3)).toEqual(["to all", "from carl, outside", "end"]);
      expect(await ben.take(4)).toEqual(["to all", "from anna", "from carl, outside", "end"]);
      expect(await carl.next()).toBe("end");
    });

    test("are left by unsubscribe and by closing", async () => {
      const [anna, ben] = [await connect(), await connect()];
      relay.socket(0).subscribe("room");
      relay.socket(0).subscribe("room");
      relay.socket(1).subscribe("room");
      relay.socket(0).unsubscribe("room");
      relay.socket(0).unsubscribe("never subscribed");
      relay.socket(1).end(4000, "bye");
      server.publish("room", "anyone?");
      relay.socket(0).send("end");
      expect(await anna.next()).toBe("end");
      await ben.untilClosed();
      expect(ben.pending).toEqual([]);
    });

    test("E10: keep their place among direct frames", async () => {
      const client = await connect();
      relay.socket(0).subscribe("room");
      for (const number of numbers(5)) {
        relay.socket(0).send(`direct ${number}`);
        server.publish("room", `room ${number}`);
      }
      expect(await client.take(10)).toEqual(numbers(5).flatMap((n) => [`direct ${n}`, `room ${n}`]));
    });
  });
});
