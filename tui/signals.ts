/** The process's signals, and what nobody caught. */
import type { FullScreen } from "./full-screen.ts";

const ENDS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Calls `listener` for the first signal to end; a second ends the process at once. Answers with a way to stop. */
export function onEndSignal(listener: () => void): () => void {
  let isFirst = true;
  const heard = (signal: (typeof ENDS)[number]) => {
    if (!isFirst) process.exit(SHELL_CODES[signal]);
    isFirst = false;
    listener();
  };
  for (const signal of ENDS) process.on(signal, heard);
  return () => {
    for (const signal of ENDS) process.off(signal, heard);
  };
}

/** As a shell would say it: 128 and the signal's number. */
const SHELL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Lets the process be suspended, and gives the terminal back whatever ends it. Answers with a way to stop. */
export function whileSuspendable(screen: FullScreen): () => void {
  const stopped = () => {
    screen.pause();
    process.kill(process.pid, "SIGSTOP");
  };
  const continued = () => screen.goOn();
  const exited = () => screen.close();
  const uncaught = (error: unknown) => {
    screen.close();
    process.stderr.write(
      `parley: unexpected error: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  };
  process.on("SIGTSTP", stopped);
  process.on("SIGCONT", continued);
  process.on("exit", exited);
  process.on("uncaughtException", uncaught);
  return () => {
    process.off("SIGTSTP", stopped);
    process.off("SIGCONT", continued);
    process.off("exit", exited);
    process.off("uncaughtException", uncaught);
  };
}
