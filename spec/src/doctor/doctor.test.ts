import { afterEach, describe, expect, test } from "@jest/globals";
import { runCli } from "../../support/cli.ts";
import { doctor, running, undo, undoAll } from "../../support/doctor.ts";
import { SubPathProxy } from "../../support/sub-path-proxy.ts";
import { TurnServer } from "../../support/turn-server.ts";

afterEach(undoAll);

describe("F3: a relay that is well", () => {
  test("F3, F4, F6, F7: with a proxy in front, and servers for calls", async () => {
    const relay = await running();
    const proxy = await SubPathProxy.start(relay.port);
    undo.push(() => proxy.close());
    const turn = await TurnServer.start();
    undo.push(() => turn.close());
    const [url = ""] = turn.settings.turnUrls ?? [];
    const { problems, findings } = await doctor(
      [
        ...[
          "--port",
          String(relay.port),
          "--public-url",
          proxy.url,
          "--edge",
          "ws",
          "--max-connections",
          "100",
        ],
        ...[
          "--turn-urls",
          `${url},${url.replace("udp", "tcp")}`,
          "--stun-urls",
          url.replace(/turn:(.*)\?.*/, "stun:$1"),
        ],
      ],
      { PARLEY_TURN_SECRET: String(turn.settings.turnSecret) },
    );
    expect(problems).toEqual([]);
    expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual([
      ...["Node ok", "edge ok", "settings ok", "open files ok", "memory ok", "port ok", "admin port ok"],
      ...["publicUrl ok", "clock ok", "STUN ok", "TURN ok", "TURN ok"],
    ]);
    expect(findings.find(({ check }) => check === "port")?.says).toMatch(/A relay runs on port/);
    await relay.untilOpen(0);
    expect(relay.running.away).toBe(0);
  });

  test("F3: for a person it is a line each and a sum, and nothing has changed", async () => {
    const { code, stdout, stderr } = await runCli([
      "doctor",
      "--port",
      "0",
      "--tls",
      "self-signed",
      "--edge",
      "ws",
      "--admin-port",
      "0",
      "--max-connections",
      "9",
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^ok {7}port {9}Any free port will do\.$/m);
    expect(stdout).toMatch(/^ok {7}admin port {3}Any free port will do\.$/m);
    expect(stdout).toMatch(/\nProblems: 0, warnings: 0\.\n$/);
  });
});
