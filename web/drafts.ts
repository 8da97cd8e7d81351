import { passing } from "./platform/storage.ts";

/** Places whose drafts are kept. */
const PLACES = 20;

/** What was begun and not sent, by place. Survives a reload, not the tab. */
export function draftOf(place: string): string {
  return all().get(place) ?? "";
}

export function keepDraft(place: string, text: string): void {
  const drafts = all();
  drafts.delete(place);
  if (text !== "") drafts.set(place, text);
  passing.write("drafts", [...drafts].slice(-PLACES));
}

function all(): Map<string, string> {
  const kept = passing.read("drafts");
  return new Map(Array.isArray(kept) ? kept.filter(isDraft) : []);
}

const isDraft = (item: unknown): item is [string, string] =>
  Array.isArray(item) && item.length === 2 && item.every((part) => typeof part === "string");
