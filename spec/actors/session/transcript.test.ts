import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Name, PairId } from "../../../actors/protocol/identity.ts";
import type { Mark, Transcript } from "../../../actors/session/snapshot.ts";
import {
  append,
  BLOCK,
  cleared,
  delivered,
  EMPTY,
  entries,
  failed,
  marked,
  newestFirst,
} from "../../../actors/session/transcript.ts";
import { code } from "../../support/recorder.ts";

const P = "P" as PairId;
const me = { code: code("AAAAAAAA"), name: "me" as Name };

const heard = (transcript: Transcript, text = "") =>
  append(transcript, { kind: "chat", place: P, from: me, text, mark: undefined, number: undefined, at: 0 });
const said = (transcript: Transcript, number: number, mark: Mark = "sending") =>
  append(transcript, { kind: "chat", place: P, from: me, text: "", mark, number, at: 0 });
const marks = (transcript: Transcript) =>
  [...entries(transcript)].map((entry) => (entry.kind === "chat" ? entry.mark : undefined));

describe("the transcript", () => {
  test("K17: keeps the last of any number, with ids that grow by one", () => {
    let transcript = EMPTY;
    for (let i = 1; i <= 6000; i++) {
      transcript = heard(transcript, `${i}`);
      const all = transcript.blocks.reduce((sum, block) => sum + block.entries.length, 0);
      expect(all).toBeLessThanOrEqual(5120);
    }
    const all = [...entries(transcript)];
    expect(all.length).toBeGreaterThan(5120 - BLOCK);
    expect(all.map(({ id }) => id)).toEqual(all.map((_, i) => 6001 - all.length + i));
    expect(all.every((entry) => entry.kind === "chat" && entry.text === `${entry.id}`)).toBe(true);
    expect([...newestFirst(transcript)]).toEqual(all.toReversed());
    expect([...entries(transcript, 5998)].map(({ id }) => id)).toEqual([5998, 5999, 6000]);
    expect(heard(cleared(transcript)).blocks).toMatchObject([{ first: 6001, entries: [{ id: 6001 }] }]);
  });

  test("K17: a block that has not changed is the same object", () => {
    let transcript = EMPTY;
    for (let i = 0; i < 3 * BLOCK; i++) transcript = said(transcript, i + 1);
    const later = marked(heard(transcript), BLOCK + 1, "sent", 5);
    expect(later.blocks.map((block, i) => block === transcript.blocks[i])).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(later.blocks[1]?.entries[0]).toMatchObject({ mark: "sent", at: 5 });
    expect(marked(later, 999, "sent")).toBe(later);
    expect(delivered(later, "other" as PairId, 999)).toBe(later);
  });

  test("K13: marks only ever get better, whatever the relay says in whatever order", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("sent" as const), n: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constant("failed" as const), n: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constant("delivered" as const), n: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constant("lost" as const), n: fc.constant(0) }),
    );
    const rank = { sending: 0, sent: 1, delivered: 2, failed: 3 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let transcript = EMPTY;
        for (let n = 1; n <= 6; n++) transcript = said(heard(transcript), n);
        for (const { do: what, n } of steps) {
          const before = marks(transcript);
          if (what === "delivered") transcript = delivered(transcript, P, n);
          else if (what === "lost") transcript = failed(transcript);
          else transcript = marked(transcript, n, what);
          marks(transcript).forEach((mark, i) => {
            const old = before[i];
            if (mark === undefined || old === undefined) expect(mark).toBe(old);
            else expect(rank[mark]).toBeGreaterThanOrEqual(rank[old]);
            if (old === "failed" || old === "delivered") expect(mark).toBe(old);
          });
        }
      }),
    );
  });
});
