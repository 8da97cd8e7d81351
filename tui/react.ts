/** What each key and each line makes of the display, and what else it comes to. Pure: effects are told, not done. */
import type { Intent } from "../actors/session/intents.ts";
import type { EntryId, SessionView } from "../actors/session/snapshot.ts";
import { candidatesFor } from "./candidates.ts";
import { readLine, type ViewAction } from "./commands.ts";
import { edit, emptyEditor, inserted, pasteable, withText } from "./editor.ts";
import type { TerminalEvent } from "./keys.ts";
import { inviteLink } from "./target.ts";
import { AT_END, findBefore } from "./transcript-window.ts";
import type { Hint, Ui } from "./ui.ts";

export type Effect =
  | { readonly do: "tell"; readonly intent: Intent }
  | { readonly do: "scroll"; readonly by: "line" | "page"; readonly direction: -1 | 1 }
  | { readonly do: "scroll"; readonly by: "start" }
  | { readonly do: "show"; readonly entry: EntryId }
  | { readonly do: "copy"; readonly text: string }
  | { readonly do: "mouse"; readonly on: boolean }
  | { readonly do: "suspend" | "redraw" };

export interface Reaction {
  readonly ui: Ui;
  readonly effects: readonly Effect[];
}

/** A paste of more lines than this is asked about first. */
export const LINES_UNASKED = 5;

export function react(ui: Ui, event: TerminalEvent, view: SessionView): Reaction {
  if (event.type === "focus") return only({ ...ui, looked: event.on });
  if (event.type === "key") {
    const anywhere = anywhereKey(ui, event.key);
    if (anywhere !== undefined) return anywhere;
  }
  if (ui.help !== undefined) return inHelp(ui, ui.help.top, event);
  if (ui.pasting !== undefined) return confirming(ui, ui.pasting, event);
  if (event.type === "wheel") return scroll(ui, "line", event.direction === "up" ? -1 : 1);
  if (event.type === "paste") return pasted(ui, event.text, event.cut);
  if (event.type === "key" && ui.editor.searching === undefined) {
    const outside = outsideKey(ui, event.key, view);
    if (outside !== undefined) return outside;
  }
  return edited(ui, event, view);
}

/** `text` back in the line, where nothing else has been begun there. */
export function restored(ui: Ui, text: string): Ui {
  return ui.editor.text === "" ? { ...ui, editor: withText(ui.editor, text) } : ui;
}

const only = (ui: Ui): Reaction => ({ ui, effects: [] });
const tell = (intent: Intent): Effect => ({ do: "tell", intent });
const hinted = (ui: Ui, text: string, style: Hint["style"] = "notice"): Ui => ({
  ...ui,
  hint: { text, style },
});

function scroll(ui: Ui, by: "line" | "page", direction: -1 | 1): Reaction {
  return { ui, effects: [{ do: "scroll", by, direction }] };
}

/** Keys that do the same whatever is shown. */
function anywhereKey(ui: Ui, key: string): Reaction | undefined {
  switch (key) {
    case "C-l":
      return { ui, effects: [{ do: "redraw" }] };
    case "C-z":
      return { ui, effects: [{ do: "suspend" }] };
    case "F1":
      return only({ ...ui, help: ui.help === undefined ? { top: 0 } : undefined });
    case "F2":
      return only({ ...ui, showPeople: !ui.showPeople });
    default:
      return undefined;
  }
}

function inHelp(ui: Ui, top: number, event: TerminalEvent): Reaction {
  const by =
    event.type === "wheel"
      ? event.direction === "up"
        ? -3
        : 3
      : event.type === "key"
        ? HELP_KEYS[event.key]
        : 0;
  if (by !== undefined && by !== 0) return only({ ...ui, help: { top: Math.max(0, top + by) } });
  const closes =
    (event.type === "key" && HELP_CLOSES.has(event.key)) || (event.type === "text" && event.text === "q");
  return only(closes ? { ...ui, help: undefined } : ui);
}

const HELP_KEYS: Readonly<Record<string, number>> = { Up: -1, Down: 1, PgUp: -10, PgDn: 10, Home: -1000 };
const HELP_CLOSES = new Set(["Esc", "Enter", "C-c", "C-d"]);

function confirming(ui: Ui, text: string, event: TerminalEvent): Reaction {
  const said = event.type === "text" ? event.text.toLowerCase() : event.type === "key" ? event.key : "";
  if (said === "Enter" || said === "y") return only(put({ ...ui, pasting: undefined }, text));
  if (said === "Esc" || said === "C-c" || said === "C-g" || said === "n")
    return only({ ...ui, pasting: undefined });
  return only(ui);
}

function pasted(ui: Ui, raw: string, cut: boolean): Reaction {
  const text = pasteable(raw).replace(/\n$/, "");
  if (cut) return only(hinted(ui, "That is too much to paste; nothing was.", "error"));
  if (text.split("\n").length > LINES_UNASKED) return only({ ...ui, pasting: text });
  return only(put(ui, text));
}

function put(ui: Ui, text: string): Ui {
  const { editor, outcome } = inserted({ ...ui.editor, completing: undefined, searching: undefined }, text);
  return outcome?.is === "full" ? tooLong(ui) : { ...ui, editor };
}

function tooLong(ui: Ui): Ui {
  const limit = ui.editor.limit.toLocaleString("en");
  return hinted(ui, `A message has at most ${limit} bytes; this would be more.`, "error");
}

/** Keys that are none of the editor's. */
function outsideKey(ui: Ui, key: string, view: SessionView): Reaction | undefined {
  switch (key) {
    case "PgUp":
      return scroll(ui, "page", -1);
    case "PgDn":
      return scroll(ui, "page", 1);
    case "C-Up":
    case "S-Up":
      return scroll(ui, "line", -1);
    case "C-Down":
    case "S-Down":
      return scroll(ui, "line", 1);
    case "C-Home":
      return { ui, effects: [{ do: "scroll", by: "start" }] };
    case "C-End":
      return only({ ...ui, scroll: AT_END });
    case "F3":
      return searchedFor(ui, ui.query, view);
    case "Esc":
      return only({ ...ui, hint: undefined, query: "", found: undefined });
    case "C-c":
      return interrupted(ui);
    case "C-d":
      return ui.editor.text === "" ? { ui, effects: [tell({ type: "quit" })] } : undefined;
    default:
      return undefined;
  }
}

const TWICE = "Ctrl-C once more quits.";

function interrupted(ui: Ui): Reaction {
  const { editor } = ui;
  if (editor.text !== "") {
    const empty = { ...emptyEditor(editor.limit, editor.history), killed: editor.text };
    return { ui: { ...ui, hint: undefined, editor: empty }, effects: [tell({ type: "typing", on: false })] };
  }
  if (ui.hint?.text === TWICE) return { ui, effects: [tell({ type: "quit" })] };
  return only(hinted(ui, TWICE));
}

function edited(ui: Ui, event: TerminalEvent, view: SessionView): Reaction {
  const before = ui.editor.text;
  const { editor, outcome } = edit(ui.editor, event, (text) => candidatesFor(view, text));
  const next = { ...ui, editor };
  if (outcome?.is === "send") return entered({ ...next, hint: undefined }, outcome.text, view);
  if (outcome?.is === "full") return only(tooLong(ui));
  if (editor.text === before) return only(next);
  const hint = next.hint?.text === TWICE ? undefined : next.hint;
  const on = editor.text !== "" && !/^\/(?!\/)/.test(editor.text);
  return { ui: { ...next, hint }, effects: [tell({ type: "typing", on })] };
}

/** A whole line: something to say, or a command. What cannot be done comes back into the line. */
function entered(ui: Ui, text: string, view: SessionView): Reaction {
  const line = readLine(text);
  if (line.is === "mistake") {
    return only(hinted({ ...ui, editor: withText(ui.editor, text) }, line.sentence, "error"));
  }
  if (line.is === "view") return viewed(ui, line.action, view);
  return { ui: { ...ui, scroll: AT_END }, effects: [tell(line.intent)] };
}

function viewed(ui: Ui, action: ViewAction, view: SessionView): Reaction {
  const { me, serverUrl } = view;
  switch (action.type) {
    case "help":
      return only({ ...ui, help: { top: 0 } });
    case "people":
      return only({ ...ui, showPeople: !ui.showPeople });
    case "time":
      return only({ ...ui, showTime: !ui.showTime });
    case "mouse": {
      const mouse = !ui.mouse;
      const hint = mouse
        ? "The wheel scrolls; most terminals select with Shift now."
        : "The mouse is the terminal's.";
      return { ui: hinted({ ...ui, mouse }, hint), effects: [{ do: "mouse", on: mouse }] };
    }
    case "bell":
      return only(hinted({ ...ui, bell: action.on }, BELL_HINTS[action.on]));
    case "search":
      return searchedFor(ui, action.text === "" ? ui.query : action.text, view);
    case "code":
    case "link":
    case "copy": {
      if (me === undefined)
        return only(hinted(ui, "There is no code yet: the relay has not answered.", "error"));
      const isLink = action.type === "link" || (action.type === "copy" && action.what === "link");
      const text = isLink ? inviteLink(serverUrl, me.code) : me.code;
      if (action.type !== "copy")
        return only(hinted(ui, `${isLink ? "Your invite link" : "Your code"}: ${text}`));
      return {
        ui: hinted(ui, `Copied, if your terminal allows it: ${text}`),
        effects: [{ do: "copy", text }],
      };
    }
  }
}

const BELL_HINTS = {
  off: "Nothing rings.",
  mention: "It rings for invitations, private chats and your name in the chatroom.",
  all: "It rings for every message.",
} as const;

/** The next older place with `query` in it; the newest for a new one. */
function searchedFor(ui: Ui, query: string, view: SessionView): Reaction {
  if (query === "") return only(hinted(ui, "Search for what? /search TEXT", "error"));
  const isNew = query !== ui.query;
  const before = isNew || ui.found === undefined ? view.transcript.next : ui.found;
  const found = findBefore(view.transcript, query, before);
  if (found === undefined) {
    const nothing = isNew ? "Nothing like that here." : "Nothing further up; F3 starts at the end again.";
    return only(hinted({ ...ui, query: isNew ? "" : query, found: undefined }, nothing, "error"));
  }
  return { ui: { ...ui, query, found, hint: undefined }, effects: [{ do: "show", entry: found }] };
}
