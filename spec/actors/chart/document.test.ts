import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { machinesDocument } from "../../machines/document.ts";

const FILE = fileURLToPath(new URL("../../../actors/README.md", import.meta.url));

test("Y6: actors/README.md says what the machines are", () => {
  const isFresh = readFileSync(FILE, "utf8") === machinesDocument();
  expect(isFresh ? "as it should be" : "stale: run npm run docs:machines").toBe("as it should be");
});
