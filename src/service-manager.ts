/**
 * What systemd is told of the relay when it has started it with `Type=notify`: that it listens, that it is alive, and that
 * it stops. The protocol is sd_notify(3): datagrams to the Unix socket that `NOTIFY_SOCKET` names. Node has no such sockets,
 * so systemd's own program `systemd-notify` carries them; the unit needs `NotifyAccess=all` for that.
 */
import { spawn } from "node:child_process";
import type { Logger } from "./log.ts";
import type { World } from "./population.ts";

/** Environment variables, as {@link process.env} has them. */
type Env = Readonly<Record<string, string | undefined>>;

/** Hands `assignments` (`READY=1`) over; resolves once that is done, and rejects when it cannot be. */
export type Notify = (assignments: readonly string[], env: Env) => Promise<void>;

export interface ServiceManager {
  /** The relay is there, at `url`. From now on its event loop shows that it turns, if that is watched. */
  ready(url: string): void;
  /** The relay has been asked to stop; that may take `within` ms, whatever the unit has as `TimeoutStopSec`. */
  stopping(within: number): void;
}

/** Nothing where no service manager waits for word. Word that cannot be sent is logged, and the relay goes on. */
export function serviceManager(
  env: Env,
  log: Logger,
  clock: Pick<World["clock"], "setTimeout" | "clearTimeout"> = { setTimeout, clearTimeout },
  notify: Notify = systemdNotify,
): ServiceManager | undefined {
  if (!env["NOTIFY_SOCKET"]) return undefined;
  const tell = (...assignments: string[]) =>
    notify(assignments, env).catch((err) => log.warn({ err, assignments }, "systemd could not be told"));
  const every = heartbeat(env);
  let isStopping = false;
  let next: ReturnType<typeof clock.setTimeout> | undefined;
  // One after the other, however slowly they are carried.
  const beat = async () => {
    await tell("WATCHDOG=1");
    if (!isStopping) next = clock.setTimeout(beat, every);
  };
  return {
    ready(url) {
      tell("READY=1", `STATUS=Running at ${url}`);
      if (every > 0) next = clock.setTimeout(beat, every);
    },
    stopping(within) {
      isStopping = true;
      if (next !== undefined) clock.clearTimeout(next);
      tell("STOPPING=1", `EXTEND_TIMEOUT_USEC=${within * 1000}`, "STATUS=Stopping");
    },
  };
}

/** Half of the time after which silence counts as death, ms, as sd_watchdog_enabled(3) has it; 0 when it never does. */
function heartbeat({ WATCHDOG_USEC, WATCHDOG_PID }: Env): number {
  const isMeant = WATCHDOG_PID === undefined || WATCHDOG_PID === String(process.pid);
  const microseconds = isMeant ? Number(WATCHDOG_USEC) : 0;
  return microseconds > 0 ? microseconds / 2000 : 0;
}

function systemdNotify(assignments: readonly string[], env: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("systemd-notify", assignments, { env: { ...env }, stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`systemd-notify ended with ${code ?? signal}`));
    });
  });
}
