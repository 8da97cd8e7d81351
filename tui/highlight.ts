/** Marks what was searched for. */
import { type Row, type Segment, segment } from "./style.ts";

/** The row with every place where `query` is within one segment in the style `match`. */
export function highlighted(row: Row, query: string): Row {
  const wanted = query.toLowerCase();
  return row.flatMap((piece) => (piece.style === "border" ? [piece] : marked(piece, wanted)));
}

function marked({ text, style }: Segment, wanted: string): Segment[] {
  const lower = text.toLowerCase();
  // Some letters change their length with their case; then places in one text are none in the other.
  if (lower.length !== text.length || wanted === "") return [{ text, style }];
  const pieces: Segment[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) pieces.push(segment(text.slice(from, at), style));
    from = at + wanted.length;
    pieces.push(segment(text.slice(at, from), "match"));
  }
  if (from < text.length || pieces.length === 0) pieces.push(segment(text.slice(from), style));
  return pieces;
}
