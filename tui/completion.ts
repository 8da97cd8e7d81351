/** Tab: what was begun is completed, and further Tabs go through what it may be. */
import type { Edited, Editor } from "./editor.ts";
import { inserted } from "./editor.ts";

/** What may stand in place of the text from `from` up to the cursor. */
export interface Candidates {
  readonly from: number;
  readonly words: readonly string[];
  /** What goes behind a word that is complete. */
  readonly after: string;
}

/** What can be completed at the end of `before`, the text before the cursor. */
export type Complete = (before: string) => Candidates;

export interface Completing extends Candidates {
  /** The word that is in the line; -1 while it is only what all have in common. */
  readonly index: number;
}

/** The first Tab puts in what all candidates have in common, further ones go through them. */
export function completed(editor: Editor, by: 1 | -1, complete: Complete): Edited {
  if (editor.completing !== undefined) return next(editor, editor.completing, by);
  const candidates = complete(editor.text.slice(0, editor.cursor));
  const { from, words, after } = candidates;
  const [first] = words;
  if (first === undefined) return { editor, outcome: { is: "bell" } };
  if (words.length === 1) return replaced(editor, from, first + after, undefined);
  const typed = editor.text.slice(from, editor.cursor);
  const shared = commonStart(words);
  const completing = { ...candidates, index: -1 };
  return shared.length > typed.length
    ? replaced(editor, from, shared, completing)
    : next({ ...editor, completing }, completing, by);
}

function next(editor: Editor, completing: Completing, by: 1 | -1): Edited {
  const { words, from } = completing;
  const index = completing.index < 0 && by < 0 ? words.length - 1 : mod(completing.index + by, words.length);
  return replaced(editor, from, words[index] ?? "", { ...completing, index });
}

function replaced(editor: Editor, from: number, word: string, completing: Completing | undefined): Edited {
  const text = editor.text.slice(0, from) + editor.text.slice(editor.cursor);
  const { editor: next, outcome } = inserted({ ...editor, text, cursor: from, killing: false }, word);
  if (outcome !== undefined) return { editor, outcome };
  return { editor: { ...next, completing } };
}

const mod = (a: number, b: number) => ((a % b) + b) % b;

function commonStart(words: readonly string[]): string {
  const [first = "", ...others] = words;
  let length = first.length;
  for (const word of others) {
    let same = 0;
    while (same < length && word[same]?.toLowerCase() === first[same]?.toLowerCase()) same++;
    length = same;
  }
  return first.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
