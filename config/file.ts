/** Reads a configuration file into its entries. */
import { duplicateKeys } from "./duplicate-keys.ts";
import { whyUnreadable } from "./file-error.ts";
import { quote } from "./quote.ts";

export type FileReading =
  | { readonly ok: true; readonly entries: ReadonlyArray<readonly [key: string, value: unknown]> }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads `path` as one JSON object; a leading byte-order mark is allowed. Keys and values are the caller's to check.
 * `readFile` throws what `fs.readFileSync` throws.
 */
export function readConfigFile(path: string, readFile: (path: string) => string): FileReading {
  const refuse = (problem: string): FileReading => ({ ok: false, problem: `${quote(path)} ${problem}` });
  let text: string;
  try {
    text = readFile(path).replace(/^\uFEFF/, "");
  } catch (error) {
    return refuse(`cannot be read: ${whyUnreadable(error)}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`is not JSON${place(error, text)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(`holds ${quote(value)}; expected one JSON object`);
  }
  const duplicates = duplicateKeys(text);
  if (duplicates.length > 0) {
    return refuse(
      `has more than once: ${duplicates.map((key) => quote(key)).join(", ")}; expected each key once`,
    );
  }
  return { ok: true, entries: Object.entries(value) };
}

/** Where V8 says the mistake is; its message itself would quote the file. */
function place(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : "";
  const position = message.startsWith("Unexpected end")
    ? text.length
    : Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (Number.isNaN(position)) return "";
  const lines = text.slice(0, position).split("\n");
  return `: see line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
