/** What ends a line anywhere: UAX #14 classes BK, CR, LF and NL. CR LF is one break. */
const BREAK = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/g;
const BREAKS = /[\r\n\v\f\u0085\u2028\u2029]+/g;

/** `text` on one line: every run of line breaks is one space. */
export function oneLine(text: string): string {
  return text.replace(BREAKS, " ");
}

/** `text` with every line break as one LF, so that no display knows more lines than another. */
export function withLineFeeds(text: string): string {
  return text.replace(BREAK, "\n");
}
