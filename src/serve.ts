/** `parley serve`: from a checked configuration to a running relay and its clean end. */
import type { Config } from "../config/settings.ts";
import { EdgeError } from "./edge/port.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import type { EndSignal, Io } from "./io.ts";
import { createLog, type Logger } from "./log.ts";

export interface RunningRelay {
  readonly edge: "uws" | "ws";
  readonly host: string;
  /** The bound one, also when 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with `EdgeError` when the relay cannot listen. */
export type StartRelay = (config: Config, log: Logger) => Promise<RunningRelay>;

/** Resolves with the exit code once the relay has closed after the first signal; a second one ends the process. */
export async function serve(config: Config, io: Io, startRelay: StartRelay): Promise<number> {
  const log = createLog(config, io.stderr);
  io.onUncaught((err) => {
    log.fatal({ err }, "unexpected error");
    io.exit(exitCodes.unexpected.code);
  });
  const firstSignal = endOnSecondSignal(io);
  let relay: RunningRelay;
  try {
    relay = await startRelay(config, log);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    io.stderr.write(`parley: ${error.message}\n`);
    return exitCodeOf(error);
  }
  io.stdout(announcement(config.publicUrl ?? localUrl(relay)));
  log.info({ signal: await firstSignal }, "closing");
  await relay.close();
  return exitCodes.ok.code;
}

/** The URL to open and the command to connect with. */
export function announcement(url: string): string {
  return [
    `Parley is running at ${url}`,
    `Connect with: npx wscat -c ${url.replace(/^http/, "ws")}ws/text`,
    "Press Ctrl-C to stop.",
    "",
  ].join("\n");
}

/** A URL that works on this machine, also when the relay listens on every address. */
export function localUrl({ host, port }: Pick<RunningRelay, "host" | "port">): string {
  const reachable = EVERY_ADDRESS.get(host) ?? host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}/`;
}

const EVERY_ADDRESS = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

function endOnSecondSignal(io: Io): Promise<EndSignal> {
  let count = 0;
  return new Promise((resolve) => {
    io.onSignal((signal) => {
      count += 1;
      if (count > 1) io.exit(signal === "SIGINT" ? 130 : 143);
      else resolve(signal);
    });
  });
}
