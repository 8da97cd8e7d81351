/** One entry of the transcript as lines of the screen. */
import type { ChatEntry, Entry } from "../actors/session/snapshot.ts";
import { safeLine, safeText } from "../actors/text/safe.ts";
import type { Calendar } from "./calendar.ts";
import { nameStyle, type Row, type Segment, type Signs, type Style, segment } from "./style.ts";
import { clipped, padded, widthOf } from "./width.ts";
import { wrapped } from "./wrap.ts";

/** How entries are laid out. */
export interface Layout {
  readonly columns: number;
  readonly showTime: boolean;
  readonly signs: Signs;
  readonly calendar: Calendar;
  /** One's own code. */
  readonly me: string | undefined;
}

/** Whether rows of one layout are good for the other. */
export function isSameLayout(a: Layout, b: Layout): boolean {
  return LAYOUT_KEYS.every((key) => a[key] === b[key]);
}

const LAYOUT_KEYS = ["columns", "showTime", "signs", "calendar", "me"] as const satisfies (keyof Layout)[];

/**
 * The lines of an entry. Time and name are in a gutter of their own with a line to its right, so that nothing that somebody
 * says can look like a line of somebody else's.
 */
export function entryRows(entry: Entry, layout: Layout): Row[] {
  const gutter = gutterOf(entry, layout);
  const columns = Math.max(4, layout.columns - gutter.width);
  const body = bodyOf(entry, columns, layout);
  return body.map((row, index) => [...(index === 0 ? gutter.first : gutter.further), ...row]);
}

interface Gutter {
  readonly width: number;
  readonly first: Row;
  readonly further: Row;
}

function gutterOf(entry: Entry, { columns, showTime, signs, calendar, me }: Layout): Gutter {
  const time = showTime && columns >= 24 ? `${calendar.time(entry.at)} ` : "";
  const nameWidth = columns >= 90 ? 16 : columns >= 50 ? 10 : columns >= 36 ? 8 : 5;
  const label = labelOf(entry, signs, me);
  const name = clipped(safeLine(label.text), nameWidth, signs.ellipsis);
  const line = ` ${signs.vertical} `;
  const fill = " ".repeat(nameWidth - widthOf(name));
  return {
    width: time.length + nameWidth + line.length,
    first: [
      segment(time, "dim"),
      segment(fill),
      segment(isolated(name), label.style),
      segment(line, "border"),
    ],
    further: [segment(" ".repeat(time.length + nameWidth)), segment(line, "border")],
  };
}

function labelOf(entry: Entry, signs: Signs, me: string | undefined): Segment {
  if (entry.kind === "notice") return segment(signs.dash, "notice");
  if (entry.kind === "error") return segment("!", "error");
  const isOwn = entry.mark !== undefined || entry.from.code === me;
  return segment(entry.from.name, isOwn ? "own" : nameStyle(entry.from.code));
}

function bodyOf(entry: Entry, columns: number, layout: Layout): Row[] {
  const lines = wrapped(safeText(entry.text), columns);
  const style = entry.kind === "chat" ? "plain" : entry.kind;
  const rows = lines.map((line): Row => [segment(isolated(line), style)]);
  if (entry.kind === "chat") return withMark(entry, rows, lines, columns, layout.signs);
  if (entry.kind === "notice" && entry.members !== undefined) {
    return [...rows, ...entry.members.map((member) => memberRow(member, columns, layout))];
  }
  return rows;
}

function memberRow(
  { code, name, away }: { readonly code: string; readonly name: string; readonly away?: true },
  columns: number,
  { me, signs }: Layout,
): Row {
  const about = `${code === me ? "  you" : ""}${away ? "  away" : ""}`;
  const nameColumns = Math.max(1, columns - 10 - about.length);
  return [
    segment(`${code}  `, "dim"),
    segment(
      isolated(clipped(safeLine(name), nameColumns, signs.ellipsis)),
      code === me ? "own" : nameStyle(code),
    ),
    segment(about, "dim"),
  ];
}

/** Behind the last line what has become of it; on a line of its own where there is no room. */
function withMark(
  entry: ChatEntry,
  rows: Row[],
  lines: readonly string[],
  columns: number,
  signs: Signs,
): Row[] {
  if (entry.mark === undefined) return rows;
  const style: Style = entry.mark === "failed" ? "error" : "dim";
  const word = entry.mark === "failed" ? `${signs.failed} not sent` : signs[entry.mark];
  const last = rows.at(-1) ?? [];
  const fits = widthOf(lines.at(-1) ?? "") + 1 + widthOf(word) <= columns;
  if (fits) return [...rows.slice(0, -1), [...last, segment(` ${word}`, style)]];
  return [...rows, [segment(padded("", Math.max(0, columns - widthOf(word)))), segment(word, style)]];
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** `text` so that a terminal that reorders turns around nothing but it. */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
