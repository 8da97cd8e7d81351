import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { exitCodes } from "../../src/exit-codes.ts";
import { KEY_TABLE } from "../../tui/help.ts";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8").replace(/ {2,}/g, " ");

test("U8: README has every key of the help", () => {
  for (const [keys, what] of KEY_TABLE) {
    expect(README).toContain(
      `| ${keys
        .split(", ")
        .map((key) => `\`${key}\``)
        .join(", ")} | ${what} |`,
    );
  }
});

test("L2: README has every exit code", () => {
  for (const { code, meaning } of Object.values(exitCodes))
    expect(README.replaceAll("`", "")).toContain(`| ${code} | ${meaning}`);
});
