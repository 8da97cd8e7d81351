/** The items that settings with lists have: how each is read and brought to one spelling. */

/**
 * An origin as browsers send it (RFC 6454 §6.2): lower-case `scheme://host`, with the port unless it is the scheme's
 * own. One slash at the end is dropped. `undefined` for anything else, `null` and an http(s) URL with more parts among it.
 */
export function readOrigin(text: string): string | undefined {
  const [, scheme, authority] = /^([a-z][a-z\d+.-]*):\/\/([^\s\p{C}/\\?#@,*]+)\/?$/iu.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) return undefined;
  // The URL standard gives an origin to the web's own schemes alone; those of browser extensions are kept as they are.
  if (!/^https?$/i.test(scheme)) return `${scheme}://${authority}`.toLowerCase();
  const url = `${scheme}://${authority}`;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** What an `origins` list may hold: an origin, or `*` for every one. */
export const readOriginRule = (text: string) => (text === "*" ? text : readOrigin(text));
