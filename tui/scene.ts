/**
 * The whole screen as plain data: one pure function of the session's view, the state of the display and the size. All text of
 * others goes through `safeText` or `safeLine` on its way into a {@link Row}.
 */
import type { SessionView } from "../actors/session/snapshot.ts";
import type { Calendar } from "./calendar.ts";
import type { Layout } from "./entry-rows.ts";
import { helpRows } from "./help.ts";
import { inputScene } from "./input-scene.ts";
import { askRows, headerRow, hintRow, statusRow } from "./lines-scene.ts";
import { panelRows } from "./panel.ts";
import { peopleRows } from "./people-scene.ts";
import { type Row, type Signs, segment } from "./style.ts";
import type { Looks, Scroll, TranscriptWindow, Window } from "./transcript-window.ts";
import type { Ui } from "./ui.ts";
import { clipped, padded, widthOf } from "./width.ts";

export interface Scene {
  readonly columns: number;
  /** Exactly as many as the terminal has. */
  readonly rows: readonly Row[];
  /** Where the cursor blinks; undefined when nothing can be typed. */
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
  /** The title of the terminal's window. */
  readonly title: string;
  /** Where the transcript really is, see `Window.scroll`, and the help, if it is shown. */
  readonly scroll: Scroll;
  readonly help: Ui["help"];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Below this there is no room for what has to be seen. */
export const SMALLEST: Size = { columns: 40, rows: 8 };

export interface Setting {
  readonly size: Size;
  readonly signs: Signs;
  readonly calendar: Calendar;
  readonly now: number;
  readonly window: TranscriptWindow;
}

export function sceneOf(view: SessionView, ui: Ui, setting: Setting): Scene {
  const { size, signs, now } = setting;
  const title = titleOf(view);
  if (size.columns < SMALLEST.columns || size.rows < SMALLEST.rows) {
    return {
      columns: size.columns,
      rows: tinyRows(size),
      cursor: undefined,
      title,
      scroll: ui.scroll,
      help: ui.help,
    };
  }
  const { height, input, asks, hint } = framed(view, ui, setting);
  const looks = looksOf(view, ui, setting);
  const window = setting.window.at(ui.scroll, height, looks);
  const help = helpWindow(ui, size, height, signs);
  const middle = help?.rows ?? peopled(view, ui, setting, transcriptRows(view, window, height, looks));
  const rows = [
    headerRow(view, size.columns, signs),
    ...Array.from({ length: height }, (_, y) => middle[y] ?? []),
    ...asks,
    ...hint,
    statusRow(view, ui, now, size.columns, signs),
    ...input.rows,
  ];
  const { x, y } = input.cursor;
  const cursor = help === undefined ? { x, y: size.rows - input.rows.length + y } : undefined;
  return { columns: size.columns, rows, cursor, title, scroll: window.scroll, help };
}

/** How the transcript is looked at. */
export function looksOf(view: SessionView, ui: Ui, { size, signs, calendar }: Setting): Looks {
  const pane = paneColumns(view, ui, size);
  const columns = size.columns - (pane === 0 ? 0 : pane + 1); // text does not touch the border
  const layout = { columns, showTime: ui.showTime, signs, calendar, me: view.me?.code };
  return { transcript: view.transcript, layout, unread: view.unread, query: ui.query };
}

/** The lines that the transcript has. */
export function transcriptHeight(view: SessionView, ui: Ui, setting: Setting): number {
  return framed(view, ui, setting).height;
}

function framed(view: SessionView, ui: Ui, { size, signs, now }: Setting) {
  const input = inputScene(view, ui, size, signs);
  const asks = askRows(view, now, size.columns, signs).slice(0, Math.max(1, Math.floor(size.rows / 5)));
  const hint = hintRow(ui, size.columns);
  const height = Math.max(1, size.rows - 2 - input.rows.length - asks.length - hint.length);
  return { height, input, asks, hint };
}

/** What the pane with the people takes, its border included; 0 when it is not shown. */
function paneColumns(view: SessionView, ui: Ui, { columns }: Size): number {
  if (!ui.showPeople || columns < 72 || view.place.at === "lobby") return 0;
  return columns >= 120 ? 30 : columns >= 96 ? 24 : 20;
}

/** As much of the help as there is room for; a scroll beyond its end is brought back. */
function helpWindow({ help }: Ui, { columns }: Size, height: number, signs: Signs) {
  if (help === undefined) return undefined;
  const rows = helpRows(columns, signs);
  const top = Math.max(0, Math.min(help.top, rows.length - height));
  return { top, rows: rows.slice(top, top + height) };
}

/** The transcript at the bottom, and above it, where there is room, what can be done here. */
function transcriptRows(
  view: SessionView,
  { rows, below }: Window,
  height: number,
  { layout }: Looks,
): Row[] {
  const free = height - rows.length;
  const panel = panelRows(view, layout.columns, free, layout.signs);
  const above = Math.max(0, Math.floor((free - panel.length) / 2));
  const blank = (count: number): Row[] => Array.from({ length: count }, () => []);
  const all = [...blank(above), ...panel, ...blank(free - above - panel.length), ...rows];
  return below === 0 ? all : [...all.slice(0, -1), belowRow(below, layout)];
}

/** With the people beside it, where they are shown. */
function peopled(view: SessionView, ui: Ui, { size, signs }: Setting, rows: readonly Row[]): readonly Row[] {
  const pane = paneColumns(view, ui, size);
  if (pane === 0) return rows;
  const people = peopleRows(view, pane - 2, rows.length, signs);
  return rows.map((row, y) => beside(row, people[y] ?? [], size.columns - pane, signs));
}

function belowRow(below: number, { columns, signs }: Layout): Row {
  const text = ` ${signs.down} ${below} ${below === 1 ? "message" : "messages"} below ${signs.dash} C-End goes there `;
  const left = Math.max(0, Math.floor((columns - widthOf(text)) / 2));
  return [segment(" ".repeat(left)), segment(clipped(text, columns), "ask")];
}

/** `left` filled up to `columns`, a border, and `right`. */
function beside(left: Row, right: Row, columns: number, signs: Signs): Row {
  const used = left.reduce((sum, { text }) => sum + widthOf(text), 0);
  return [
    ...left,
    segment(" ".repeat(Math.max(0, columns - used))),
    segment(`${signs.vertical} `, "border"),
    ...right,
  ];
}

function tinyRows({ columns, rows }: Size): Row[] {
  const lines = [`${columns}x${rows} is too small.`, `Parley needs ${SMALLEST.columns}x${SMALLEST.rows}.`];
  return Array.from({ length: rows }, (_, y) => [segment(padded(lines[y] ?? "", columns))]);
}

function titleOf(view: SessionView): string {
  const unread = view.unread.count > 0 ? `(${view.unread.count}) ` : "";
  return `${unread}Parley`;
}
