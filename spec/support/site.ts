import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The content of `/assets/app-1a2b.js`: more than fits into one write to a socket, and ASCII. */
export const SCRIPT = Array.from({ length: 20_000 }, (_, i) => `console.log(${i});`).join("\n");

/** Writes what a build of the web client looks like into `folder`, with a dot file that must not be served. */
export async function writeSite(folder: string): Promise<void> {
  await mkdir(join(folder, "assets"));
  await mkdir(join(folder, "inspector"));
  const files = {
    "index.html": "<!doctype html><title>site</title>",
    "inspector/index.html": "<!doctype html><title>inspector</title>",
    "assets/app-1a2b.js": SCRIPT,
    "assets/tone.ogg": "x".repeat(5000),
    "Ü 1.txt": "umlaut",
    "no-extension": "?",
    ".hidden": "secret",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
