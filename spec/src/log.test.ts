import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../config/settings.ts";
import { createLog, type Logger } from "../../src/log.ts";

const HOSTILE = "a\n\u001b[31mx\u009b1m\u202e\u2028\ud800";

/** What a log with these settings writes while `write` runs. */
function written(config: Partial<Config>, write: (log: Logger) => void, isTerminal = false): string {
  const parts: string[] = [];
  const stream = { isTerminal, write: (part: string) => void parts.push(part) };
  write(createLog({ logLevel: "info", logFormat: "auto", ...config }, stream));
  return parts.join("");
}

const one = (log: Logger) => log.info({ code: "ABCD2345" }, "joined");

test("L4: auto is JSON off a terminal: one object a line", () => {
  const line = written({}, one);
  expect(JSON.parse(line)).toEqual({
    level: "info",
    time: expect.any(String),
    code: "ABCD2345",
    msg: "joined",
  });
  expect(line.endsWith("}\n")).toBe(true);
});

test("L4: auto is text on a terminal, with the level in colour", () => {
  const line = written({}, one, true);
  expect(line).toContain("\u001b[32mINFO\u001b[0m");
  expect(line).toContain('joined code="ABCD2345"');
});

test("L4: text and json can be asked for anywhere", () => {
  expect(written({ logFormat: "text" }, one)).toMatch(/^\[[\d:.]+\] INFO: joined code="ABCD2345"\n$/);
  expect(JSON.parse(written({ logFormat: "json" }, one, true))).toMatchObject({ msg: "joined" });
});

test("L4: the level decides what is written", () => {
  const all = (log: Logger) => {
    for (const level of ["fatal", "error", "warn", "info", "debug", "trace"] as const) log[level](level);
  };
  const lines = (logLevel: Config["logLevel"]) => written({ logLevel }, all).split("\n").length - 1;
  expect((["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const).map(lines)).toEqual([
    0, 1, 2, 3, 4, 5, 6,
  ]);
});

describe("L4, G4: remote values cannot break a line or reach the terminal", () => {
  const places: ReadonlyArray<readonly [string, (log: Logger) => void]> = [
    ["a field", (log) => log.info({ text: HOSTILE }, "joined")],
    ["the field called name", (log) => log.info({ name: HOSTILE }, "joined")],
    [
      "fields that loggers know",
      (log) => log.info({ hostname: HOSTILE, pid: HOSTILE, caller: HOSTILE }, "x"),
    ],
    ["a field's own name", (log) => log.info({ [HOSTILE]: 1 }, "joined")],
    ["a nested field", (log) => log.info({ peer: { names: [HOSTILE] } }, "joined")],
    ["the message", (log) => log.info(HOSTILE)],
    ["a field of a child", (log) => log.child({ name: HOSTILE }).info("joined")],
  ];

  test.each(places)("%s", (_place, write) => {
    for (const logFormat of ["json", "text"] as const) {
      const text = written({ logFormat }, write);
      expect(text.endsWith("\n")).toBe(true);
      expect(text.slice(0, -1)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }
    const coloured = written({}, write, true).slice(0, -1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are the log's own.
    expect(coloured.replaceAll(/\u001b\[(32|0)m/g, "")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  test("an error keeps its stack, and only that takes more lines", () => {
    const write = (log: Logger) => log.error({ err: new TypeError(HOSTILE) }, "broken");
    const [first, ...frames] = written({ logFormat: "text" }, write).trimEnd().split("\n");
    expect(first).toMatch(/ERROR: broken TypeError: a\\u000a\\u001b\[31mx/);
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(frame).toMatch(/^ +at \P{C}+$/u);
    expect(written({ logFormat: "json" }, write).slice(0, -1)).not.toMatch(/\p{C}/u);
  });
});

test("L4: JSON still holds the very value", () => {
  const value = HOSTILE.slice(0, -1); // a lone surrogate has no UTF-8
  expect(JSON.parse(written({}, (log) => log.info({ value }, "x")))).toMatchObject({ value });
});
