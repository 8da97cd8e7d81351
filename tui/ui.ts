/** What the full screen shows beside the session: the line that is being written, and what is looked at how. */
import type { EntryId } from "../actors/session/snapshot.ts";
import type { BellOn } from "./commands.ts";
import { type Editor, emptyEditor } from "./editor.ts";
import { AT_END, type Scroll } from "./transcript-window.ts";

export interface Ui {
  readonly editor: Editor;
  readonly scroll: Scroll;
  /** While the help is shown: its first line. */
  readonly help: { readonly top: number } | undefined;
  readonly showPeople: boolean;
  readonly showTime: boolean;
  readonly query: string;
  /** The entry that the search has found last. */
  readonly found: EntryId | undefined;
  /** A long paste that waits for a yes. */
  readonly pasting: string | undefined;
  /** One sentence about what was typed, until the next line is entered. */
  readonly hint: Hint | undefined;
  readonly mouse: boolean;
  readonly bell: BellOn;
  /** Whether the terminal's window is looked at; undefined as long as it has not told. */
  readonly looked: boolean | undefined;
}

export interface Hint {
  readonly text: string;
  readonly style: "notice" | "error";
}

export function startUi(limit: number): Ui {
  return {
    editor: emptyEditor(limit),
    scroll: AT_END,
    help: undefined,
    showPeople: true,
    showTime: true,
    query: "",
    found: undefined,
    pasting: undefined,
    hint: undefined,
    mouse: false,
    bell: "mention",
    looked: undefined,
  };
}
