/**
 * A window on the transcript: which lines are seen, and how that changes by scrolling. Only what is seen, and what is
 * scrolled past, is ever broken into lines; an entry's lines are kept for as long as the entry and the layout live. So
 * what a new entry costs does not grow with how many there are.
 */
import type { Entry, EntryId, Transcript, Unread } from "../actors/session/snapshot.ts";
import { entries } from "../actors/session/transcript.ts";
import { safeText } from "../actors/text/safe.ts";
import { entriesBefore, entryAt, firstEntry } from "./entries.ts";
import { entryRows, isSameLayout, type Layout } from "./entry-rows.ts";
import { highlighted } from "./highlight.ts";
import { type Row, segment } from "./style.ts";

/** Where the window is. */
export type Scroll =
  /** At the end, and going on with it. */
  | { readonly at: "end" }
  /** Its first line is that line of that entry. */
  | { readonly at: "line"; readonly entry: EntryId; readonly line: number };

export const AT_END: Scroll = { at: "end" };

export interface Window {
  /** At most as many as the window is high; fewer when there is no more. */
  readonly rows: readonly Row[];
  /** Where the window really is: a scroll beyond either end is brought back. */
  readonly scroll: Scroll;
  /** Entries below the window. */
  readonly below: number;
}

export interface Looks {
  readonly transcript: Transcript;
  readonly layout: Layout;
  /** Where the line that says "new" goes. */
  readonly unread: Unread;
  /** What is searched for; empty for nothing. */
  readonly query: string;
}

/** Keeps the lines of entries; makes windows of them. */
export class TranscriptWindow {
  #layout: Layout | undefined;
  #kept = new WeakMap<Entry, readonly Row[]>();

  /** The window of `height` lines at `scroll`. */
  at(scroll: Scroll, height: number, looks: Looks): Window {
    const { transcript } = looks;
    if (scroll.at === "line") {
      const first = firstEntry(transcript)?.id ?? transcript.next;
      const from = scroll.entry < first ? { entry: first, line: 0 } : scroll;
      const lines: Row[] = [];
      let last: EntryId = from.entry;
      for (const entry of entries(transcript, from.entry)) {
        const rows = this.#rows(entry, looks);
        lines.push(...(entry.id === from.entry ? rows.slice(from.line) : rows));
        last = entry.id;
        if (lines.length > height) break;
      }
      if (lines.length > height || (lines.length === height && last < transcript.next - 1)) {
        const below = transcript.next - 1 - last + (lines.length > height ? 1 : 0);
        return { rows: lines.slice(0, height), scroll: { at: "line", ...pick(from) }, below };
      }
    }
    const pieces: (readonly Row[])[] = [];
    let count = 0;
    for (const entry of entriesBefore(transcript)) {
      const rows = this.#rows(entry, looks);
      pieces.push(rows);
      count += rows.length;
      if (count >= height) break;
    }
    const rows = pieces.reverse().flat();
    return { rows: rows.slice(Math.max(0, rows.length - height)), scroll: AT_END, below: 0 };
  }

  /** `scroll` moved by so many lines, down if positive. */
  moved(scroll: Scroll, by: number, height: number, looks: Looks): Scroll {
    const top = this.#top(scroll, height, looks);
    if (top === undefined) return AT_END;
    let { entry, line } = top;
    line += by;
    if (line < 0) {
      for (const before of entriesBefore(looks.transcript, entry)) {
        entry = before.id;
        line += this.#rows(before, looks).length;
        if (line >= 0) break;
      }
      return { at: "line", entry, line: Math.max(0, line) };
    }
    for (const here of entries(looks.transcript, entry)) {
      entry = here.id;
      const length = this.#rows(here, looks).length;
      if (line < length) return this.at({ at: "line", entry, line }, height, looks).scroll;
      line -= length;
    }
    return AT_END;
  }

  /** The very first line. */
  start({ transcript }: Looks): Scroll {
    const first = firstEntry(transcript);
    return first === undefined ? AT_END : { at: "line", entry: first.id, line: 0 };
  }

  /** With `id` somewhat below the upper edge. */
  showing(id: EntryId, height: number, looks: Looks): Scroll {
    return this.moved({ at: "line", entry: id, line: 0 }, -Math.floor(height / 3), height, looks);
  }

  /** The entry and line at the upper edge; undefined when nothing is above it or there is nothing. */
  #top(scroll: Scroll, height: number, looks: Looks): { entry: EntryId; line: number } | undefined {
    if (scroll.at === "line") return pick(scroll);
    let count = 0;
    for (const entry of entriesBefore(looks.transcript)) {
      count += this.#rows(entry, looks).length;
      if (count >= height) return { entry: entry.id, line: count - height };
    }
    return undefined;
  }

  #rows(entry: Entry, looks: Looks): readonly Row[] {
    const { layout, query } = looks;
    if (this.#layout === undefined || !isSameLayout(layout, this.#layout)) {
      this.#layout = layout;
      this.#kept = new WeakMap();
    }
    let rows = this.#kept.get(entry);
    if (rows === undefined) {
      rows = entryRows(entry, layout);
      this.#kept.set(entry, rows);
    }
    const shown = query === "" ? rows : rows.map((row) => highlighted(row, query));
    const above = this.#above(entry, looks);
    return above.length === 0 ? shown : [...above, ...shown];
  }

  /** A line with the day above its first entry, and one above the first entry that is unread. */
  #above(entry: Entry, { transcript, layout, unread }: Looks): Row[] {
    const { calendar } = layout;
    const before = entryAt(transcript, entry.id - 1);
    const day = calendar.day(entry.at);
    const rows: Row[] = [];
    if (before === undefined || calendar.day(before.at) !== day) rows.push(ruled(day, layout, "dim"));
    if (unread.first === entry.id) rows.push(ruled("new", layout, "warning"));
    return rows;
  }
}

/** The newest entry before `before` that has `query` in its text or in its sender's name; large letters do not matter. */
export function findBefore(transcript: Transcript, query: string, before: EntryId): EntryId | undefined {
  const wanted = query.toLowerCase();
  for (const entry of entriesBefore(transcript, before)) {
    const text = entry.kind === "chat" ? `${entry.from.name}\n${entry.text}` : entry.text;
    if (safeText(text).toLowerCase().includes(wanted)) return entry.id;
  }
  return undefined;
}

function ruled(word: string, { columns, signs }: Layout, style: "dim" | "warning"): Row {
  const side = Math.max(1, Math.floor((columns - word.length - 2) / 2));
  const rest = Math.max(1, columns - word.length - 2 - side);
  const text = `${signs.horizontal.repeat(side)} ${word} ${signs.horizontal.repeat(rest)}`;
  return [segment(text, style)];
}

const pick = ({ entry, line }: { entry: EntryId; line: number }) => ({ entry, line });
