/** The items that settings with lists have: how each is read and brought to one spelling. */
import { isIP } from "node:net";

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

/** A STUN server's URL (RFC 7064): `stun:host`, with the port unless it is the usual one; `stuns:` is over TLS. */
export const readStunUrl = (text: string) => readIceUrl(text, /^stuns?$/, /^$/);

/** A TURN server's URL (RFC 7065): `turn:host?transport=udp`, as for STUN; the transport may be left open. */
export const readTurnUrl = (text: string) => readIceUrl(text, /^turns?$/, /^(\?transport=(udp|tcp))?$/);

function readIceUrl(text: string, schemes: RegExp, queries: RegExp): string | undefined {
  const [, scheme = "", host = "", port, query = ""] =
    /^([a-z]+):([\w.-]+|\[[\da-f:.]+\])(?::([1-9]\d{0,4}))?(\?.*)?$/i.exec(text.toLowerCase()) ?? [];
  if (!schemes.test(scheme) || !queries.test(query)) return undefined;
  if (host.startsWith("[") && isIP(host.slice(1, -1)) !== 6) return undefined;
  if (port !== undefined && Number(port) > 65_535) return undefined;
  return `${scheme}:${host}${port === undefined ? "" : `:${port}`}${query}`;
}

/** A network in CIDR notation (RFC 4632, RFC 4291 §2.3), `10.0.0.0/8`; one address alone is a network of its own. */
export function readNetwork(text: string): string | undefined {
  const [, address = "", prefix] = /^([\da-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0) return undefined;
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  return length <= bits ? `${address.toLowerCase()}/${length}` : undefined;
}
