import { describe, expect, test } from "@jest/globals";
import { createLog } from "../../src/log.ts";
import { type Notify, serviceManager } from "../../src/service-manager.ts";
import { TestClock } from "../support/world.ts";

const SOCKET = { NOTIFY_SOCKET: "/run/systemd/notify" };
const READY = "READY=1 STATUS=Running at http://127.0.0.1:6789/";

function managed(env: Record<string, string>, notify?: Notify) {
  const clock = new TestClock();
  const told: string[] = [];
  const logged: string[] = [];
  const log = createLog(
    { logLevel: "info", logFormat: "json" },
    { isTerminal: false, write: (line) => void logged.push(line) },
  );
  const record: Notify = async (assignments) => void told.push(assignments.join(" "));
  return { clock, told, logged, manager: serviceManager(env, log, clock, notify ?? record) };
}
const settled = () => new Promise(setImmediate);

describe("B7: the service manager", () => {
  test("is told nothing where there is none", () => {
    expect(managed({ WATCHDOG_USEC: "1000000" }).manager).toBeUndefined();
  });

  test("is told when the relay listens, and for how long it may stop", async () => {
    const { told, clock, manager } = managed(SOCKET);
    manager?.ready("http://127.0.0.1:6789/");
    manager?.stopping(40_000);
    await settled();
    expect(told).toEqual([READY, "STOPPING=1 EXTEND_TIMEOUT_USEC=40000000 STATUS=Stopping"]);
    expect(clock.pending).toBe(0);
  });

  test.each([
    ["not watched", {}, 0],
    ["watched", { WATCHDOG_USEC: "30000000" }, 15_000],
    ["watched by name", { WATCHDOG_USEC: "30000000", WATCHDOG_PID: String(process.pid) }, 15_000],
    ["another process is watched", { WATCHDOG_USEC: "30000000", WATCHDOG_PID: "1" }, 0],
    ["watched in a way not understood", { WATCHDOG_USEC: "soon" }, 0],
  ])("is told in time that it is alive: %s", async (_, env, every) => {
    const { told, clock, manager } = managed({ ...SOCKET, ...env });
    manager?.ready("http://127.0.0.1:6789/");
    expect(clock.pending).toBe(every === 0 ? 0 : 1);
    for (let i = 0; i < 2; i++) {
      clock.pass(every);
      await settled();
    }
    expect(told).toEqual([READY, ...(every === 0 ? [] : ["WATCHDOG=1", "WATCHDOG=1"])]);
    manager?.stopping(1000);
    expect(clock.pending).toBe(0);
  });

  test("is not told more while it has not heard, nor that the relay is alive once it stops", async () => {
    let heard = () => {};
    const waiting: Notify = () =>
      new Promise((resolve) => {
        heard = resolve;
      });
    const { clock, manager } = managed({ ...SOCKET, WATCHDOG_USEC: "2000" }, waiting);
    manager?.ready("http://127.0.0.1:6789/");
    clock.pass(1);
    expect(clock.pending).toBe(0);
    const alive = heard;
    manager?.stopping(1000);
    alive();
    await settled();
    expect(clock.pending).toBe(0);
  });

  test("that cannot be told is logged, and changes nothing", async () => {
    const { logged, manager } = managed(SOCKET, () => Promise.reject(new Error("no such program")));
    manager?.ready("http://127.0.0.1:6789/");
    await settled();
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: "warn", msg: "systemd could not be told", err: { message: "no such program" } },
    ]);
  });
});
