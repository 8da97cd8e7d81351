import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "@jest/globals";
import { CLI } from "../../support/cli.ts";
import { answering, doctor, report, undoAll } from "../../support/doctor.ts";

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

  test("a port that another program has", async () => {
    const { problems } = await doctor([
      "--port",
      String(await answering(200, '{"up":true}')),
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

  test("an address of another machine", async () => {
    const { problems } = await doctor(["--host", "192.0.2.1", "--max-connections", "9"]);
    expect(problems).toEqual([expect.objectContaining({ says: expect.stringContaining("no such address") })]);
  });

  test("too few open files", async () => {
    const command = `ulimit -n 128 && exec "$0" "$@"`;
    const child = spawn(
      "bash",
      ["-c", command, process.execPath, CLI, "doctor", "--json", "--port", "0", "--edge", "ws"],
      {
        env: { PATH: process.env["PATH"] },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const closed = once(child, "close");
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const { problems } = report({ code: Number((await closed)[0]), stdout, stderr });
    expect(problems).toEqual([
      expect.objectContaining({
        check: "open files",
        says: expect.stringContaining("128 files"),
        todo: expect.stringContaining("LimitNOFILE"),
      }),
    ]);
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
