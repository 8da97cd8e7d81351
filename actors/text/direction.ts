/**
 * Keeps the direction of a line within it (UAX #9, in which a line of ours is a paragraph). People who write from right
 * to left need isolates and marks; in a line without one right-to-left letter they do nothing but deceive, and go.
 */

const POP = "\u2069";
const ISOLATES = /[\u2066-\u2069]/g;
const DIRECTIONAL = /\p{Bidi_Control}/gu;
/** A letter in the blocks that Unicode sets aside for scripts from right to left. */
const RIGHT_TO_LEFT =
  /(?=\p{L})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * `text` with embeddings and overrides as the isolates that UAX #9 recommends in their stead: the direction that was
 * meant stays, but letters keep their order and nothing leaks out.
 */
export function withoutOverrides(text: string): string {
  return text
    .replace(/[\u202a\u202d]/g, "\u2066")
    .replace(/[\u202b\u202e]/g, "\u2067")
    .replaceAll("\u202c", POP);
}

/** `line` with every isolate closed, and no more closed than were opened. */
export function balanced(line: string): string {
  if (!RIGHT_TO_LEFT.test(line)) return line.replace(DIRECTIONAL, "");
  let open = 0;
  const closed = line.replace(ISOLATES, (character) => {
    if (character === POP && open === 0) return "";
    open += character === POP ? -1 : 1;
    return character;
  });
  return closed + POP.repeat(open);
}
