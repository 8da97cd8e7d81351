/** Starts the processes of one measurement and sees to it that none outlives it. */
import type { ChildProcess } from "node:child_process";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Contender } from "./contenders.ts";
import { READY } from "./contenders.ts";
import type { DriverReply, DriverRequest } from "./job.ts";

const READY_LIMIT = 10_000;
const STDERR_KEPT = 2000;

const running = new Set<ChildProcess>();

/** Ends every process this harness started; called on every way out. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

export interface Server {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly port: Promise<number>;
  /** Rejects when the server ends, with what it last wrote to its standard error. */
  readonly failure: Promise<never>;
}

export function startServer(contender: Contender): Server {
  const child = track(spawn(process.execPath, contender.command, { stdio: ["pipe", "pipe", "pipe"] }));
  let output = "";
  let errors = "";
  const ready = new Promise<number>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-STDERR_KEPT);
      const port = READY.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-STDERR_KEPT);
  });
  const failure = ended(child, (how) =>
    `${contender.name} ended by itself (${how})\n${errors || output}`.trim(),
  );
  const port = Promise.race([
    ready,
    failure,
    after(READY_LIMIT, `${contender.name} did not say where it listens`),
  ]);
  return { process: child, pid: child.pid ?? 0, port, failure };
}

export interface Driver {
  readonly process: ChildProcess;
  send(request: DriverRequest): void;
  readonly reply: Promise<DriverReply>;
}

export function startDriver(): Driver {
  const script = fileURLToPath(new URL("./driver/main.js", import.meta.url));
  const child = track(fork(script, { stdio: ["ignore", "inherit", "inherit", "ipc"] }));
  const answer = new Promise<DriverReply>((resolve) => child.once("message", resolve));
  const failure = ended(child, (how) => `the load generator ended by itself (${how})`);
  return {
    process: child,
    send: (request) => void child.send(request),
    reply: Promise.race([answer, failure]),
  };
}

/** Rejects after so many milliseconds. */
export function after(milliseconds: number, message: string): Promise<never> {
  return quiet(
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`${message} within ${milliseconds} ms`)), milliseconds).unref();
    }),
  );
}

function track<Child extends ChildProcess>(child: Child): Child {
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

function ended(child: ChildProcess, message: (how: string) => string): Promise<never> {
  return quiet(
    new Promise((_, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => reject(new Error(message(signal ?? `exit code ${code}`))));
    }),
  );
}

/** Whoever awaits the promise still sees it reject; nobody need. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}
