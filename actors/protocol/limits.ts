/** The bounds of every field on the wire. PROTOCOL.md states the same numbers. */
export const LIMITS = {
  /** Characters in a code, each of A–Z 0–9. */
  code: 8,
  /** Graphemes in a display name, after normalising. */
  name: 32,
  /** UTF-16 units in a display name: bounds what combining marks can pile onto 32 graphemes. */
  nameUnits: 128,
  /** UTF-8 bytes in one message. */
  text: 8 * 1024,
  /** UTF-8 bytes in one signalling payload, as JSON. */
  payload: 64 * 1024,
  /** Nesting depth of a signalling payload. */
  payloadDepth: 32,
  /** Characters in the client kind of a `hello`. */
  client: 64,
  /** Characters in what a client gives back to resume. */
  token: 64,
  /** Capabilities in a `hello`, and the characters in each. */
  capabilities: 16,
  capability: 32,
  /** Members in one page of the chatroom's list; also the size up to which a chatroom tells who came and went. */
  listed: 200,
  /** Invitations that may ring at one person at once. */
  invitations: 8,
  /** Members named to a client that can't turn pages. */
  listedUnpaged: 1000,
} as const;

/** Length of `text` in UTF-8 bytes; a lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else {
      bytes += 2;
      // The low half of a pair adds its own unit and nothing more: 2 units, 4 bytes.
      if (unit >= 0xd800 && unit <= 0xdbff && isLow(text.charCodeAt(i + 1))) i++;
    }
  }
  return bytes;
}

/** Whether `text` is at most `limit` UTF-8 bytes; short text is decided without a walk. */
export function fitsUtf8(text: string, limit: number): boolean {
  return text.length * 3 <= limit || (text.length <= limit && utf8Length(text) <= limit);
}

const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
