/** Values from outside, made fit for one line of a terminal or a log. */

/** A value as JSON with every invisible character escaped, cut at about 80 characters; lists and objects are named. */
export function quote(value: unknown): string {
  if (typeof value === "string") return `"${escaped(value, 80)}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

/**
 * `text` on one line: controls, bidi marks, line separators, lone surrogates and unassigned code points
 * become `\n` or `\u001b`; quotes and backslashes are escaped too. Beyond `limit` characters it ends in `…`.
 */
export function escaped(text: string, limit: number): string {
  let result = "";
  for (const character of text) {
    const shown = UNSAFE.test(character) ? escapeSequence(character) : character;
    if (result.length + shown.length > limit) return `${result}…`;
    result += shown;
  }
  return result;
}

const UNSAFE = /[\p{C}\p{Zl}\p{Zp}"\\]/u;

function escapeSequence(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  if (json !== character) return json;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
