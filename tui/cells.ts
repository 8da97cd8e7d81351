/** A row of a scene as the cells of a terminal: one for each column. */
import type { Row, Style } from "./style.ts";
import { graphemes } from "./width.ts";

export interface Cell {
  readonly style: Style;
  /** What is written for this column; nothing in the second one of a wide grapheme. */
  readonly text: string;
  /** Whether a terminal may take it for wider or narrower than it is counted here. */
  readonly unsure: boolean;
  /** Whether it is counted as two columns and some terminals use one: emoji, most of all those of several code points. */
  readonly mayBeNarrow: boolean;
}

const BLANK: Cell = { style: "plain", text: " ", unsure: false, mayBeNarrow: false };

/** Exactly `columns` cells: too much is cut, the rest is blank. A wide grapheme is never cut in half. */
export function cellsOf(row: Row, columns: number): Cell[] {
  const cells: Cell[] = [];
  let before = "";
  for (const { text, style } of row) {
    for (const grapheme of graphemes(text)) {
      if (grapheme.width === 0) {
        // What should have been made safe before: the last place at which a control can be kept from the terminal.
        if (/\p{Cc}/u.test(grapheme.text)) continue;
        // Marks and isolates go with what they follow, or at the start with what follows them.
        const last = cells.findLastIndex((cell) => cell.text !== "");
        const cell = cells[last];
        if (cell === undefined) before += grapheme.text;
        else cells[last] = { ...cell, text: cell.text + grapheme.text, unsure: true };
        continue;
      }
      if (cells.length + grapheme.width > columns) return filled(cells, columns);
      const unsure = before !== "" || !SURE.test(grapheme.text);
      const mayBeNarrow = grapheme.width === 2 && !WIDE.test(grapheme.text);
      cells.push({ style, text: before + grapheme.text, unsure, mayBeNarrow });
      before = "";
      if (grapheme.width === 2) cells.push({ style, text: "", unsure: true, mayBeNarrow: false });
    }
  }
  return filled(cells, columns);
}

/** Letters that every terminal draws in one column. */
const SURE = /^[ -~\u00a0-\u00ac\u00ae-\u024f\u0400-\u0482]$/;

/** Letters that every terminal draws in two. */
const WIDE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;

function filled(cells: Cell[], columns: number): Cell[] {
  while (cells.length < columns) cells.push(BLANK);
  return cells;
}
