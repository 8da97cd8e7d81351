import { afterEach, describe, expect, test } from "@jest/globals";
import { REQUEST, stunRequest } from "../../../src/doctor/stun.ts";
import { openStunLink } from "../../../src/doctor/stun-link.ts";
import { doctor, MODEST, undo, undoAll } from "../../support/doctor.ts";
import { TurnServer } from "../../support/turn-server.ts";

afterEach(undoAll);

describe("F7: TURN", () => {
  test("F7, F8: another secret than the server's is refused, and told nobody", async () => {
    const turn = await TurnServer.start();
    undo.push(() => turn.close());
    const secret = "not-the-secret-of-the-server";
    const { problems } = await doctor([...MODEST, "--turn-urls", String(turn.settings.turnUrls)], {
      PARLEY_TURN_SECRET: secret,
    });
    expect(problems).toEqual([
      expect.objectContaining({
        check: "TURN",
        says: expect.stringContaining("401"),
        todo: expect.stringContaining("turnSecret"),
      }),
    ]);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  test.each([
    ["IPv6 alone, by a socket of that", [{ address: "::ffff:127.0.0.1", family: 6 }]],
    [
      "both, by IPv4",
      [
        { address: "2001:db8::1", family: 6 },
        { address: "127.0.0.1", family: 4 },
      ],
    ],
  ])("a host that has %s", async (_, addresses) => {
    const turn = await TurnServer.start();
    undo.push(() => turn.close());
    const server = { host: "turn.example.org", port: turn.ports.port, transport: "udp" } as const;
    const asked: string[] = [];
    const link = openStunLink(server, async (host) => {
      asked.push(host);
      return addresses;
    });
    undo.push(() => link.close());
    expect(await link.ask(stunRequest(REQUEST.binding))).toMatchObject({ is: "success" });
    expect(asked).toEqual([server.host]);
  });

  test("a host that has no address, or one that is told when nobody waits any more", async () => {
    const server = { host: "turn.example.org", port: 1, transport: "udp" } as const;
    const unknown = openStunLink(server, async () => []);
    undo.push(() => unknown.close());
    await expect(unknown.ask(stunRequest(REQUEST.binding))).rejects.toMatchObject({ code: "ENOTFOUND" });
    let tell: (addresses: readonly []) => void = () => {};
    const slow = openStunLink(server, () => new Promise((resolve) => (tell = resolve)));
    const asked = slow.ask(stunRequest(REQUEST.binding));
    slow.close();
    tell([]);
    await expect(asked).rejects.toThrow("closed");
  });

  test("a server that is not there, by UDP, TCP and TLS; DTLS is not tried", async () => {
    const turnUrls =
      "turn:127.0.0.1:1,turn:127.0.0.1:1?transport=tcp,turns:127.0.0.1:1,turns:127.0.0.1:1?transport=udp";
    const { problems, warnings } = await doctor([...MODEST, "--turn-urls", turnUrls], {
      PARLEY_TURN_SECRET: "a-secret-of-turn",
    });
    expect(problems.map(({ says }) => says)).toEqual(Array(3).fill(expect.stringContaining("ECONNREFUSED")));
    expect(warnings).toMatchObject([{ check: "TURN", says: expect.stringContaining("DTLS") }]);
  });
});
