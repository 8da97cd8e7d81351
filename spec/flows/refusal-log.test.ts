import { afterEach, expect, test } from "@jest/globals";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";

let relay: TestRelay;
afterEach(() => relay.stop());

test.each(BOTH_EDGES)(
  "S16: a refused handshake is logged with its reason, and nobody's address (%s)",
  async (edge) => {
    relay = await TestRelay.start({ edge, logLevel: "debug", maxConnections: 1 });
    const page = { headers: { Origin: "https://example.org" } };
    await expect(relay.connect("/ws", page)).rejects.toThrow("403");
    await relay.connect("/ws");
    await relay.untilOpen(1);
    await expect(relay.connect("/ws")).rejects.toThrow("503");
    await expect(relay.connect("/elsewhere")).rejects.toThrow("404");
    const lines = relay.log.filter(({ msg }) => msg === "handshake refused");
    expect(lines.map(({ time: _, ...line }) => line)).toEqual([
      { level: "debug", reason: "handshake_origin", status: 403, msg: "handshake refused" },
      { level: "debug", reason: "handshake_full", status: 503, msg: "handshake refused" },
      { level: "debug", reason: "handshake_path", status: 404, msg: "handshake refused" },
    ]);
  },
);
