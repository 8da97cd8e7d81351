import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

/** As git writes them where two changes meet, and as the formatter of Markdown then makes them. */
const MARKER = /^(?:<{7} |>{7} |={7}$|(?:> ){6}>)/m;

const NOT_OURS = /^(?:node_modules|dist|\.dist-.*|\.git|coverage|screens)$/;

test("H3: no merge has left its markers in a file", () => {
  expect(textFiles(".").filter((path) => MARKER.test(readFileSync(path, "utf8")))).toEqual([]);
});

function textFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.test(entry.name) ? [] : textFiles(path);
    return entry.isFile() && !/\.(png|ico|woff2|ogg|tgz)$/.test(entry.name) ? [path] : [];
  });
}
