import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The file of a deployment sample. */
export function samplePath(name: string): string {
  return fileURLToPath(new URL(`../../config/samples/${name}`, import.meta.url));
}

/**
 * The text of a sample, as it is but for `changes`: what stands in it, everywhere, and what a test needs in that place.
 * Throws when one does not stand in it, so that a test says no more about a file than it has tried.
 */
export function sample(name: string, changes: Readonly<Record<string, string>> = {}): string {
  return Object.entries(changes).reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`config/samples/${name} has no “${from}”`);
      return text.replaceAll(from, to);
    },
    readFileSync(samplePath(name), "utf8"),
  );
}
