import type { PairId } from "../protocol/identity.ts";
import type { Block, ChatEntry, Entry, EntryId, Mark, Transcript } from "./snapshot.ts";

/**
 * The transcript as a persistent list: an append copies one block and the short list of blocks, never all entries. When
 * it is full the oldest block goes.
 */
export const EMPTY: Transcript = { blocks: [], next: 1 };

/** Entries in a block, and the most of them that a transcript keeps: 5,120, of which the oldest 64 go at a time. */
export const BLOCK = 64;
const BLOCKS = 80;

/** An entry that has no id yet. */
export type Draft<E extends Entry = Entry> = E extends Entry ? Omit<E, "id"> : never;

export function append(transcript: Transcript, draft: Draft): Transcript {
  const { blocks, next } = transcript;
  const entry: Entry = { ...draft, id: next };
  const last = blocks.at(-1);
  if (last !== undefined && last.entries.length < BLOCK) {
    const grown = { first: last.first, entries: [...last.entries, entry] };
    return { blocks: [...blocks.slice(0, -1), grown], next: next + 1 };
  }
  const kept = blocks.length < BLOCKS ? blocks : blocks.slice(1);
  return { blocks: [...kept, { first: next, entries: [entry] }], next: next + 1 };
}

/** Without its entries; the next one has the id that it would have had. */
export function cleared({ next }: Transcript): Transcript {
  return { blocks: [], next };
}

/** Entries from the id `from` on, oldest first; all that are left without it. */
export function* entries(transcript: Transcript, from: EntryId = 0): Generator<Entry> {
  for (const block of transcript.blocks) {
    if (block.first + block.entries.length <= from) continue;
    for (const entry of block.entries) {
      if (entry.id >= from) yield entry;
    }
  }
}

/** Entries, the newest first. */
export function* newestFirst({ blocks }: Transcript): Generator<Entry> {
  for (let block = blocks.length - 1; block >= 0; block--) {
    const { entries = [] } = blocks[block] ?? {};
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i];
      if (entry !== undefined) yield entry;
    }
  }
}

/** Puts `mark`, and the time by which it was so, on one's own message of that number. */
export function marked(transcript: Transcript, number: number, mark: Mark, at?: number): Transcript {
  for (const entry of newestFirst(transcript)) {
    if (entry.kind !== "chat" || entry.number === undefined || entry.number > number) continue;
    if (entry.number < number || !mayFollow(entry.mark, mark)) return transcript;
    return replaced(transcript, [{ ...entry, mark, at: at ?? entry.at }]);
  }
  return transcript;
}

/** Marks one's own messages in a pair as delivered, up to that number. */
export function delivered(transcript: Transcript, pair: PairId, upTo: number): Transcript {
  const reached: ChatEntry[] = [];
  for (const entry of newestFirst(transcript)) {
    if (entry.kind !== "chat" || entry.place !== pair || entry.number === undefined) continue;
    if (entry.number > upTo || entry.mark === "failed") continue;
    // It is meant of all before it, so those are marked already.
    if (entry.mark === "delivered") break;
    reached.push({ ...entry, mark: "delivered" });
  }
  return replaced(transcript, reached);
}

/** Marks as failed whatever is still on its way. */
export function failed(transcript: Transcript): Transcript {
  const lost: ChatEntry[] = [];
  for (const entry of newestFirst(transcript)) {
    if (entry.kind === "chat" && entry.mark === "sending") lost.push({ ...entry, mark: "failed" });
  }
  return replaced(transcript, lost);
}

/** A mark only ever gets better, and `failed` stays. */
const mayFollow = (now: Mark | undefined, next: Mark) =>
  now === "sending" || (now === "sent" && next !== "sending");

/** With these in place of the entries that have their ids. */
function replaced(transcript: Transcript, changed: readonly Entry[]): Transcript {
  if (changed.length === 0) return transcript;
  const byId = new Map(changed.map((entry) => [entry.id, entry]));
  const hasOne = ({ entries }: Block) => entries.some(({ id }) => byId.has(id));
  return {
    ...transcript,
    blocks: transcript.blocks.map((block) =>
      hasOne(block)
        ? { ...block, entries: block.entries.map((entry) => byId.get(entry.id) ?? entry) }
        : block,
    ),
  };
}
