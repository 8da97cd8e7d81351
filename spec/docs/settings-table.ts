/** The table of every setting, in Markdown. */
import { defaultText, expectation } from "../../config/kinds.ts";
import { envName, flagName } from "../../config/names.ts";
import { settingEntries } from "../../config/settings.ts";

const HEADINGS = ["key", "flag", "environment", "default", "value", "meaning"];

/** Padded so that its columns stand below one another, as the formatter has it. */
export function settingsTable(): string {
  const rows = settingEntries.map(([key, setting]) => [
    `\`${key}\``,
    `\`${flagName(key)}\``,
    `\`${envName(key)}\``,
    "absent" in setting ? defaultText(setting) : `\`${defaultText(setting)}\``,
    expectation(setting),
    setting.help,
  ]);
  const cells = [HEADINGS, ...rows].map((row) => row.map(escaped));
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const [headings = [], ...body] = cells;
  return [line(headings), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

/** `document` with the table between its two markers. Throws where they are missing. */
export function withSettingsTable(document: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${BEGIN} and ${END} are missing`);
  return `${before}${BEGIN}\n\n${settingsTable()}\n\n${END}${after}`;
}

const BEGIN = "<!-- settings: made by npm run docs:settings -->";
const END = "<!-- settings end -->";

const escaped = (text: string) => text.replaceAll("|", "\\|");
