/** What a piece of the screen means; the theme says what that looks like. */
export type Style =
  | "plain"
  | "dim"
  | "strong"
  /** One's own name. */
  | "own"
  /** Another's name, in one of the six colours that tell people apart. */
  | "name0"
  | "name1"
  | "name2"
  | "name3"
  | "name4"
  | "name5"
  | "notice"
  | "error"
  | "good"
  | "warning"
  /** The status line. */
  | "bar"
  | "barStrong"
  | "barGood"
  | "barWarning"
  | "barError"
  /** What was searched for. */
  | "match"
  /** What asks for an answer. */
  | "ask"
  | "border";

/** A run of text in one style: no line breaks and no controls in it. */
export interface Segment {
  readonly text: string;
  readonly style: Style;
}

/** One line of the screen, from its left edge; what is missing on the right is blank. */
export type Row = readonly Segment[];

export function segment(text: string, style: Style = "plain"): Segment {
  return { text, style };
}

/** The colour of a person's name: the same wherever and whenever it is shown. */
export function nameStyle(code: string): Style {
  let sum = 0;
  for (const character of code) sum = (sum * 31 + character.charCodeAt(0)) % 6007;
  return NAMES[sum % NAMES.length] ?? "name0";
}

const NAMES = ["name0", "name1", "name2", "name3", "name4", "name5"] as const;

/** The signs that are drawn, and what stands for them in ASCII. */
export interface Signs {
  readonly vertical: string;
  readonly horizontal: string;
  readonly dot: string;
  readonly hollow: string;
  readonly sending: string;
  readonly sent: string;
  readonly delivered: string;
  readonly failed: string;
  readonly down: string;
  readonly ellipsis: string;
  readonly dash: string;
  readonly prompt: string;
}

export const UNICODE_SIGNS: Signs = {
  vertical: "│",
  horizontal: "─",
  dot: "●",
  hollow: "○",
  sending: "…",
  sent: "✓",
  delivered: "✓✓",
  failed: "✗",
  down: "↓",
  ellipsis: "…",
  dash: "–",
  prompt: "›",
};

export const ASCII_SIGNS: Signs = {
  vertical: "|",
  horizontal: "-",
  dot: "*",
  hollow: "o",
  sending: "...",
  sent: "+",
  delivered: "++",
  failed: "x",
  down: "v",
  ellipsis: "~",
  dash: "-",
  prompt: ">",
};
