/**
 * Characters without a place of their own on the line: combining marks, joiners, variation selectors, tags and
 * directional ones. They stay where a script or an emoji needs them, and not too many of them on one base.
 */

/**
 * How many may stand between one base and the next. Writing needs up to 8: the tallest stack of Tibetan is U+0F67 with
 * eight signs below. Hebrew with points and accents has 4, Vietnamese taken apart 2.
 */
const MOST = 8;
/** DOTTED CIRCLE: in Unicode's charts the base of a mark that has none. */
const NO_BASE = "\u25cc";

/** `line` without what is too many or out of place; a mark that begins it gets a base, and not what is shown before it. */
export function withFewExtenders(line: string): string {
  let result = "";
  let before = "";
  let based = false;
  let extenders = 0;
  const parts = line.match(PART) ?? [];
  for (const [index, part] of parts.entries()) {
    if (!EXTENDER.test(part)) {
      based = true;
      extenders = 0;
    } else {
      if (extenders === MOST || !belongs(part, before, parts[index + 1] ?? "")) continue;
      if (!based && MARK.test(part)) {
        result += NO_BASE;
        based = true;
        extenders = 0;
      }
      extenders++;
    }
    result += part;
    before = part;
  }
  return result;
}

/**
 * One character, or a flag of England, Scotland or Wales: a black flag with `gbeng`, `gbsct` or `gbwls` in tags, the only
 * sequences of tags that Unicode recommends for interchange. Others show as a black flag, and could hold words unseen.
 */
const PART =
  /\u{1f3f4}(?:\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})?|./gsu;
const MARK = /^\p{M}$/u;
const DIRECTIONAL = /^\p{Bidi_Control}$/u;
const EXTENDER = /^[\p{M}\p{Bidi_Control}\p{Join_Control}\u180e\u{e0020}-\u{e007f}]$/u;
const SELECTOR = /^\p{Variation_Selector}$/u;

const PICTOGRAPH = /^\p{Extended_Pictographic}$/u;
/** What a joiner may follow within an emoji: a pictograph, with its presentation or skin tone. */
const JOINED = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
const KEYCAP_BASE = /^[#*0-9]$/;
const KEYCAP = "\u20e3";
const HAN = /^\p{scx=Han}$/u;
const MONGOLIAN = /^(?=\p{L})\p{scx=Mongolian}$/u;
/** Letters and marks of scripts in which joiners choose the form of a letter: cursive ones, and those with a virama. */
const SHAPED =
  /^(?=[\p{L}\p{M}])[\p{scx=Arabic}\p{scx=Syriac}\p{scx=Mandaic}\p{scx=Nko}\p{scx=Adlam}\p{scx=Hanifi_Rohingya}\p{scx=Mongolian}\p{scx=Devanagari}\p{scx=Bengali}\p{scx=Gurmukhi}\p{scx=Gujarati}\p{scx=Oriya}\p{scx=Tamil}\p{scx=Telugu}\p{scx=Kannada}\p{scx=Malayalam}\p{scx=Sinhala}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Balinese}\p{scx=Javanese}]$/u;

/** Whether an extender does something between what was kept before it and what comes after. */
function belongs(extender: string, before: string, after: string): boolean {
  switch (extender) {
    case "\u200c":
      return SHAPED.test(before);
    case "\u200d":
      return SHAPED.test(before) || (JOINED.test(before) && PICTOGRAPH.test(after));
    case "\ufe0e":
    case "\ufe0f":
      return PICTOGRAPH.test(before) || (KEYCAP_BASE.test(before) && after === KEYCAP);
  }
  if (/^[\u180b-\u180f]$/.test(extender)) return MONGOLIAN.test(before);
  if (SELECTOR.test(extender)) return HAN.test(before);
  return MARK.test(extender) || DIRECTIONAL.test(extender);
}
