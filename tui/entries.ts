/** Ways through a transcript by the numbers of its entries, beside those of `actors/session/transcript.ts`. */
import type { Block, Entry, EntryId, Transcript } from "../actors/session/snapshot.ts";

export function entryAt(transcript: Transcript, id: EntryId): Entry | undefined {
  const block = transcript.blocks[blockIndex(transcript, id)];
  return block?.entries[id - block.first];
}

/** The oldest that is still there. */
export function firstEntry(transcript: Transcript): Entry | undefined {
  return transcript.blocks.find(hasEntries)?.entries[0];
}

/** The entries before `id`, the newest first; before no number, all of them. */
export function* entriesBefore(transcript: Transcript, id = transcript.next): Generator<Entry, void> {
  for (let index = blockIndex(transcript, id - 1); index >= 0; index--) {
    const block = transcript.blocks[index];
    if (block === undefined) return;
    for (let place = Math.min(block.entries.length, id - block.first) - 1; place >= 0; place--) {
      const entry = block.entries[place];
      if (entry !== undefined) yield entry;
    }
  }
}

/** The last block that begins at or before `id`; -1 if none does. */
function blockIndex({ blocks }: Transcript, id: EntryId): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.first ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const hasEntries = (block: Block) => block.entries.length > 0;
