import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** A shell in which somebody types block after block, and stops at the first command that fails. */
export class Shell {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #block: string;
  #said = "";
  #count = 0;
  #wake = () => {};

  /** `folder` is the home in which it begins. */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#block = join(folder, ".block");
    this.#child = spawn("/bin/bash", ["-s"], {
      cwd: folder,
      env: { ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdin.on("error", () => {});
    this.#child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      this.#said += chunk;
      this.#wake();
    });
    this.#child.once("close", () => this.#wake());
    this.#child.stdin.write(`exec 2>&1; set -Eeu -o pipefail; trap 'echo "failed: $BASH_COMMAND"' ERR\n`);
  }

  /** Resolves with what the commands have said, once all are done. Rejects with that when one fails. */
  async run(commands: string): Promise<string> {
    const before = this.#said.length;
    const done = `block-${++this.#count}-done`;
    await writeFile(this.#block, commands);
    this.#child.stdin.write(`. ${this.#block} < /dev/null; echo ${done}\n`);
    while (!this.#said.includes(`${done}\n`)) {
      if (this.#hasEnded()) throw new Error(`${commands}\n${this.#said.slice(before)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#said.slice(before).replace(`${done}\n`, "");
  }

  async close(): Promise<void> {
    if (this.#hasEnded()) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
