/** A piece of a text: as it is, or a link. */
export interface Part {
  readonly text: string;
  readonly href?: string;
}

/** Quotes, blanks, brackets and what steers direction end a link. */
const LINK = /\bhttps?:\/\/[^\s<>"'`“”«»{}|\\^\p{Bidi_Control}\p{C}]+/giu;
/** A link ends before punctuation that belongs to the sentence around it. */
const TRAILING = /[.,:;!?…*_~\])]+$/u;

/**
 * The links in a text that is safe already (`safeText`), and the text between them; joined they are the text. Only whole
 * `http:` and `https:` URLs without a user or a password are links.
 */
export function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const link = withoutTrailing(found);
    const href = hrefOf(link);
    if (href === undefined) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: link, href });
    end = index + link.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** A bracket stays when it closes one in the link, as in `https://en.wikipedia.org/wiki/Parley_(truce)`. */
function withoutTrailing(found: string): string {
  const trailing = TRAILING.exec(found)?.[0] ?? "";
  const link = found.slice(0, found.length - trailing.length);
  const opened = count(link, "(") - count(link, ")");
  return opened > 0 && trailing.startsWith(")") ? `${link})` : link;
}

const count = (text: string, character: string) => text.split(character).length - 1;

function hrefOf(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { protocol, username, password, href } = new URL(link);
  const isWeb = protocol === "http:" || protocol === "https:";
  return isWeb && username === "" && password === "" ? href : undefined;
}
