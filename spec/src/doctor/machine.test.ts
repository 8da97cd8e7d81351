import { afterEach, describe, expect, test } from "@jest/globals";
import { checkPort } from "../../../src/doctor/port.ts";
import { listenError, type Place } from "../../../src/edge/listen-error.ts";
import { outcome, spawnLimited } from "../../support/cli.ts";
import { answering, doctor, report, running, undoAll } from "../../support/doctor.ts";
import { TEST_CONFIG } from "../../support/relay.ts";

afterEach(undoAll);

describe("F4: this machine", () => {
  test("an admin port that another program has", async () => {
    const { problems } = await doctor(["--port", "0", "--max-connections", "9"], {
      PARLEY_ADMIN_PORT: String(await answering(200)),
    });
    expect(problems).toEqual([
      {
        check: "admin port",
        level: "problem",
        says: expect.stringContaining("another program"),
        todo: expect.stringMatching(/--admin-port.*-1 switches/),
      },
    ]);
  });

  test("a port that another program has, also one that calls itself healthy", async () => {
    const { problems } = await doctor([
      "--port",
      String(await answering(200, '{"status":"ok"}')),
      "--max-connections",
      "9",
    ]);
    expect(problems).toEqual([
      {
        check: "port",
        level: "problem",
        says: expect.stringContaining("another program"),
        todo: expect.stringContaining("--port"),
      },
    ]);
  });

  test("a port that this user may not bind, unless a relay has it", async () => {
    const relay = await running();
    const judged = async (port: number, mustRun: boolean) => {
      const listen = async (place: Place) =>
        listenError(Object.assign(new Error("no"), { code: "EACCES" }), place);
      const { finding, isRunning } = await checkPort({ ...TEST_CONFIG, port }, { mustRun, listen });
      return [finding.level, isRunning, finding.says];
    };
    const other = await answering(404);
    expect(await judged(relay.port, false)).toEqual(["ok", true, expect.stringContaining("already")]);
    expect(await judged(relay.port, true)).toEqual(["ok", true, expect.stringContaining("already")]);
    expect(await judged(other, false)).toEqual(["problem", false, expect.stringContaining("may not bind")]);
    expect(await judged(other, true)).toEqual(["problem", false, expect.stringContaining("No relay runs")]);
  });

  test("an address of another machine", async () => {
    const { problems } = await doctor(["--host", "192.0.2.1", "--max-connections", "9"]);
    expect(problems).toEqual([expect.objectContaining({ says: expect.stringContaining("no such address") })]);
  });

  test("too few open files", async () => {
    const child = spawnLimited(128, ["doctor", "--json", "--port", "0", "--edge", "ws"]);
    const { problems } = report(await outcome(child));
    expect(problems).toEqual([
      expect.objectContaining({
        check: "open files",
        says: expect.stringContaining("128 files"),
        todo: expect.stringContaining("LimitNOFILE"),
      }),
    ]);
  });

  test("F16: those of the relay that runs count, as it tells", async () => {
    const relay = await running({ adminPort: 0 });
    const ports = { PARLEY_PORT: String(relay.port), PARLEY_ADMIN_PORT: String(relay.adminPort) };
    const told = async (env: Record<string, string>) => {
      const { findings } = await doctor(["--edge", "ws", "--max-connections", "9"], env);
      return findings.find(({ check }) => check === "open files")?.says;
    };
    expect(await told(ports)).toMatch(/^The relay that runs may have \d+ files open/);
    expect(await told({ ...ports, PARLEY_ADMIN_PORT: "-1" })).toMatch(/^What is started in this shell/);
  });

  test("F16: a relay that does not let the doctor in is told as such, by either token", async () => {
    const relay = await running({ adminPort: 0, adminToken: "a-secret-of-admins" });
    const ports = { PARLEY_PORT: String(relay.port), PARLEY_ADMIN_PORT: String(relay.adminPort) };
    const told = async (env: Record<string, string>) => {
      const { findings } = await doctor(["--edge", "ws", "--max-connections", "9"], { ...ports, ...env });
      const admin = findings.filter(({ check }) => check === "admin port");
      const files = findings.find(({ check }) => check === "open files")?.says ?? "";
      return [
        ...admin.slice(1).map(({ level, says }) => `${level}: ${says}`),
        files.replace(/ may have .*/, ""),
      ];
    };
    const shell = "What is started in this shell";
    expect(await told({})).toEqual([expect.stringMatching(/^warning: .* no adminToken was given/), shell]);
    expect(await told({ PARLEY_ADMIN_TOKEN: "another-secret-of-admins" })).toEqual([
      expect.stringMatching(/^warning: .* another than the relay's/),
      shell,
    ]);
    expect(await told({ PARLEY_ADMIN_TOKEN: "a-secret-of-admins" })).toEqual(["The relay that runs"]);
  });

  test("settings that cannot be used or disagree, all of them, and no secret", async () => {
    const { problems } = await doctor(["--port", "99999"], { PARLEY_TURN_SECRET: "tell me" });
    expect(problems.map(({ check }) => check)).toEqual(["settings", "settings"]);
    const [contradiction] = (await doctor([], { PARLEY_TURN_SECRET: "tell-me-not" })).problems;
    expect(contradiction?.says).toBe(
      "turnSecret (PARLEY_TURN_SECRET) is given without turnUrls; expected both or neither.",
    );
    expect(JSON.stringify([problems, contradiction])).not.toMatch(/tell.me/);
  });
});
