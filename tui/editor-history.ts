/** What was entered before, and going back and forth in it. */
import type { Edited, Editor } from "./editor.ts";

export interface Browsing {
  /** The entry that is shown. */
  readonly index: number;
  /** What was in the line before, and comes back below the newest entry. */
  readonly draft: string;
}

/** Entries that are kept. */
export const HISTORY_AT_MOST = 200;

/** The history with `text` as its newest entry; once, where it was the newest before. */
export function remembered(history: readonly string[], text: string): readonly string[] {
  if (history.at(-1) === text) return history;
  return [...history, text].slice(-HISTORY_AT_MOST);
}

export function older(editor: Editor): Edited {
  const index = (editor.browsing?.index ?? editor.history.length) - 1;
  const text = editor.history[index];
  if (text === undefined) return { editor, outcome: { is: "bell" } };
  return { editor: { ...editor, text, cursor: text.length, browsing: { index, draft: draftOf(editor) } } };
}

export function newer(editor: Editor): Edited {
  if (editor.browsing === undefined) return { editor, outcome: { is: "bell" } };
  const index = editor.browsing.index + 1;
  const draft = draftOf(editor);
  const text = editor.history[index] ?? draft;
  const browsing = index < editor.history.length ? { index, draft } : undefined;
  return { editor: { ...editor, text, cursor: text.length, browsing } };
}

const draftOf = (editor: Editor) => editor.browsing?.draft ?? editor.text;
