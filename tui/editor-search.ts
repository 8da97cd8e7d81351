/** C-r: looking for what was entered before by a part of it. */
import type { Edited, Editor } from "./editor.ts";
import type { TerminalEvent } from "./keys.ts";
import { graphemes } from "./width.ts";

export interface Searching {
  readonly query: string;
  /** The entry that was found; the history's length while it is none. */
  readonly index: number;
  /** What was in the line, and where its cursor was, for when the search is given up. */
  readonly text: string;
  readonly cursor: number;
}

const QUERY_AT_MOST = 200;

/** What `event` makes of the search; undefined when the search is over and the event is for the line that it found. */
export function searched(editor: Editor, searching: Searching, event: TerminalEvent): Edited | undefined {
  if (event.type === "wheel" || event.type === "focus") return { editor };
  if (event.type !== "key") {
    const query = (searching.query + event.text.replaceAll("\n", " ")).slice(0, QUERY_AT_MOST);
    return found(editor, { ...searching, query }, editor.history.length - 1);
  }
  switch (event.key) {
    case "C-r":
      return found(editor, searching, searching.index - 1);
    case "Backspace": {
      const last = graphemes(searching.query).at(-1)?.text.length ?? 0;
      const query = searching.query.slice(0, searching.query.length - last);
      return found(editor, { ...searching, query }, editor.history.length - 1);
    }
    case "Esc":
    case "C-g":
    case "C-c":
      return { editor: { ...editor, text: searching.text, cursor: searching.cursor, searching: undefined } };
    // What was found is to be looked at before it is sent.
    case "Enter":
    case "Tab":
      return { editor: { ...editor, searching: undefined } };
    default:
      return undefined;
  }
}

/** The newest entry from `from` back that has the query in it. */
function found(editor: Editor, searching: Searching, from: number): Edited {
  if (searching.query === "")
    return { editor: { ...editor, searching: { ...searching, index: editor.history.length } } };
  const wanted = searching.query.toLowerCase();
  for (let index = from; index >= 0; index--) {
    const text = editor.history[index] ?? "";
    const at = text.toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    return {
      editor: { ...editor, text, cursor: Math.min(at, text.length), searching: { ...searching, index } },
    };
  }
  return { editor: { ...editor, searching }, outcome: { is: "bell" } };
}
