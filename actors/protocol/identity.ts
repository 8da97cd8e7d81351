import { LIMITS } from "./limits.ts";

declare const brand: unique symbol;
type Branded<Kind extends string> = string & { readonly [brand]: Kind };

/** What a person gives to others to be reached: exactly 8 of A–Z 0–9. */
export type Code = Branded<"code">;
/** A display name that went through {@link normaliseName}. */
export type Name = Branded<"name">;
/** Names one private pair for as long as it lasts; never reused. */
export type PairId = Branded<"pair">;
/** Names one invitation to be paired; never reused. */
export type InvitationId = Branded<"invitation">;
/** The secret by which a client goes on where it was: 128 random bits. */
export type Token = Branded<"token">;
/** Names one run of the relay, within which sequence numbers go on. */
export type Epoch = Branded<"epoch">;

export interface Person {
  readonly code: Code;
  readonly name: Name;
}

const CODE = /^[A-Z0-9]{8}$/;

export function isCode(value: unknown): value is Code {
  return typeof value === "string" && CODE.test(value);
}

/** A pair id is whatever the relay gave out; here only its shape is checked. */
export function isPairId(value: unknown): value is PairId {
  return typeof value === "string" && value.length > 0 && value.length <= 32 && value !== "room";
}

export function isInvitationId(value: unknown): value is InvitationId {
  return typeof value === "string" && value.length > 0 && value.length <= 32;
}

/**
 * The display name that `raw` stands for, or undefined when nothing of 1–32 graphemes is left of it.
 * NFC (UAX #15); control, format (bidi, zero-width), surrogate and default-ignorable characters are taken out,
 * white space is collapsed. The one that stays is U+FE0F where it makes an emoji of a pictograph, and so is seen.
 */
export function normaliseName(raw: string): Name | undefined {
  if (raw.length > 16 * LIMITS.nameUnits) return undefined;
  const name = raw.replace(SPACE, " ").replace(HIDDEN, "").normalize("NFC").replace(/ {2,}/g, " ").trim();
  if (name.length > LIMITS.nameUnits || !VISIBLE.test(name)) return undefined;
  return countGraphemes(name) <= LIMITS.name ? (name as Name) : undefined;
}

/** White space, and two symbols that are drawn as nothing: BRAILLE PATTERN BLANK and MUSICAL SYMBOL NULL NOTEHEAD. */
const SPACE = /[\p{White_Space}\u2800\u{1D159}]+/gu;
/** What can't be seen; the first half leaves U+FE0F to the second, which takes it where it changes nothing. */
const HIDDEN =
  /(?!\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]|(?<!(?!\p{Emoji_Presentation})\p{Extended_Pictographic})\uFE0F/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}
