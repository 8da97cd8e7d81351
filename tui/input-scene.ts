/** The line that is being written, on as many lines as it needs. */
import type { SessionView } from "../actors/session/snapshot.ts";
import { isolated } from "./entry-rows.ts";
import type { Size } from "./scene.ts";
import { type Row, type Segment, type Signs, segment } from "./style.ts";
import type { Ui } from "./ui.ts";
import { clipped, graphemes, widthOf } from "./width.ts";

export interface InputScene {
  readonly rows: readonly Row[];
  readonly cursor: { readonly x: number; readonly y: number };
}

/** At most a third of the screen and eight lines; of a longer text the lines around the cursor. */
export function inputScene(view: SessionView, ui: Ui, { columns, rows }: Size, signs: Signs): InputScene {
  const { editor } = ui;
  const prompt = promptOf(ui, columns, signs);
  const indent = widthOf(prompt.text);
  if (editor.text === "" && editor.searching === undefined) {
    const placeholder = clipped(placeholderOf(view), columns - indent - 1, signs.ellipsis);
    return { rows: [[prompt, segment(placeholder, "dim")]], cursor: { x: indent, y: 0 } };
  }
  const { lines, x, y } = broken(editor.text, editor.cursor, columns - indent);
  const height = Math.max(1, Math.min(8, Math.floor(rows / 3), lines.length));
  const top = Math.min(Math.max(0, y - height + 1), lines.length - height);
  const shown = lines.slice(top, top + height).map((line, index): Row => {
    const start: Segment = index === 0 ? prompt : segment(" ".repeat(indent));
    return [start, segment(isolated(line))];
  });
  return { rows: shown, cursor: { x: indent + x, y: y - top } };
}

function promptOf({ editor, pasting }: Ui, columns: number, signs: Signs): Segment {
  if (pasting !== undefined) return segment("? ", "ask");
  const { searching } = editor;
  if (searching === undefined) return segment(`${signs.prompt} `, "dim");
  const query = clipped(searching.query, Math.floor(columns / 3), signs.ellipsis);
  return segment(`(search "${query}") `, searching.index === editor.history.length ? "dim" : "warning");
}

function placeholderOf(view: SessionView): string {
  if (view.link.is === "refused" || view.link.is === "ended") return "/retry or /quit";
  if (view.invitations.length > 0) return "/accept or /decline";
  switch (view.place.at) {
    case "lobby":
      return "/join CODE, /chatroom or /help";
    case "room":
      return "Say something to everybody here";
    case "pair":
      return "Write a message";
  }
}

/** The lines of `text` in so many columns, one of which is left for the cursor, and where the cursor is in them. */
function broken(text: string, cursor: number, columns: number) {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  let place = 0;
  let at: { x: number; y: number } | undefined;
  const next = () => {
    lines.push(line);
    [line, width] = ["", 0];
  };
  for (const grapheme of text.split(/(\n)/).flatMap((piece) => graphemes(piece))) {
    const shown = grapheme.text === "\t" ? { text: "  ", width: 2 } : grapheme;
    if (shown.text !== "\n" && width + shown.width >= columns) next();
    if (place === cursor) at = { x: width, y: lines.length };
    place += grapheme.text.length;
    if (shown.text === "\n") {
      next();
    } else {
      line += shown.text;
      width += shown.width;
    }
  }
  const { x, y } = at ?? { x: width, y: lines.length };
  return { lines: [...lines, line], x, y };
}
