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
import type { Looks, Scroll, TranscriptWindow } from "./transcript-window.ts";
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
  /** Where the transcript really is, see `Window.scroll`. */
  readonly scroll: Scroll;
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
    return { columns: size.columns, rows: tinyRows(size), cursor: undefined, title, scroll: ui.scroll };
  }
  const { height, input, asks, hint } = framed(view, ui, setting);
  const looks = looksOf(view, ui, setting);
  const window = setting.window.at(ui.scroll, height, looks);
  const pane = paneColumns(view, ui, size);
  const main = ui.help === undefined ? mainRows(view, window.rows, height, looks, signs) : [];
  const middle =
    ui.help === undefined ? main : helpRows(size.columns, signs).slice(ui.help.top, ui.help.top + height);
  if (ui.help === undefined && window.below > 0) middle[height - 1] = belowRow(window.below, looks.layout);
  const people = pane === 0 || ui.help !== undefined ? [] : peopleRows(view, pane - 2, height, signs);
  const rows: Row[] = [headerRow(view, size.columns, signs)];
  for (let y = 0; y < height; y++) {
    const left = middle[y] ?? [];
    rows.push(
      pane === 0 || ui.help !== undefined ? left : beside(left, people[y] ?? [], size.columns - pane, signs),
    );
  }
  rows.push(...asks, ...hint, statusRow(view, ui, now, size.columns, signs), ...input.rows);
  const cursor =
    ui.help === undefined
      ? { x: input.cursor.x, y: size.rows - input.rows.length + input.cursor.y }
      : undefined;
  return { columns: size.columns, rows, cursor, title, scroll: window.scroll };
}

/** How the transcript is looked at. */
export function looksOf(view: SessionView, ui: Ui, { size, signs, calendar }: Setting): Looks {
  const columns = size.columns - paneColumns(view, ui, size);
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
  return columns >= 120 ? 30 : 24;
}

/** The transcript at the bottom, and above it, where there is room, what can be done here. */
function mainRows(
  view: SessionView,
  rows: readonly Row[],
  height: number,
  looks: Looks,
  signs: Signs,
): Row[] {
  const free = height - rows.length;
  const panel = panelRows(view, looks.layout.columns, free, signs);
  const above = Math.max(0, Math.floor((free - panel.length) / 2));
  const blank = (count: number): Row[] => Array.from({ length: Math.max(0, count) }, () => []);
  return [...blank(above), ...panel, ...blank(free - above - panel.length), ...rows];
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
