/** All that the command line needs of the process, so that a test can stand in for it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { ownCommand } from "./own-command.ts";
import { processFacts } from "./process-facts.ts";

export type EndSignal = "SIGINT" | "SIGTERM";

/** Standard error, for log lines and complaints: a write is done when it returns. */
export interface ErrorStream {
  readonly isTerminal: boolean;
  write(text: string): void;
}

export interface Io {
  /** How to run Parley once more, e.g. `parley`. */
  readonly command: string;
  /** How many files and sockets this process may have open; `undefined` where nobody says, as on Windows. */
  readonly openFileLimit: () => number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly stdout: (text: string) => void;
  /** Whether standard output is a terminal, with somebody in front of it. */
  readonly isInteractive: boolean;
  readonly stderr: ErrorStream;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** Calls `listener` for every SIGINT and SIGTERM from now on; they no longer end the process by themselves. */
  readonly onSignal: (listener: (signal: EndSignal) => void) => void;
  /** Calls `listener` for every SIGHUP from now on; it no longer ends the process. */
  readonly onHangup: (listener: () => void) => void;
  /** Calls `listener` with what nobody caught, rejections included. */
  readonly onUncaught: (listener: (error: unknown) => void) => void;
  /** Ends the process now. */
  readonly exit: (code: number) => void;
}

/** The running process. */
export function processIo(): Io {
  process.stdout.on("error", () => {}); // a reader such as `head` may have seen enough
  const destination = pino.destination({ dest: 2, sync: true });
  return {
    command: ownCommand({
      script: fileURLToPath(new URL("./cli.js", import.meta.url)),
      folder: process.cwd(),
      npmCommand: process.env["npm_command"],
    }),
    openFileLimit: () => processFacts().openFiles,
    env: process.env,
    readFile: (path) => readFileSync(path, "utf8"),
    stdout: (text) => process.stdout.write(text),
    isInteractive: process.stdout.isTTY === true,
    stderr: { isTerminal: process.stderr.isTTY === true, write: (text) => destination.write(text) },
    now: () => performance.now(),
    onSignal: (listener) => {
      process.on("SIGINT", () => listener("SIGINT"));
      process.on("SIGTERM", () => listener("SIGTERM"));
    },
    onHangup: (listener) => process.on("SIGHUP", listener),
    onUncaught: (listener) => process.on("uncaughtException", listener),
    exit: (code) => process.exit(code),
  };
}
