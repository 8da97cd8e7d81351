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

/**
 * Reads `ws(s):` and `http(s):` URLs, also below a path, invite links (`https://host/#join=CODE`), and a host with or without
 * a port. `localhost` and addresses alone are `ws:` on port 6789, other hosts `wss:`. Bad input is a `problem` in one sentence.
 */
export function readTarget(text: string): Target | { readonly problem: string } {
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const spelt = hasScheme ? trimmed : withScheme(trimmed);
  const bad = (why: string) => ({ problem: `${quote(text)} ${why}` });
  if (/[\s\p{C}\\]/u.test(spelt) || !URL.canParse(spelt)) {
    return bad("is no address of a relay; try wss://chat.example.org, or 127.0.0.1:6789.");
  }
  const url = new URL(spelt);
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) return bad("must begin with ws://, wss://, http:// or https://.");
  if (url.username !== "" || url.password !== "") return bad("must have no user and no password.");
  const invited = new URLSearchParams(url.hash.slice(1)).get("join")?.trim().toUpperCase();
  if (invited !== undefined && !isCode(invited)) {
    return bad("is no whole invite link: a code has 8 letters and digits.");
  }
  const path = url.pathname.replace(/\/+$/, "");
  const base = `${scheme}//${url.host}${path.endsWith("/ws") ? path : `${path}/ws`}`;
  return invited === undefined ? { url: base } : { url: base, join: invited };
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

function withScheme(text: string): string {
  const host = /^(\[[^\]]*\]|[^:/?#]*)/.exec(text)?.[0] ?? "";
  const rest = text.slice(host.length);
  const isNear = /^(localhost|\d+\.\d+\.\d+\.\d+|\[.*\])$/i.test(host);
  if (!isNear) return `wss://${text}`;
  return `ws://${host}${/^:\d/.test(rest) ? rest : `:6789${rest}`}`;
}
