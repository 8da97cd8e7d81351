import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";

/** Milliseconds between two looks whether something listens. */
const LOOK_EVERY = 20;

/** Somebody else's program, in the foreground, for as long as a test needs it. */
export class Program {
  /** What it has complained of. */
  complaints = "";
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const options = { env: { PATH: process.env["PATH"], ...env } };
    this.#child = spawn(command, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    this.#child.stderr?.on("data", (chunk) => {
      this.complaints += chunk;
    });
    this.#exit = once(this.#child, "exit");
    this.#exit.catch(() => {});
  }

  /** Resolves when it listens on that TCP port; rejects when it ends before, with what it has complained of. */
  async listening(port: number): Promise<void> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    this.#exit.then(over, over);
    while (!(await accepts(port))) {
      if (isOver) throw new Error(`${this.#child.spawnfile} has ended: ${this.complaints}`);
      await setTimeout(LOOK_EVERY);
    }
  }

  /** Its process, as long as it runs. */
  get pid(): number | undefined {
    return this.#isOver ? undefined : this.#child.pid;
  }

  /** Tells it something. */
  signal(signal: NodeJS.Signals): void {
    if (this.#isOver) throw new Error(`${this.#child.spawnfile} does not run: ${this.complaints}`);
    this.#child.kill(signal);
  }

  /** Ends it, and resolves when it is gone. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#isOver) return;
    this.#child.kill(signal);
    await this.#exit;
  }

  get #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
