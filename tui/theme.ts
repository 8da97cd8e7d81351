/** What each style looks like. Colours are numbers of xterm's 256; terminals with fewer get the nearest that they have. */
import type { ChatTheme } from "../config/chat-flags.ts";
import type { Style } from "./style.ts";

export interface Look {
  readonly fg?: number;
  readonly bg?: number;
  readonly bold?: true;
  readonly underline?: true;
  readonly inverse?: true;
}

export type Theme = Readonly<Record<Style, Look>>;

/** A theme by its name; without colours where there is `NO_COLOR` in the environment (https://no-color.org). */
export function themeOf(name: ChatTheme, noColour: boolean): Theme {
  return noColour || name === "mono" ? MONO : THEMES[name];
}

interface Shades {
  readonly names: readonly [number, number, number, number, number, number];
  readonly dim: number;
  readonly error: number;
  readonly good: number;
  readonly warning: number;
  readonly notice: number;
}

function coloured({ names, dim, error, good, warning, notice }: Shades): Theme {
  const [n0, n1, n2, n3, n4, n5] = names;
  return {
    plain: {},
    dim: { fg: dim },
    strong: { bold: true },
    own: { bold: true },
    name0: { fg: n0, bold: true },
    name1: { fg: n1, bold: true },
    name2: { fg: n2, bold: true },
    name3: { fg: n3, bold: true },
    name4: { fg: n4, bold: true },
    name5: { fg: n5, bold: true },
    notice: { fg: notice },
    error: { fg: error, bold: true },
    good: { fg: good },
    warning: { fg: warning },
    // White on a dark blue is readable whatever is around it.
    bar: { fg: 254, bg: 24 },
    barStrong: { fg: 231, bg: 24, bold: true },
    barGood: { fg: 157, bg: 24 },
    barWarning: { fg: 222, bg: 24, bold: true },
    barError: { fg: 231, bg: 124, bold: true },
    match: { fg: 16, bg: 222 },
    ask: { fg: 16, bg: 222 },
    border: { fg: dim },
  };
}

const THEMES = {
  /** Middle shades: at least 4 to 1 against both black and white. */
  auto: coloured({
    names: [32, 64, 130, 134, 30, 167],
    dim: 243,
    error: 160,
    good: 28,
    warning: 130,
    notice: 243,
  }),
  dark: coloured({
    names: [75, 114, 215, 176, 80, 210],
    dim: 245,
    error: 203,
    good: 114,
    warning: 215,
    notice: 250,
  }),
  light: coloured({
    names: [25, 22, 94, 91, 23, 124],
    dim: 240,
    error: 124,
    good: 22,
    warning: 94,
    notice: 238,
  }),
} as const;

const MONO: Theme = {
  plain: {},
  dim: {},
  strong: { bold: true },
  own: { bold: true },
  name0: { bold: true },
  name1: { bold: true },
  name2: { bold: true },
  name3: { bold: true },
  name4: { bold: true },
  name5: { bold: true },
  notice: {},
  error: { bold: true },
  good: {},
  warning: { bold: true },
  bar: { inverse: true },
  barStrong: { inverse: true, bold: true },
  barGood: { inverse: true },
  barWarning: { inverse: true, bold: true },
  barError: { inverse: true, bold: true },
  match: { inverse: true },
  ask: { inverse: true },
  border: {},
};
