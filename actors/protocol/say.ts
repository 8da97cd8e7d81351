import { type ErrorMessage, errorMessage } from "./errors.ts";
import { normaliseName } from "./identity.ts";
import { fitsUtf8, LIMITS } from "./limits.ts";
import type { Asked, Place, Say } from "./messages.ts";

/** A chat message, or the error for one that is too long. `re` is the type that its dialect calls it. */
export function say(text: string, re: string, to?: Place, id?: number): Say | ErrorMessage {
  if (!fitsUtf8(text, LIMITS.text)) return errorMessage("too-long", { re, id });
  return to === undefined || id === undefined ? { type: "message", text } : { type: "message", text, to, id };
}

/** A new name, or the error for one that has nothing to show or too much. */
export function rename(raw: string, re: string): Asked | ErrorMessage {
  const name = normaliseName(raw);
  return name === undefined ? errorMessage("bad-name", { re }) : { type: "rename", name };
}
