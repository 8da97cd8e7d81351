/** Values from outside, made fit for one line of a terminal or a log. */

/** A value as JSON with every invisible character escaped, cut at about 80 characters; lists and objects are named. */
export function quote(value: unknown): string {
  if (typeof value === "string") return `"${escaped(value, 80)}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

/** `text` on one line as {@link visible}, quotes and backslashes escaped too. Beyond `limit` characters it ends in `…`. */
export function escaped(text: string, limit: number): string {
  let result = "";
  for (const character of text) {
    const shown = character === '"' || character === "\\" ? `\\${character}` : visible(character);
    if (result.length + shown.length > limit) return `${result}…`;
    result += shown;
  }
  return result;
}

/**
 * `text` with what no terminal should be given written as in JSON, `\u001b`: controls, line breaks and separators,
 * bidi and other format characters, lone surrogates and unassigned code points. JSON stays the same JSON.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
