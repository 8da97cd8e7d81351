import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EdgeServer } from "../../../src/edge/port.ts";
import { EDGES, OPTIONS, RecordingHandler } from "../../support/edges.ts";
import { RawWebSocket } from "../../support/raw-ws.ts";
import { closing, frame, OP } from "../../support/ws-frames.ts";

const close = (code: number, reason: string | Uint8Array = "") => frame(OP.close, closing(code, reason));

describe.each(EDGES)("E1: close frames on the $kind edge (RFC 6455 §5.5.1, §7.4)", ({ kind, start }) => {
  let relay: RecordingHandler;
  let server: EdgeServer;

  beforeEach(async () => {
    relay = new RecordingHandler();
    relay.onText = (socket, text) => socket.send(text);
    server = await start(OPTIONS, relay);
  });
  afterEach(() => server.close());

  /** That a client which sends `frames` hears `answer` and nothing else, and that the relay is told `code`. */
  async function expectClose(frames: readonly Buffer[], answer: string, code: number): Promise<void> {
    const client = await RawWebSocket.open(server.port);
    client.send(...frames);
    expect(await client.untilEnd()).toEqual([answer]);
    await relay.log.until("closed");
    expect(relay.log.all).toEqual(["open from /ws", `closed ${code}`]);
  }

  /** As {@link expectClose}, of a close frame that breaks the rules. */
  function expectRefusal(frames: readonly Buffer[], answer: number, code = 1006): Promise<void> {
    return expectClose(frames, kind === "uws" ? "close" : `close ${answer}`, code);
  }

  test("E18: without a code is answered without one", async () => {
    await expectClose([frame(OP.close)], "close", 1005);
  });

  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 4000, 4408, 4999])(
    "E18: with the code %i is answered with it",
    async (code) => {
      await expectClose([close(code)], `close ${code}`, code);
    },
  );

  test.each([1012, 1013, 1014, 3000, 3999])(
    "E18: with the code %i is answered with it, natively without",
    async (code) => {
      if (kind === "uws") await expectClose([close(code)], "close", 1006);
      else await expectClose([close(code)], `close ${code}`, code);
    },
  );

  test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])(
    "E18: with the code %i, which nobody may send, is refused",
    async (code) => {
      await expectRefusal([close(code)], 1002);
    },
  );

  test.each(["bye", "Grüße 👋", "x".repeat(123)])(
    "E18: with the reason %j is answered with it",
    async (reason) => {
      await expectClose([close(1000, reason)], `close 1000 ${reason}`, 1000);
    },
  );

  test("E18: of one byte is refused", async () => {
    await expectRefusal([frame(OP.close, "x")], 1002, kind === "uws" ? 1005 : 1006);
  });

  test("E18: with a reason that is no UTF-8 is refused", async () => {
    await expectRefusal([close(1000, Buffer.from([0x61, 0xff]))], 1007);
  });

  test("E18: makes all that follows unheard", async () => {
    await expectClose(
      [close(1000), frame(OP.text, "a"), frame(OP.ping, "b"), close(4000)],
      "close 1000",
      1000,
    );
  });

  test("E18: within fragments ends the connection, and the message is unheard", async () => {
    await expectClose([frame(OP.text, "a", { fin: false }), close(1000)], "close 1000", 1000);
  });

  test.each([
    ["of 126 bytes", close(1000, "x".repeat(124))],
    ["in fragments", frame(OP.close, closing(1000), { fin: false })],
  ])("E17: %s ends the connection", async (_, broken) => {
    const client = await RawWebSocket.open(server.port);
    client.send(broken);
    await relay.log.until("closed 1006");
    expect(await client.untilEnd()).toEqual(kind === "uws" ? [] : ["close 1002"]);
  });
});
