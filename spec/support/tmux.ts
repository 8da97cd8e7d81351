/** A real terminal for tests: a tmux server of its own with one window of a fixed size, in which a shell runs. */
import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";
import { CLI } from "./cli.ts";

const run = promisify(execFile);
/** Milliseconds a test waits for something on the screen. Only ever spent by a test that fails. */
const PATIENCE = 30_000;

export interface TmuxOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

export class Tmux {
  readonly #socket: string;
  /** A control client: it is told of all output, so that nobody has to look again and again. */
  readonly #watcher: ChildProcessByStdio<Writable, Readable, null>;
  #changes = 0;
  #wake: (() => void) | undefined;

  private constructor(socket: string) {
    this.#socket = socket;
    const args = ["-L", socket, "-C", "attach-session", "-f", "ignore-size,read-only"];
    this.#watcher = spawn("tmux", args, { stdio: ["pipe", "pipe", "ignore"] });
    this.#watcher.stdout.on("data", () => {
      this.#changes++;
      this.#wake?.();
    });
  }

  /** Resolves when the shell has its prompt. */
  static async start({ columns, rows, env = {} }: TmuxOptions): Promise<Tmux> {
    // Not by the process alone: it runs one test file after the other, and a server may take a moment to be gone.
    const socket = `parley-${randomUUID()}`;
    const shell = ["env", "-i", ...pairs({ ...SHELL_ENV, ...env }), "bash", "--norc", "--noprofile", "-i"];
    const size = ["-x", String(columns), "-y", String(rows)];
    await run("tmux", ["-L", socket, "-f", "/dev/null", "new-session", "-d", ...size, ...shell]);
    await run("tmux", ["-L", socket, "set-option", "-g", "focus-events", "on"]);
    await run("tmux", ["-L", socket, "set-option", "-g", "set-clipboard", "on"]);
    await run("tmux", ["-L", socket, "set-option", "-g", "window-size", "manual"]);
    const tmux = new Tmux(socket);
    await tmux.until(/^\$ *$/m);
    return tmux;
  }

  /** Types `parley` and the arguments at the shell's prompt. */
  async parley(args: string): Promise<void> {
    await this.type(`"${process.execPath}" "${CLI}" ${args}`);
    await this.press("Enter");
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", "--", text);
  }

  /** Presses keys by tmux's names: `Enter`, `C-a`, `M-b`, `PPage`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** Types a line and enters it. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press("Enter");
  }

  /** Pastes as a terminal does: bracketed, where the program has asked for that. */
  async paste(text: string): Promise<void> {
    await this.#tmux("set-buffer", "--", text);
    await this.#tmux("paste-buffer", "-p", "-r");
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** What is on the screen, a line each; with `styled` with the sequences for its colours. */
  async screen({ styled = false } = {}): Promise<string[]> {
    const text = await this.#tmux("capture-pane", "-p", "-N", ...(styled ? ["-e"] : []));
    return text.replace(/\n$/, "").split("\n");
  }

  /** A value of tmux's, e.g. `#{alternate_on}`. */
  async ask(format: string): Promise<string> {
    return (await this.#tmux("display-message", "-p", format)).trimEnd();
  }

  /** Resolves once tmux has this value for `format`. */
  async untilAsked(format: string, wanted: string): Promise<void> {
    let last = "";
    await this.#until(
      async () => {
        last = await this.ask(format);
        return last === wanted ? last : undefined;
      },
      () => `waited in vain for ${format} to be ${wanted}; it is ${last}`,
    );
  }

  /** The clipboard, as a program has set it. */
  async clipboard(): Promise<string> {
    return this.#tmux("show-buffer");
  }

  /** Resolves with the screen, without the blanks at the ends of its lines and of itself, once it matches. */
  async until(wanted: RegExp | ((screen: string) => boolean)): Promise<string> {
    let last = "";
    return this.#until(
      async () => {
        const lines = await this.screen();
        last = lines
          .map((line) => line.trimEnd())
          .join("\n")
          .trimEnd();
        return (wanted instanceof RegExp ? wanted.test(last) : wanted(last)) ? last : undefined;
      },
      () => `waited in vain for ${wanted}; on the screen is:\n${last}`,
    );
  }

  /** Looks at once and after each output, until there is an answer. */
  async #until<T>(look: () => Promise<T | undefined>, complaint: () => string): Promise<T> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const before = this.#changes;
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(complaint());
      if (this.#changes === before) await this.#change(deadline - Date.now());
    }
  }

  /** The process that runs in the foreground of the shell, e.g. to signal it. */
  async foreground(): Promise<number> {
    const shell = await this.ask("#{pane_pid}");
    const { stdout } = await run("ps", ["-o", "pid=", "--ppid", shell]);
    return Number(stdout.trim().split("\n")[0]);
  }

  async stop(): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
    this.#watcher.kill();
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("tmux", ["-L", this.#socket, ...args], { maxBuffer: 1 << 24 });
    return stdout;
  }

  /** Resolves at the next output, or after so many milliseconds. */
  #change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const SHELL_ENV = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  TERM: "tmux-256color",
  LANG: "C.UTF-8",
  TZ: "UTC",
  PS1: "$ ",
};

function pairs(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
