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
  return changed(`config/samples/${name}`, readFileSync(samplePath(name), "utf8"), changes);
}

/** The same with any text; `what` is how to call it. */
export function changed(what: string, text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((rest, [from, to]) => {
    if (!rest.includes(from)) throw new Error(`${what} has no “${from}”`);
    return rest.replaceAll(from, to);
  }, text);
}
