import { afterEach, describe, expect, test } from "@jest/globals";
import { judgeRelayed } from "../../../src/doctor/relayed.ts";
import { doctor, MODEST, undo, undoAll } from "../../support/doctor.ts";
import { TO_LOOPBACK, TurnServer } from "../../support/turn-server.ts";

afterEach(undoAll);

describe("F15: the address that a TURN server lets media come to", () => {
  const judged = (relayed: string | undefined, ...own: readonly string[]) =>
    judgeRelayed("turn:turn.example.org", relayed, own).level;

  test.each<readonly [string, string | undefined, readonly string[]]>([
    ["is its host's", "9.9.9.9", ["9.9.9.9"]],
    ["is one of its host's", "9.9.9.9", ["2620:fe::fe", "149.112.112.112", "9.9.9.9"]],
    ["is its host's on a LAN", "192.168.1.5", ["192.168.1.5"]],
    ["is not told", undefined, ["9.9.9.9"]],
    ["is public, and its host a name for this machine", "9.9.9.9", ["127.0.1.1", "::1"]],
    ["is public, and its host has IPv6 alone", "9.9.9.9", ["2620:fe::fe"]],
  ])("%s", (_, relayed, own) => {
    expect(judged(relayed, ...own)).toBe("ok");
  });

  test.each(["10.0.0.5", "127.0.0.1", "0.0.0.0", "100.64.1.1", "203.0.113.10", "fd00::1"])(
    "is %s, where nobody outside comes to",
    (relayed) => {
      expect(judgeRelayed("turn:turn.example.org", relayed, ["9.9.9.9"])).toEqual({
        check: "TURN",
        level: "problem",
        says: `turn:turn.example.org lets media come to ${relayed}, which nobody outside can reach.`,
        todo: expect.stringContaining("external-ip=9.9.9.9"),
      });
    },
  );

  test.each([
    ["10.0.0.5", ["127.0.0.1", "::1"]],
    ["10.0.0.5", ["127.0.1.1"]],
    ["fd00::1", []],
  ])("is %s, and its host's own %j tell nothing", (relayed, own) => {
    expect(judgeRelayed("turn:localhost", relayed, own)).toEqual({
      check: "TURN",
      level: "warning",
      says: `turn:localhost lets media come to ${relayed}, which is only good on this network.`,
      todo: expect.stringContaining("external-ip"),
    });
  });

  test("is another than its host's", () => {
    expect(judged("1.1.1.1", "9.9.9.9")).toBe("warning");
    expect(judged("192.168.1.6", "192.168.1.5")).toBe("warning");
  });

  test("is asked of the server", async () => {
    const turn = await TurnServer.start(TO_LOOPBACK, "10.0.0.5");
    undo.push(() => turn.close());
    const { warnings } = await doctor([...MODEST, "--turn-urls", String(turn.settings.turnUrls)], {
      PARLEY_TURN_SECRET: String(turn.settings.turnSecret),
    });
    const says = expect.stringMatching(/lets media come to 10\.0\.0\.5, which is only good/);
    expect(warnings).toContainEqual(expect.objectContaining({ check: "TURN", says }));
  });
});
