/**
 * The relay's structured log on standard error. Log ids, names and numbers as fields, never message text:
 * `log.debug({ code, name }, "joined")`. Whatever a field holds, a line stays one line without terminal codes.
 */
import pino, { type Logger } from "pino";
import { prettyFactory } from "pino-pretty";
import { visible } from "../config/quote.ts";
import type { Config } from "../config/settings.ts";
import type { ErrorStream } from "./io.ts";

export type { Logger } from "pino";

/** Lines are written before the logging call returns, so that nothing is lost when the process ends. */
export function createLog(config: Pick<Config, "logLevel" | "logFormat">, stream: ErrorStream): Logger {
  const isText = config.logFormat === "text" || (config.logFormat === "auto" && stream.isTerminal);
  const render = isText ? textRenderer(stream.isTerminal) : jsonLine;
  const options = {
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  };
  return pino(options, { write: (line: string) => stream.write(render(line)) });
}

function jsonLine(line: string): string {
  return `${visible(line.trimEnd())}\n`;
}

/** pino-pretty prints text as it is, so it is only given the time, the level and one message made safe here. */
function textRenderer(colorize: boolean): (line: string) => string {
  const pretty = prettyFactory({ colorize, translateTime: "SYS:HH:MM:ss.l" });
  return (line) => {
    const { level, time, msg = "", err, ...fields }: LogLine = JSON.parse(line);
    const parts = [visible(msg), ...Object.entries(fields).map(([key, value]) => field(key, value))];
    if (err !== undefined) parts.push(errorText(err));
    return pretty({ level, time, msg: parts.join(" ") });
  };
}

interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg?: string;
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string };
  readonly [field: string]: unknown;
}

function field(key: string, value: unknown): string {
  return `${/^\w+$/.test(key) ? key : visible(JSON.stringify(key))}=${visible(JSON.stringify(value))}`;
}

/** The message may quote a remote value, and the stack begins with it: only the frames keep their lines. */
function errorText({ type = "Error", message = "", stack = "" }: NonNullable<LogLine["err"]>): string {
  const frames = stack.replace(message, "").split("\n");
  const shown = frames.filter((line) => /^ +at /.test(line)).map((line) => `\n${visible(line)}`);
  return `${visible(`${type}: ${message}`)}${shown.join("")}`;
}
