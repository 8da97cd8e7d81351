import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { linksOf, prose } from "../support/documents.ts";

const DOCUMENTS = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "PROTOCOL.md", "SECURITY.md"],
  ...["actors/README.md", "config/README.md", "spec/SPEC.md"],
];

describe("B11: links in the documents", () => {
  test.each(DOCUMENTS)("B11: %s", (document) => {
    const lost = linksOf(document).filter((link) => !leadsSomewhere(document, link));
    expect(lost).toEqual([]);
  });
});

function leadsSomewhere(document: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const file = path === "" ? document : join(dirname(document), path);
  return existsSync(file) && (heading === undefined || headingsOf(file).includes(heading));
}

/** As forges name them: small letters, no punctuation, hyphens for spaces, a number where it is there already. */
function headingsOf(file: string): readonly string[] {
  const names: string[] = [];
  const count = new Map<string, number>();
  for (const [, heading = ""] of prose(file).matchAll(/^#{1,6} (.+)$/gm)) {
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const name = shown.replace(/[^\p{L}\p{N}\p{M} _-]/gu, "").replaceAll(" ", "-");
    const before = count.get(name) ?? 0;
    count.set(name, before + 1);
    names.push(before === 0 ? name : `${name}-${before}`);
  }
  return names;
}
