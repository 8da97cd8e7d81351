/** What the environment says about the terminal. */
import type { Abilities } from "./draw.ts";
import { ASCII_SIGNS, type Signs, UNICODE_SIGNS } from "./style.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export function abilitiesOf(env: Environment): Abilities {
  const isOld = /^(linux|vt\d+|ansi|cons25|sun|screen|xterm|rxvt)$/.test(env["TERM"] ?? "");
  return { colours: isOld && !env["COLORTERM"] ? 8 : 256, unicode: isUnicode(env) };
}

export function signsOf(env: Environment, ascii: boolean): Signs {
  return ascii || !isUnicode(env) ? ASCII_SIGNS : UNICODE_SIGNS;
}

/** The first of these that is set decides, as POSIX has it; a system that says nothing is taken for a modern one. */
function isUnicode(env: Environment): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  return locale === undefined || locale === "" || /utf-?8/i.test(locale);
}
