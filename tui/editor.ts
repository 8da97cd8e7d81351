/**
 * A line editor without a screen: what is typed, where the cursor is, and what each key makes of it. The keys are those
 * of readline. The cursor stands between graphemes, never within one.
 */
import { fitsUtf8 } from "../actors/protocol/limits.ts";
import { safeText } from "../actors/text/safe.ts";
import { type Complete, type Completing, completed } from "./completion.ts";
import { type Browsing, newer, older, remembered } from "./editor-history.ts";
import {
  lineEnd,
  lineStart,
  nextGrapheme,
  previousGrapheme,
  toLine,
  wordEnd,
  wordStart,
} from "./editor-motion.ts";
import { type Searching, searched } from "./editor-search.ts";
import type { TerminalEvent } from "./keys.ts";

export interface Editor {
  readonly text: string;
  /** UTF-16 units before the cursor. */
  readonly cursor: number;
  /** What C-y brings back. */
  readonly killed: string;
  /** Whether the last key has killed: the next one's text is added to it. */
  readonly killing: boolean;
  /** The oldest first. */
  readonly history: readonly string[];
  /** While the text is one of the history's. */
  readonly browsing: Browsing | undefined;
  /** During C-r. */
  readonly searching: Searching | undefined;
  /** While Tab goes through candidates. */
  readonly completing: Completing | undefined;
  /** UTF-8 bytes of text at most. */
  readonly limit: number;
}

/** What a key has come to. */
export interface Edited {
  readonly editor: Editor;
  /**
   * - `send`: this text was entered, and the line is empty again.
   * - `full`: nothing has changed, since the text would be longer than the limit.
   * - `bell`: there was nothing to do.
   * - `other`: the key is none of the editor's.
   */
  readonly outcome?:
    | { readonly is: "send"; readonly text: string }
    | { readonly is: "full" | "bell" | "other" };
}

export function emptyEditor(limit: number, history: readonly string[] = []): Editor {
  return {
    text: "",
    cursor: 0,
    killed: "",
    killing: false,
    history,
    browsing: undefined,
    searching: undefined,
    completing: undefined,
    limit,
  };
}

/** What `event` makes of the editor; `complete` knows what Tab may put in. */
export function edit(editor: Editor, event: TerminalEvent, complete: Complete): Edited {
  if (event.type === "wheel" || event.type === "focus") return { editor, outcome: { is: "other" } };
  if (editor.searching !== undefined) {
    const found = searched(editor, editor.searching, event);
    if (found !== undefined) return found;
    return edit({ ...editor, searching: undefined }, event, complete);
  }
  if (event.type !== "key") return inserted(still(editor), pasteable(event.text));
  if (event.key === "Tab" || event.key === "S-Tab") {
    return completed(editor, event.key === "Tab" ? 1 : -1, complete);
  }
  const command = KEYS[event.key];
  if (command === undefined) return { editor, outcome: { is: "other" } };
  const next = command({ ...editor, completing: undefined });
  const killing = KILLING.has(event.key);
  return next.editor.killing === killing ? next : { ...next, editor: { ...next.editor, killing } };
}

/** `text` in place of what was there, with the cursor behind it; too much of it is left out. */
export function withText(editor: Editor, text: string): Editor {
  const shown = pasteable(text);
  return { ...still(editor), browsing: undefined, text: shown, cursor: shown.length };
}

/** `text` put in at the cursor. */
export function inserted(editor: Editor, text: string): Edited {
  const { text: before, cursor } = editor;
  const next = before.slice(0, cursor) + text + before.slice(cursor);
  if (!fitsUtf8(next, editor.limit)) return { editor, outcome: { is: "full" } };
  return { editor: { ...editor, text: next, cursor: cursor + text.length } };
}

/** What may stand in the line: as `safeText` shows it, but with its tabs. */
export function pasteable(text: string): string {
  return text.includes("\t") ? text.split("\t").map(safeText).join("\t") : safeText(text);
}

function still(editor: Editor): Editor {
  return { ...editor, killing: false, completing: undefined, searching: undefined };
}

type Command = (editor: Editor) => Edited;

/** A command that only moves the cursor. */
const move =
  (to: (text: string, cursor: number) => number): Command =>
  (editor) => {
    const cursor = to(editor.text, editor.cursor);
    return { editor: { ...editor, cursor } };
  };

/** A command that kills what is between the cursor and another place. */
const kill =
  (to: (text: string, cursor: number) => number): Command =>
  (editor) => {
    const other = to(editor.text, editor.cursor);
    const [from, until] = [Math.min(other, editor.cursor), Math.max(other, editor.cursor)];
    const gone = editor.text.slice(from, until);
    if (gone === "") return { editor, outcome: { is: "bell" } };
    const before = editor.killing ? editor.killed : "";
    const killed = other < editor.cursor ? gone + before : before + gone;
    return { editor: { ...without(editor, from, until), killed } };
  };

/** A command that erases what is between the cursor and another place. */
const erase =
  (to: (text: string, cursor: number) => number): Command =>
  (editor) => {
    const other = to(editor.text, editor.cursor);
    if (other === editor.cursor) return { editor, outcome: { is: "bell" } };
    return { editor: without(editor, Math.min(other, editor.cursor), Math.max(other, editor.cursor)) };
  };

function without(editor: Editor, from: number, until: number): Editor {
  const text = editor.text.slice(0, from) + editor.text.slice(until);
  return { ...editor, text, cursor: from };
}

/** To the end of the line or, there, the break after it. */
const restOfLine = (text: string, cursor: number) => {
  const end = lineEnd(text, cursor);
  return end === cursor ? Math.min(text.length, cursor + 1) : end;
};

const newline: Command = (editor) => inserted(editor, "\n");

const send: Command = (editor) => {
  if (editor.text.trim() === "") return { editor, outcome: { is: "bell" } };
  const next = emptyEditor(editor.limit, remembered(editor.history, editor.text));
  return { editor: { ...next, killed: editor.killed }, outcome: { is: "send", text: editor.text } };
};

/** Up and down go through the lines of the text, and beyond them through the history. */
const vertical =
  (by: -1 | 1): Command =>
  (editor) => {
    const cursor = toLine(editor.text, editor.cursor, by);
    if (cursor !== undefined) return { editor: { ...editor, cursor } };
    return by < 0 ? older(editor) : newer(editor);
  };

const search: Command = (editor) => {
  const { text, cursor } = editor;
  return { editor: { ...editor, searching: { query: "", index: editor.history.length, text, cursor } } };
};

const toBlank = (text: string, cursor: number) => /\S*\s*$/.exec(text.slice(0, cursor))?.index ?? 0;

const KEYS: Readonly<Record<string, Command>> = {
  Enter: send,
  "M-Enter": newline,
  "C-j": newline,
  Left: move(previousGrapheme),
  "C-b": move(previousGrapheme),
  Right: move(nextGrapheme),
  "C-f": move(nextGrapheme),
  Home: move(lineStart),
  "C-a": move(lineStart),
  End: move(lineEnd),
  "C-e": move(lineEnd),
  "M-b": move(wordStart),
  "C-Left": move(wordStart),
  "M-Left": move(wordStart),
  "M-f": move(wordEnd),
  "C-Right": move(wordEnd),
  "M-Right": move(wordEnd),
  Up: vertical(-1),
  "C-p": vertical(-1),
  Down: vertical(1),
  "C-n": vertical(1),
  Backspace: erase(previousGrapheme),
  Delete: erase(nextGrapheme),
  // At the end of an empty line it is no editing: there it leaves the program.
  "C-d": (editor) =>
    editor.text === "" ? { editor, outcome: { is: "other" } } : erase(nextGrapheme)(editor),
  "C-k": kill(restOfLine),
  "C-u": kill(lineStart),
  "C-w": kill(toBlank),
  "M-Backspace": kill(wordStart),
  "M-d": kill(wordEnd),
  "C-y": (editor) =>
    editor.killed === "" ? { editor, outcome: { is: "bell" } } : inserted(editor, editor.killed),
  "C-r": search,
};

const KILLING = new Set(["C-k", "C-u", "C-w", "M-Backspace", "M-d"]);
