import { afterEach, describe, expect, test } from "@jest/globals";
import { originCases } from "../support/origins.ts";
import { rawHttp } from "../support/raw-http.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";

const HOST = "chat.example.org:6789";

describe.each(BOTH_EDGES)("admission on the %s edge", (edge) => {
  let relay: TestRelay;
  const start = async (settings: Parameters<typeof TestRelay.start>[0] = {}) => {
    relay = await TestRelay.start({ edge, ...settings });
  };
  afterEach(() => relay.stop());

  describe("S1, S2: the origin rule", () => {
    test.each(originCases(HOST))(
      "%j, publicUrl %s: %j passes",
      async (origins, publicUrl, origin, host, passes) => {
        await start({ origins, publicUrl });
        const headers = { Host: host, ...(origin === undefined ? {} : { Origin: origin }) };
        const connecting = relay.connect("/ws", { headers });
        if (passes) await connecting;
        else await expect(connecting).rejects.toThrow("403");
        expect(relay.running.open).toBe(passes ? 1 : 0);
      },
    );

    test("S1: a refusal is one sentence", async () => {
      await start();
      const answer = await rawHttp(relay.port, handshake({ Host: HOST, Origin: "https://evil.example" }));
      expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
      expect(answer).toMatch(/\r\n\r\nPages of this origin may not connect here\.\n$/);
    });

    test("S1: * is warned of at the start, a list is not", async () => {
      await start({ origins: ["https://a.example"] });
      expect(relay.log).toEqual([]);
      await relay.stop();
      await start({ origins: ["*"] });
      expect(relay.log).toEqual([
        expect.objectContaining({ level: "warn", msg: expect.stringContaining("any web page may connect") }),
      ]);
    });
  });
});

function handshake(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return `GET /ws HTTP/1.1
${lines.join("")}Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13

`;
}
