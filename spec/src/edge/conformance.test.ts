import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { RawWebSocket } from "../../support/raw-ws.ts";
import { fragments, frame, OP } from "../../support/ws-frames.ts";

// What the Autobahn test suite looks at and a server can get wrong; what breaks the rules is in broken-frames.test.ts, closing
// in close-frames.test.ts.

const { text: TEXT, binary: BINARY, continuation: MORE, ping: PING, pong: PONG } = OP;
const open = { fin: false } as const;
const bytes = (...list: readonly number[]) => Buffer.from(list);
const each = (text: string | Buffer) => Array.from(Buffer.from(text), (byte) => bytes(byte));

describe.each(EDGES)("E1: good frames on the $kind edge (RFC 6455 §5)", ({ start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;

  beforeEach(async () => {
    relay = new RecordingHandler();
    relay.onText = (socket, text) => socket.send(text);
    server = await start(OPTIONS, relay);
  });
  afterEach(() => server.close());

  /** What a client hears that sends `frames`, until `last`. */
  async function hear(frames: readonly Buffer[], last: string): Promise<readonly string[]> {
    const client = await RawWebSocket.open(server.port);
    client.send(...frames);
    await client.heard.until(last);
    client.socket.destroy();
    return client.heard.all.slice(1);
  }

  describe("in fragments", () => {
    test.each([
      ["two", ["one, ", "two"], "one, two"],
      ["some empty", ["", "a", "", "b", ""], "ab"],
      ["one for each byte of a character", each("é👋\u{10ffff}"), "é👋\u{10ffff}"],
    ])("E16: %s, are one message", async (_, parts, whole) => {
      expect(await hear(fragments(TEXT, parts), "text")).toEqual([`text ${whole}`]);
    });

    test("E16: may all be empty", async () => {
      expect(await hear([...fragments(TEXT, ["", ""]), frame(TEXT, "end")], "text end")).toEqual([
        "text",
        "text end",
      ]);
    });

    test("E16: of bytes are one message of bytes", async () => {
      await hear([...fragments(BINARY, ["ab", "c"]), frame(TEXT, "end")], "text end");
      expect(relay.log.all.slice(1, 3)).toEqual(["binary 3", "text end"]);
    });

    test("E16: a ping between them is answered before the message is complete", async () => {
      const client = await RawWebSocket.open(server.port);
      client.send(frame(TEXT, "a", open), frame(PING, "1"));
      await client.heard.until("pong 1");
      client.send(frame(MORE, "b", open), frame(PONG, "unasked"), frame(PING, "2"));
      await client.heard.until("pong 2");
      client.send(frame(MORE, "c"));
      await client.heard.until("text abc");
      expect(client.heard.all).toEqual(["open", "pong 1", "pong 2", "text abc"]);
    });

    test("E16: arriving byte by byte, with what lies between, are the same", async () => {
      const client = await RawWebSocket.open(server.port);
      const parts = [frame(TEXT, "a", open), frame(PING, "1"), frame(MORE, "b")];
      for (const byte of each(Buffer.concat(parts))) {
        await new Promise((sent) => client.socket.write(byte, sent));
        await new Promise(setImmediate);
      }
      await client.heard.until("text ab");
      expect(client.heard.all).toEqual(["open", "pong 1", "text ab"]);
    });
  });

  test.each(["", "x", "\u0000\u00ff", "x".repeat(125)])("E16: the ping %j comes back", async (payload) => {
    const answer = `pong ${payload}`.trim();
    expect(await hear([frame(PING, payload)], answer)).toEqual([answer]);
  });

  test("E16: a pong that nobody asked for is nothing", async () => {
    const frames = [frame(PONG), frame(PONG, "x".repeat(125)), frame(TEXT, "end")];
    expect(await hear(frames, "text")).toEqual(["text end"]);
  });

  test.each(["\u0000", "\u{10ffff}\ufffe\uffff", "\ud7ff\ue000", "κόσμε"])(
    "E16: %j is UTF-8",
    async (text) => {
      expect(await hear([frame(TEXT, `<${text}>`)], "text")).toEqual([`text <${text}>`]);
    },
  );
});
