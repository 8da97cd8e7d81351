import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { serverFrame } from "../../bench/frames.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { RawWebSocket } from "../../support/raw-ws.ts";
import { fragments, frame, OP } from "../../support/ws-frames.ts";

const { text: TEXT, binary: BINARY, continuation: MORE, ping: PING, pong: PONG } = OP;
const open = { fin: false } as const;
const bytes = (...list: readonly number[]) => Buffer.from(list);
const each = (text: string | Buffer) => Array.from(Buffer.from(text), (byte) => bytes(byte));

describe.each(EDGES)("E1: broken frames on the $kind edge (RFC 6455 §5)", ({ kind, start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;

  beforeEach(async () => {
    relay = new RecordingHandler();
    relay.onText = (socket, text) => socket.send(text);
    server = await start(OPTIONS, relay);
  });
  afterEach(() => server.close());

  /**
   * That `frames` end the connection of `client`, or of a new one, unheard: on the portable edge with a close frame of
   * `code`. The client answers nothing and keeps its side open until the relay has been told.
   */
  async function expectFailure(
    frames: readonly Buffer[],
    code: number,
    client?: RawWebSocket,
  ): Promise<void> {
    const sender = client ?? (await RawWebSocket.open(server.port));
    const heardBefore = sender.heard.all.length;
    const toldBefore = relay.log.all.length;
    sender.send(...frames);
    await relay.log.until("closed 1006");
    await sender.heard.until("end");
    const heard = sender.heard.all.slice(heardBefore).filter((event) => event !== "closed");
    expect(heard).toEqual(kind === "uws" ? ["end"] : [`close ${code}`, "end"]);
    expect(relay.log.all.slice(toldBefore).filter((event) => !event.startsWith("open"))).toEqual([
      "closed 1006",
    ]);
    sender.socket.destroy();
  }

  test.each([
    ["a continuation of nothing", [frame(MORE, "a"), frame(TEXT, "b")]],
    ["an unfinished continuation of nothing", [frame(MORE, "a", open)]],
    ["a new text within fragments", [frame(TEXT, "a", open), frame(TEXT, "b")]],
    ["a fragmented ping", [frame(PING, "a", open)]],
    ["a ping of 126 bytes", [frame(PING, "x".repeat(126))]],
    ["a pong of 126 bytes", [frame(PONG, "x".repeat(126))]],
    ...[1, 2, 4, 7].map(
      (reserved) => [`reserved bits ${reserved}`, [frame(TEXT, "a", { reserved })]] as const,
    ),
    ["a reserved bit in a ping", [frame(PING, "a", { reserved: 4 })]],
    ["a reserved bit in a later fragment", [frame(TEXT, "a", open), frame(MORE, "b", { reserved: 4 })]],
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
      (op) => [`opcode ${op}`, [frame(op), frame(TEXT, "a")]] as const,
    ),
  ])("E17: %s ends the connection", async (_, frames) => {
    await expectFailure(frames, 1002);
  });

  test("E17: a continuation after a message's end ends the connection", async () => {
    const client = await RawWebSocket.open(server.port);
    client.send(...fragments(TEXT, ["a", "b"]));
    await client.heard.until("text ab");
    await expectFailure([frame(MORE, "c")], 1002, client);
  });

  test.each([
    ["a byte that never occurs", [bytes(0x61, 0xfe)]],
    ["an overlong slash", [bytes(0xc0, 0xaf)]],
    ["an overlong null of three bytes", [bytes(0xe0, 0x80, 0x80)]],
    ["an overlong null of four bytes", [bytes(0xf0, 0x80, 0x80, 0x80)]],
    ["a surrogate", [bytes(0xed, 0xa0, 0x80)]],
    ["a pair of surrogates", [bytes(0xed, 0xa0, 0xbd, 0xed, 0xb1, 0x8b)]],
    ["a character above U+10FFFF", [bytes(0xf4, 0x90, 0x80, 0x80)]],
    ["a lone continuation byte", [bytes(0x80)]],
    ["a character that is cut off", [bytes(0x61, 0xe2, 0x82)]],
    ["a character that is cut off by the next fragment", [bytes(0xf0, 0x9f), "x"]],
    ["a character that breaks in the last of many fragments", [...each("Grüße "), bytes(0xc3), bytes(0x28)]],
  ])("E4: %s is no UTF-8", async (_, parts) => {
    await expectFailure(fragments(TEXT, parts), 1007);
  });

  // uWebSockets.js looks for neither of these; a frame without a mask is read as though its first bytes were one.
  if (kind === "ws") {
    test.each([
      ["text", serverFrame("hello")],
      ["ping", bytes(0x89, 0)],
      ["close", bytes(0x88, 2, 3, 0xe8)],
    ])("E17: a %s without a mask ends the connection", async (_, unmasked) => {
      await expectFailure([unmasked], 1002);
    });
    test("E17: other data within fragments ends the connection, also after a ping", async () => {
      const client = await RawWebSocket.open(server.port);
      client.send(frame(TEXT, "a", open), frame(PING, "p"));
      await client.heard.until("pong p");
      await expectFailure([frame(BINARY, "b")], 1002, client);
    });
  } else {
    test("E17: frames without a mask are never heard as they are, and harm nobody", async () => {
      const [odd, other] = [await RawWebSocket.open(server.port), await RawWebSocket.open(server.port)];
      odd.send(serverFrame("hello"), serverFrame("hello"), serverFrame("hello"));
      await relay.log.until("closed 1006");
      other.send(frame(TEXT, "fine"));
      await other.heard.until("text fine");
      expect(relay.log.count("text")).toBe(1);
      odd.socket.destroy();
    });
    test("E17: other data within fragments may be heard, and leaves the connection in step", async () => {
      const client = await RawWebSocket.open(server.port);
      client.send(frame(TEXT, "a", open), frame(BINARY, "b"), frame(MORE, "c"), frame(TEXT, "end"));
      await client.heard.until("text end");
    });
  }
});
