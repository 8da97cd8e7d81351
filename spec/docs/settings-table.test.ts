import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { settings } from "../../config/settings.ts";
import { settingsTable, withSettingsTable } from "./settings-table.ts";

const DOCUMENT = readFileSync(new URL("../../config/README.md", import.meta.url), "utf8");

test("F10: config/README.md has every setting as it is; npm run docs:settings writes it anew", () => {
  expect(withSettingsTable(DOCUMENT)).toBe(DOCUMENT);
});

test("F10: a row has everything that is to be known of a setting", () => {
  const row = settingsTable()
    .split("\n")
    .find((line) => line.includes("`port`"));
  expect(row?.split(/ *\| */)).toEqual([
    "",
    "`port`",
    "`--port`",
    "`PARLEY_PORT`",
    "`6789`",
    "a whole number from 1 to 65535, or 0 for any free one",
    settings.port.help,
    "",
  ]);
});

test("F10: a document without the markers is left alone", () => {
  expect(() => withSettingsTable("# Settings\n")).toThrow("are missing");
});
