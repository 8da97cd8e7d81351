import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FeedEvent } from "../../../actors/inspect/feed.ts";
import { eventText } from "../../../web/inspect/model/events.ts";
import { decode, NOTHING_YET, told } from "../../../web/inspect/model/feed.ts";
import {
  actorsAfter,
  EMPTY_LOG,
  indexOf,
  KEPT,
  type Log,
  latestOf,
  since,
  withBatch,
  withWatching,
} from "../../../web/inspect/model/log.ts";
import { sequenceOf } from "../../../web/inspect/model/sequence.ts";
import { actorOf } from "../../support/inspected.ts";

const ADA = actorOf("conn.ada", "connection");
const BERT = actorOf("conn.bert", "connection");

/** The `n`th event: an actor comes into a state that only this event leads to. */
function step(n: number, id = ADA.id): FeedEvent {
  return {
    kind: "transition",
    n,
    at: n,
    id,
    origin: "person",
    event: { type: "join", fields: {} },
    taken: [],
    active: [`state.${n}`],
    changed: n,
    context: { step: n },
    sendable: [],
  };
}
const steps = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => step(from + i));
const batch = (log: Log, events: readonly FeedEvent[], missed = 0) =>
  withBatch(log, { type: "batch", events, missed });
const watching = withWatching(EMPTY_LOG, [ADA, BERT]);
const stateAfter = (log: Log, serial: number) => actorsAfter(log, serial).get(ADA.id)?.active[0];

describe("the log", () => {
  test("Z5: keeps the last 500 events, and how everybody is", () => {
    const log = batch(batch(watching, steps(1, 400)), steps(401, 700), 12);
    expect(log.entries).toHaveLength(KEPT);
    expect([log.entries[0]?.serial, log.last]).toEqual([201, 700]);
    expect(log.entries.find(({ missed }) => missed > 0)).toMatchObject({ serial: 401, missed: 12 });
    expect(log.now.get(ADA.id)?.active).toEqual(["state.700"]);
    expect(log.now.get(BERT.id)).toBe(BERT);
  });

  test("Z6: tells how an actor was after each of them, however they came", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }), (sizes) => {
        let log = watching;
        for (const size of sizes) log = batch(log, steps(log.last + 1, log.last + size));
        for (const { serial } of log.entries.filter((_, i) => i % 41 === 0)) {
          expect(stateAfter(log, serial)).toBe(`state.${serial}`);
        }
        expect(actorsAfter(log, log.last)).toEqual(log.now);
      }),
      { numRuns: 30 },
    );
  });

  test("Z6: a log that is held on to does not change, and says what is new since and what of that is gone", () => {
    const held = batch(watching, steps(1, 100));
    const soon = batch(held, steps(101, 130));
    const late = batch(soon, steps(131, 700));
    expect(since(held, held)).toEqual({ fresh: 0, lost: 0 });
    expect(since(held, soon)).toEqual({ fresh: 30, lost: 0 });
    expect(since(held, late)).toEqual({ fresh: 600, lost: 100 });
    expect(stateAfter(held, 50)).toBe("state.50");
    // What is gone leaves the nearest that is kept.
    expect(stateAfter(late, 50)).toBe("state.201");
    expect(indexOf(EMPTY_LOG, 1)).toBe(-1);
  });

  test("Z6: what is watched from some moment on is there from that moment on", () => {
    const chat = actorOf("pair.1", "pair");
    const begun = batch(watching, [step(1), { kind: "started", n: 2, at: 2, actor: chat }]);
    const ended = batch(begun, [{ kind: "stopped", n: 3, at: 3, id: chat.id, why: "failed" }]);
    expect(actorsAfter(ended, 1).has(chat.id)).toBe(false);
    expect(actorsAfter(ended, 2).get(chat.id)?.stopped).toBeUndefined();
    expect(ended.now.get(chat.id)?.stopped).toBe("failed");
    const others = batch(withWatching(ended, [BERT]), [step(4, BERT.id)]);
    expect(Array.from(others.now.keys())).toEqual([BERT.id]);
    expect(Array.from(actorsAfter(others, 3).keys())).toEqual([ADA.id, BERT.id, chat.id]);
    expect(Array.from(actorsAfter(others, 4).keys())).toEqual([BERT.id]);
  });

  test("Z2: who is followed no more has not ended, and is known again when followed again", () => {
    const left = batch(watching, [{ kind: "stopped", n: 1, at: 1, id: BERT.id, why: "unfollowed" }]);
    expect(left.now.get(BERT.id)).toMatchObject({ stopped: "unfollowed", active: BERT.active, sendable: [] });
    const met = batch(left, [{ kind: "started", n: 2, at: 2, actor: BERT }]);
    expect(met.now.get(BERT.id)?.stopped).toBeUndefined();
    const [event] = left.entries.map((entry) => entry.event);
    expect(event && eventText(event).type).toBe("no longer followed");
    expect(sequenceOf(left, left.now, ADA.id).arrows).toMatchObject([
      { kind: "stopped", why: "unfollowed", text: "no longer followed" },
    ]);
  });

  test("Z2: who is followed from some moment on has not begun with that", () => {
    const at = BERT.born + 60_000;
    expect(eventText({ kind: "started", n: 1, at, actor: BERT }).type).toBe("followed from here");
    expect(eventText({ kind: "started", n: 1, at, actor: { ...BERT, born: at - 99 } }).type).toBe("begins");
  });

  test("Z5: of those who come and go only so many are remembered", () => {
    const pairs = Array.from({ length: 400 }, (_, i) => actorOf(`pair.${i}`, "pair"));
    const events = pairs.flatMap((actor, i): FeedEvent[] => [
      { kind: "started", n: i, at: i, actor },
      { kind: "stopped", n: i, at: i, id: actor.id, why: i % 2 === 0 ? "ended" : "unfollowed" },
    ]);
    const log = batch(watching, events);
    expect(log.now.size).toBe(128);
    expect(log.now.has(ADA.id)).toBe(true);
  });

  test("Z2: tells what an actor heard last", () => {
    const data: FeedEvent = {
      kind: "data",
      n: 3,
      at: 3,
      id: ADA.id,
      origin: "person",
      event: { type: "typing", fields: {} },
    };
    const log = batch(watching, [step(1), step(2, BERT.id), data, step(4, BERT.id)]);
    expect(latestOf(log, 4, ADA.id)).toMatchObject({ transition: { serial: 1 }, data: { serial: 3 } });
    expect(latestOf(log, 2, ADA.id).data).toBeUndefined();
    expect(latestOf(log, 1, BERT.id)).toEqual({});
  });
});

describe("the feed", () => {
  test("Z9: keeps the last answers", () => {
    let feed = NOTHING_YET;
    for (let id = 1; id <= 30; id++) feed = told(feed, { type: "sent", id });
    feed = told(feed, { type: "error", id: 31, message: "no such event" });
    expect(feed.answers).toHaveLength(20);
    expect(feed.answers[0]).toEqual({ id: 31, error: "no such event" });
  });

  test("Z12: hears nothing that it does not know", () => {
    for (const frame of ['{"type":"surprise"}', "[]", "null", "7", '{"type":{"a":1}}']) {
      expect(decode(frame)).toBeUndefined();
    }
    expect(decode('{"type":"sent","id":1}')).toEqual({ type: "sent", id: 1 });
  });
});
