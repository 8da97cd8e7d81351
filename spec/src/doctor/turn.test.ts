import { afterEach, describe, expect, test } from "@jest/globals";
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
