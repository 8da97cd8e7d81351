/** Text broken into lines of at most so many columns. */
import { graphemes } from "./width.ts";

/**
 * The lines of `text` at most `columns` wide: broken at blanks where there are any, within a word where it alone is wider.
 * Its own line breaks stay. The work is linear in its length.
 */
export function wrapped(text: string, columns: number): string[] {
  return text.split("\n").flatMap((line) => wrappedLine(line, Math.max(2, columns)));
}

function wrappedLine(text: string, columns: number): string[] {
  if (text.length <= columns && /^[ -~]*$/.test(text)) return [text];
  const lines: string[] = [];
  let line = "";
  let width = 0;
  /** The end of the last blank in the line, and how wide the line is up to there; 0 while there is none. */
  let breakAt = 0;
  let breakWidth = 0;
  for (const grapheme of graphemes(text)) {
    if (width + grapheme.width > columns) {
      if (grapheme.text === " ") {
        lines.push(line);
        [line, width, breakAt, breakWidth] = ["", 0, 0, 0];
        continue;
      }
      const at = breakAt > 0 ? breakAt : line.length;
      lines.push(line.slice(0, at).trimEnd());
      width = breakAt > 0 ? width - breakWidth : 0;
      line = line.slice(at);
      [breakAt, breakWidth] = [0, 0];
    }
    line += grapheme.text;
    width += grapheme.width;
    // Blanks at the start are the text's own indentation: no place to break.
    if (grapheme.text === " " && line.trim() !== "") [breakAt, breakWidth] = [line.length, width];
  }
  lines.push(line);
  return lines;
}
