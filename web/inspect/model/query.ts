/** What a viewer looks for among the actors. */
import type { Filter, IndexPage, Side } from "../../../actors/inspect/feed.ts";

/** The form; empty strings for what does not matter. Times are in seconds. */
export interface Wanted {
  readonly text: string;
  readonly machine: string;
  readonly side: "" | Side;
  readonly state: string;
  readonly olderThan: string;
  readonly stuckFor: string;
}

export const EVERYTHING: Wanted = { text: "", machine: "", side: "", state: "", olderThan: "", stuckFor: "" };

/** Rows that are asked for at once. */
export const PAGE = 100;

export function filterOf(wanted: Wanted): Filter {
  const { text, machine, side, state } = wanted;
  const olderThan = milliseconds(wanted.olderThan);
  const stuckFor = milliseconds(wanted.stuckFor);
  return {
    ...(text.trim() === "" ? {} : { text: text.trim() }),
    ...(machine === "" ? {} : { machine }),
    ...(side === "" ? {} : { side }),
    ...(state === "" ? {} : { state }),
    ...(olderThan === undefined ? {} : { olderThan }),
    ...(stuckFor === undefined ? {} : { stuckFor }),
  };
}

/** Whether a field has a time, or nothing; seconds that a number of milliseconds can hold. */
export function isTime(seconds: string): boolean {
  const number = Number(seconds);
  return number >= 0 && number * 1000 <= Number.MAX_SAFE_INTEGER;
}

function milliseconds(seconds: string): number | undefined {
  return isTime(seconds) && Number(seconds) > 0 ? Number(seconds) * 1000 : undefined;
}

/** Where the pages before and after begin, if there are any. */
export function neighbours({ offset, total, actors }: IndexPage): { before?: number; after?: number } {
  return {
    ...(offset > 0 ? { before: Math.max(0, offset - PAGE) } : {}),
    ...(offset + actors.length < total && actors.length > 0 ? { after: offset + actors.length } : {}),
  };
}

/** Where the last page of so many begins. */
export const lastPage = (total: number): number => Math.max(0, Math.ceil(total / PAGE) - 1) * PAGE;

/** `4 s`, `12 min`, `3 h`, `2 d`: a span of milliseconds. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
