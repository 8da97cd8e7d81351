/**
 * The relay's structured log on standard error. Log ids, names and numbers as fields, never message text:
 * `log.debug({ code, name }, "joined")`. Whatever a field holds, a line stays one line without terminal codes.
 */
import pino, { type Logger } from "pino";
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

/** `[14:05:09.123] INFO: joined code="Z6SH0YPG"`, in local time. */
function textRenderer(colorize: boolean): (line: string) => string {
  const coloured = (colour: number, text: string) => (colorize ? `\u001b[${colour}m${text}\u001b[0m` : text);
  return (line) => {
    const { level, time, msg = "", err, ...fields }: LogLine = JSON.parse(line);
    const parts = [visible(msg), ...Object.entries(fields).map(([key, value]) => field(key, value))];
    if (err !== undefined) parts.push(errorText(err));
    const name = coloured(COLOURS[level] ?? 0, level.toUpperCase());
    return `[${localTime(new Date(time))}] ${name}: ${parts.join(" ")}\n`;
  };
}

/** SGR codes of terminals (ECMA-48 §8.3.117); every log line has one of these levels. */
const COLOURS: Readonly<Record<string, number>> = {
  fatal: 41,
  error: 31,
  warn: 33,
  info: 32,
  debug: 34,
  trace: 90,
};

function localTime(time: Date): string {
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, "0")}`;
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
