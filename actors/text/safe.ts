/**
 * Makes remote text safe to show: every name, message, error or code that came over the wire goes through here on its way
 * to a terminal, a page, a title, a notification or an exported transcript. The relay itself passes text unchanged.
 *
 * - A control becomes its picture (␛ for ESC) or U+FFFD, so that nothing it was meant to hide is lost, and no escape
 *   sequence, however it is spelt, is left. A tab is two spaces.
 * - Line breaks of every kind are LF, or in {@link safeLine} a space.
 * - Lone surrogates, noncharacters and private use, which has no meaning that two people share, become U+FFFD.
 * - Symbols drawn as nothing become a space. Other invisible characters go, but where a script or an emoji needs them.
 * - Overrides and embeddings become isolates; these and directional marks stay in lines with a right-to-left letter,
 *   and every isolate ends on its line.
 * - At most 8 marks stay on one base, and a line that begins with a mark begins with ◌.
 *
 * What is safe is its own safe text, and at most twice as long as it was. The work is linear in its length.
 *
 * What is left to a sink: to look for links and mentions after this and not before; to isolate the text from its own
 * (`<bdi>`, or U+2068 … U+2069), as letters alone have a direction; to mark or indent the second line and further ones,
 * so that they can't pass for lines of its own; to bound what is long. HTML is not escaped: a page sets text, not markup.
 * Braces stay: a terminal library with tags has them switched off for this text.
 */
import { balanced, withoutOverrides } from "./direction.ts";
import { withFewExtenders } from "./extenders.ts";
import { oneLine, withLineFeeds } from "./line-breaks.ts";

/** `text` as it may be shown on as many lines as it has; the only control in it is LF. */
export function safeText(text: string): string {
  return ORDINARY_LINES.test(text) ? text : withLineFeeds(text).split("\n").map(safe).join("\n");
}

/** `text` as it may be shown on one line, with a space for every run of line breaks. */
export function safeLine(text: string): string {
  return safe(oneLine(text));
}

const ORDINARY_LINES = /^[\n -~]*$/;
const ORDINARY = /^[ -~]*$/;

const CONTROL = /\p{Cc}/gu;
const UNUSABLE = /[\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu;
/** HANGUL FILLER, its half-width form, BRAILLE PATTERN BLANK, MUSICAL SYMBOL NULL NOTEHEAD. */
const BLANK = /[\u3164\uffa0\u2800\u{1d159}]/gu;
/**
 * What can't be seen. Not the first list, directional characters, joiners, selectors and tags, which are judged by their
 * place; not the second, signs that are drawn below or around a number.
 */
const INVISIBLE =
  /(?![\p{Bidi_Control}\p{Join_Control}\p{Variation_Selector}\u180e\u{e0020}-\u{e007f}])(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** What {@link safeText} makes of one line, without its break. */
function safe(line: string): string {
  if (ORDINARY.test(line)) return line;
  const visible = line
    .replaceAll("\t", "  ")
    .replace(CONTROL, picture)
    .replace(UNUSABLE, "\ufffd")
    .replace(BLANK, " ")
    .replace(INVISIBLE, "");
  return balanced(withFewExtenders(withoutOverrides(visible)));
}

/** The picture of a C0 control or of DEL; C1 has none. */
function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
