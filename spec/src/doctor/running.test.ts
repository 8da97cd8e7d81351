import { afterEach, describe, expect, test } from "@jest/globals";
import { runCli } from "../../support/cli.ts";
import { answering, doctor, MODEST, running, undoAll } from "../../support/doctor.ts";
import { freePort } from "../../support/free-port.ts";

afterEach(undoAll);

describe("F17: parley doctor --running", () => {
  test("finds a relay that is down, on both ports and by publicUrl", async () => {
    const proxy = `http://127.0.0.1:${await answering(502)}/`;
    const [port, adminPort] = [String(await freePort()), String(await freePort())];
    const flags = [...MODEST, "--port", port, "--admin-port", adminPort, "--public-url", proxy];
    expect((await doctor(flags)).problems).toEqual([]);
    const { problems } = await doctor([...flags, "--running"]);
    expect(problems.map(({ check, says }) => `${check}: ${says}`)).toEqual([
      `port: No relay runs on port ${port} of 127.0.0.1.`,
      `admin port: No relay runs on port ${adminPort} of 127.0.0.1.`,
      expect.stringMatching(/^publicUrl: .* HTTP 502 in place of a WebSocket\.$/),
    ]);
  });

  test("finds nothing of one that runs", async () => {
    const relay = await running({ adminPort: 0 });
    const ports = ["--port", String(relay.port), "--admin-port", String(relay.adminPort)];
    const url = `http://127.0.0.1:${relay.port}/`;
    expect((await doctor([...MODEST, ...ports, "--public-url", url, "--running"])).problems).toEqual([]);
  });

  test("cannot know of one with any free port", async () => {
    const { problems } = await doctor([...MODEST, "--running"]);
    expect(problems).toMatchObject([{ check: "port", says: expect.stringContaining("nobody can tell") }]);
  });

  test("is in the help", async () => {
    expect((await runCli(["doctor", "--help"])).stdout).toContain("--running");
  });
});
