/** Runs the built `parley` as a process of its own, with no settings from this process's environment. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** The built command. npm runs everything at the top level. */
export const CLI = resolve("dist/src/cli.js");

export type Cli = ChildProcessByStdio<null, Readable, Readable>;

export function spawnCli(args: readonly string[], env: Record<string, string> = {}): Cli {
  return started(process.execPath, [CLI, ...args], env);
}

/** As {@link spawnCli}, with so many files that it may have open; {@link endServed} ends it too. */
export function spawnLimited(
  openFiles: number,
  args: readonly string[],
  env: Record<string, string> = {},
): Cli {
  const limited = `ulimit -n ${openFiles} && exec "$0" "$@"`;
  const child = started("bash", ["-c", limited, process.execPath, CLI, ...args], env);
  served.add(child);
  return child;
}

function started(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Cli {
  return spawn(command, args, {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Resolves when the process has ended, with all it wrote. */
export const runCli = (args: readonly string[], env: Record<string, string> = {}) =>
  outcome(spawnCli(args, env));

/** Resolves when `child` has ended, with all it wrote. */
export async function outcome(child: Cli) {
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await closed;
  return { code: Number(code), stdout, stderr };
}

/** Relays that were started and have not been seen to end. */
const served = new Set<Cli>();

/** Ends every relay that {@link serveCli} or {@link spawnLimited} has started, for `afterEach`. */
export async function endServed(): Promise<void> {
  for (const child of served) {
    child.kill("SIGKILL");
    await ended(child);
  }
  served.clear();
}

/** Starts `parley serve` on a free port, without the admin listener; resolves with what it announced, once it has. */
export async function serveCli(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ child: Cli; announced: string }> {
  const child = spawnCli(["serve", "--port", "0", "--admin-port", "-1", ...args], env);
  served.add(child);
  let announced = "";
  child.stdout.setEncoding("utf8");
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    announced += chunk;
    if (announced.endsWith("\n")) return { child, announced };
  }
  throw new Error(`parley ended before it announced itself: ${await text(child.stderr)}`);
}

/** Resolves with the next line of the log that has `part`, parsed, as standard error is no terminal. */
export function logged(child: Cli, part: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve) => {
    const hear = (chunk: unknown) => {
      const line = String(chunk)
        .split("\n")
        .find((text) => text.includes(part));
      if (line === undefined) return;
      child.stderr.off("data", hear);
      resolve(JSON.parse(line));
    };
    child.stderr.on("data", hear);
  });
}

/** Resolves with the exit code and signal. */
export async function ended(child: Cli): Promise<readonly [code: number | null, signal: string | null]> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return [child.exitCode, child.signalCode];
}
