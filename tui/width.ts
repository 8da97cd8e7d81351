/** How wide text is on a terminal: in columns, counted by grapheme and never by code unit. */
import stringWidth from "string-width";

/** What a person sees as one character, and the columns that it takes: 0, 1 or 2. */
export interface Grapheme {
  readonly text: string;
  readonly width: number;
}

/** The graphemes of `text` (UAX #29). Their texts, one after the other, are `text`. */
export function graphemes(text: string): Grapheme[] {
  if (ASCII.test(text)) return Array.from(text, (character) => ({ text: character, width: 1 }));
  return Array.from(SEGMENTER.segment(text), ({ segment }) => ({
    text: segment,
    width: graphemeWidth(segment),
  }));
}

/** The columns that `text` takes on one line. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  return graphemes(text).reduce((sum, { width }) => sum + width, 0);
}

/** `text` in at most `columns`; what was longer ends in `…`. */
export function clipped(text: string, columns: number, ellipsis = "…"): string {
  if (columns <= 0) return "";
  if (widthOf(text) <= columns) return text;
  let result = "";
  let used = 0;
  for (const grapheme of graphemes(text)) {
    if (used + grapheme.width > columns - ellipsis.length) break;
    result += grapheme.text;
    used += grapheme.width;
  }
  return result + ellipsis.slice(0, columns);
}

/** `text` clipped or filled with blanks to exactly `columns`. */
export function padded(text: string, columns: number): string {
  const short = clipped(text, columns);
  return short + " ".repeat(Math.max(0, columns - widthOf(short)));
}

const ASCII = /^[ -~]*$/;
const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Widths that were looked up before; emptied when full, so that no flood of odd text makes it grow. */
const known = new Map<string, number>();
const KNOWN_AT_MOST = 5_000;

function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1 && grapheme >= " " && grapheme <= "~") return 1;
  const before = known.get(grapheme);
  if (before !== undefined) return before;
  // A cluster of many letters (Hangul jamo, Devanagari conjuncts) counts as more in some tables; no cell is wider than two.
  const width = Math.min(2, stringWidth(grapheme));
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(grapheme, width);
  return width;
}
