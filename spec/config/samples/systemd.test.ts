import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { settings } from "../../../config/settings.ts";
import { CLI, type Cli, ended, logged, runCli, serveCli, spawnCli } from "../../support/cli.ts";
import { NotifySocket } from "../../support/notify-socket.ts";
import { sample } from "../../support/samples.ts";

/** Where there is no systemd, its unit can't be tried. */
const there = existsSync("/usr/bin/systemd-analyze") ? test : test.skip;

/** What `systemd-analyze security` may find at most, of 10: 2 and more is no longer “OK”. */
const EXPOSURE = 1.6;

/** Seconds that the check before the start, or the start, may take on a machine that is slow. */
const SLOW_START = 10;

describe("parley.service", () => {
  let folder: string;
  let unit: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "parley-unit-"));
    unit = join(folder, "parley.service");
    await writeFile(
      unit,
      sample("parley.service", { "/usr/local/bin/parley": `${process.execPath} ${CLI}` }),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  const analyze = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
    return { status, stdout, stderr };
  };

  there("B6: systemd finds nothing to complain of", () => {
    expect(analyze("verify", "--man=no", unit)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  there("B15: nor in those that watch over it", async () => {
    const changes: Readonly<Record<string, Record<string, string>>> = {
      "parley-doctor.service": { "/usr/local/bin/parley": `${process.execPath} ${CLI}` },
      "parley-doctor.timer": {},
      "parley-alarm@.service": { "/etc/parley/alarm": "/bin/true" },
    };
    for (const [name, change] of Object.entries(changes)) {
      await writeFile(join(folder, name), sample(name, change));
    }
    const files = ["parley-doctor.service", "parley-doctor.timer", "parley-alarm@parley.service"];
    const verified = analyze("verify", "--man=no", ...files.map((name) => join(folder, name)));
    expect(verified).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  there("B6: little of the machine is within reach of the relay", () => {
    const { stdout } = analyze("security", "--offline=true", "--no-pager", unit);
    expect(Number(/exposure level for parley\.service: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(
      EXPOSURE,
    );
  });

  test("B6: what is checked before the start, and started, are commands of parley's", async () => {
    const commands = [...sample("parley.service").matchAll(/^Exec\w+=\/usr\/local\/bin\/parley (.*)$/gm)];
    expect(commands.map(([, args]) => args)).toEqual(["check-config --quiet", "serve"]);
    const file = join(folder, "parley.json");
    await writeFile(file, sample("parley.json"));
    const { code, stdout } = await runCli(["check-config"], { PARLEY_CONFIG: file });
    expect([code, stdout]).toEqual([0, expect.stringContaining("https://chat.example.org/")]);
  });

  test("B6: it lets the relay stop in peace", () => {
    const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(sample("parley.service"))?.[1]);
    expect(seconds).toBeGreaterThan(settings.drainTimeout.default);
  });

  test("B12: it gives up on what does not start, however slow the machine is", () => {
    const text = sample("parley.service");
    const number = (name: string) => Number(new RegExp(`^${name}=(\\d+)`, "m").exec(text)?.[1]);
    expect(text).toMatch(/^StartLimitIntervalSec=\d+min$/m);
    const eachTry = (60 * number("StartLimitIntervalSec")) / number("StartLimitBurst");
    expect(eachTry - number("RestartSec")).toBeGreaterThanOrEqual(SLOW_START);
  });

  test("B12: it has a place for a self-signed certificate", async () => {
    const text = sample("parley.service");
    // systemd puts /var/lib for %S.
    expect(text).toMatch(/^Environment=XDG_DATA_HOME=%S$/m);
    const state = await mkdtemp(join(folder, "state-"));
    const { child } = await serveCli(["--tls", "self-signed"], { XDG_DATA_HOME: state });
    child.kill("SIGTERM");
    expect(await ended(child)).toEqual([0, null]);
    expect(await readdir(state)).toEqual([/^StateDirectory=(.*)$/m.exec(text)?.[1]]);
  });
});

let socket: NotifySocket | undefined;
let relay: Cli | undefined;
afterEach(async () => {
  relay?.kill("SIGKILL");
  await socket?.close();
});

there("B7: systemd hears when the relay listens, lives, is reloaded and stops", async () => {
  socket = await NotifySocket.open();
  const env = { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: "100000" };
  const child = spawnCli(["serve", "--port", "0", "--admin-port", "-1", "--log-level", "info"], env);
  relay = child;
  const { url } = await logged(child, "listening");
  await socket.until((told) => told.length >= 3);
  expect(socket.told.slice(0, 3)).toEqual([`READY=1\nSTATUS=Running at ${url}`, "WATCHDOG=1", "WATCHDOG=1"]);
  const reloaded = logged(child, "there is no certificate to read again");
  child.kill("SIGHUP");
  await reloaded;
  child.kill("SIGTERM");
  expect(await ended(child)).toEqual([0, null]);
  await socket.until((told) => told.includes("STOPPING=1\nEXTEND_TIMEOUT_USEC=40000000\nSTATUS=Stopping"));
});
