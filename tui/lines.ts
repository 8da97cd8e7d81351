/** Lines of an input, one at a time: the next is read when it is asked for. */

/** Beyond so many characters a line is given out in pieces. */
const LINE_AT_MOST = 64 * 1024;

/** The lines of `chunks` without their ends (LF or CRLF), a last one without an end among them. */
export async function* linesOf(chunks: AsyncIterable<string | Buffer>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of chunks) {
    rest += String(chunk);
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      yield rest.slice(0, end).replace(/\r$/, "");
      rest = rest.slice(end + 1);
    }
    if (rest.length <= LINE_AT_MOST) continue;
    yield rest;
    rest = "";
  }
  if (rest !== "") yield rest;
}
