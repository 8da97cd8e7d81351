/** Which relay is meant by what somebody typed or pasted, and the links that lead to it. */
import { isCode } from "../actors/protocol/identity.ts";
import { quote } from "../config/quote.ts";

export interface Target {
  /** The relay's WebSocket. */
  readonly url: string;
  /** The code of an invite link. */
  readonly join?: string;
}

export const DEFAULT_TARGET = "ws://127.0.0.1:6789";
export const DEFAULT_INSPECTOR = "http://127.0.0.1:6790/";

/**
 * Reads `ws(s):` and `http(s):` URLs, also below a path, invite links (`https://host/#join=CODE`), and a host with or without
 * a port. `localhost` and addresses alone are `ws:` on port 6789, other hosts `wss:`. Bad input is a `problem` in one sentence.
 */
export function readTarget(text: string): Target | { readonly problem: string } {
  const read = readAddress(
    text,
    6789,
    "is no address of a relay; try wss://chat.example.org, or 127.0.0.1:6789.",
  );
  if ("problem" in read) return read;
  const { url, scheme } = read;
  const invited = new URLSearchParams(url.hash.slice(1)).get("join")?.trim().toUpperCase();
  if (invited !== undefined && !isCode(invited)) {
    return { problem: `${quote(text)} is no whole invite link: a code has 8 letters and digits.` };
  }
  const path = url.pathname.replace(/\/+$/, "");
  const base = `${scheme}//${url.host}${path.endsWith("/ws") ? path : `${path}/ws`}`;
  return invited === undefined ? { url: base } : { url: base, join: invited };
}

/**
 * Reads where a relay's admin listener is, likewise, with port 6790; the answer is its WebSocket for clients. The address of
 * its page will do, too.
 */
export function readInspector(text: string): { readonly url: string } | { readonly problem: string } {
  const read = readAddress(text, 6790, "is no address of an inspector; try http://127.0.0.1:6790.");
  if ("problem" in read) return read;
  const path = read.url.pathname.replace(/\/+$/, "").replace(/\/inspect$/, "");
  return { url: `${read.scheme}//${read.url.host}${path}/inspect/client` };
}

/** `scheme` is that of a WebSocket. Hosts that are near and have no port have `port`. */
function readAddress(
  text: string,
  port: number,
  otherwise: string,
): { readonly url: URL; readonly scheme: string } | { readonly problem: string } {
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const spelt = hasScheme ? trimmed : withScheme(trimmed, port);
  const bad = (why: string) => ({ problem: `${quote(text)} ${why}` });
  if (/[\s\p{C}\\]/u.test(spelt) || !URL.canParse(spelt)) return bad(otherwise);
  const url = new URL(spelt);
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) return bad("must begin with ws://, wss://, http:// or https://.");
  if (url.username !== "" || url.password !== "") return bad("must have no user and no password.");
  return { url, scheme };
}

/** The link by which a browser joins `code` at the relay whose WebSocket is `url`. */
export function inviteLink(url: string, code: string): string {
  return `${pageUrl(url)}#join=${code}`;
}

/** The page of the relay whose WebSocket is `url`. */
export function pageUrl(url: string): string {
  return url.replace(/^ws/, "http").replace(/ws$/, "");
}

const SCHEMES: Readonly<Record<string, string>> = {
  "ws:": "ws:",
  "http:": "ws:",
  "wss:": "wss:",
  "https:": "wss:",
};

function withScheme(text: string, port: number): string {
  const host = /^(\[[^\]]*\]|[^:/?#]*)/.exec(text)?.[0] ?? "";
  const rest = text.slice(host.length);
  const isNear = /^(localhost|\d+\.\d+\.\d+\.\d+|\[.*\])$/i.test(host);
  if (!isNear) return `wss://${text}`;
  return `ws://${host}${/^:\d/.test(rest) ? rest : `:${port}${rest}`}`;
}
