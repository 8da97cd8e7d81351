/** Where the cursor can go in a text of several lines. Places are UTF-16 units from its start. */
import { graphemes, widthOf } from "./width.ts";

export function previousGrapheme(text: string, cursor: number): number {
  const last = graphemes(text.slice(lineStart(text, cursor), cursor)).at(-1);
  return last === undefined ? Math.max(0, cursor - 1) : cursor - last.text.length;
}

export function nextGrapheme(text: string, cursor: number): number {
  const [first] = graphemes(text.slice(cursor, lineEnd(text, cursor)));
  return first === undefined ? Math.min(text.length, cursor + 1) : cursor + first.text.length;
}

export function lineStart(text: string, cursor: number): number {
  return cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1;
}

export function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf("\n", cursor);
  return end < 0 ? text.length : end;
}

/** The start of the word at or before the cursor. */
export function wordStart(text: string, cursor: number): number {
  return /[\p{L}\p{N}\p{M}_]*[^\p{L}\p{N}\p{M}_]*$/u.exec(text.slice(0, cursor))?.index ?? 0;
}

/** The end of the word at or behind the cursor. */
export function wordEnd(text: string, cursor: number): number {
  const rest = /^[^\p{L}\p{N}\p{M}_]*[\p{L}\p{N}\p{M}_]*/u.exec(text.slice(cursor))?.[0] ?? "";
  return cursor + rest.length;
}

/** The place in the line above or below that is in about the same column; undefined if there is no such line. */
export function toLine(text: string, cursor: number, by: -1 | 1): number | undefined {
  const start = lineStart(text, cursor);
  const target = by < 0 ? start - 1 : lineEnd(text, cursor) + 1;
  if (target < 0 || target > text.length) return undefined;
  const column = widthOf(text.slice(start, cursor));
  const targetStart = lineStart(text, target);
  return placeAt(text, targetStart, column);
}

/** The place in the line that starts at `start` before which it is at most `column` wide. */
function placeAt(text: string, start: number, column: number): number {
  let place = start;
  let used = 0;
  for (const grapheme of graphemes(text.slice(start, lineEnd(text, start)))) {
    if (used + grapheme.width > column) break;
    used += grapheme.width;
    place += grapheme.text.length;
  }
  return place;
}
