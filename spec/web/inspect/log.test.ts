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
const watching = withWatching(EMPTY_LOG, { at: 0, actors: [ADA, BERT] });
const stateAfter = (log: Log, serial: number) => actorsAfter(log, serial).get(ADA.id)?.active[0];

/** How many events clients and relay have told. */
let tellings = 0;

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
    const chosen = withWatching(ended, { at: 4, actors: [BERT] });
    const others = batch(chosen, [step(5, BERT.id)]);
    expect(Array.from(others.now.keys())).toEqual([BERT.id]);
    expect(Array.from(actorsAfter(others, 3).keys())).toEqual([ADA.id, BERT.id, chat.id]);
    expect(actorsAfter(others, 4).get(BERT.id)).toBe(BERT);
    expect(Array.from(actorsAfter(others, 4).keys())).toEqual([BERT.id]);
    expect(stateAfter(others, 3)).toBe("state.1");
    expect(actorsAfter(others, 5).get(BERT.id)?.active).toEqual(["state.5"]);
  });

  test("Z5: what was watched before and what is watched now are kept apart, by one row however often it changes", () => {
    const before = batch(watching, [step(1), step(2)]);
    const chosen = withWatching(withWatching(before, { at: 3, actors: [ADA] }), { at: 4, actors: [BERT] });
    expect(chosen.entries.map(({ event }) => event.kind)).toEqual(["transition", "transition", "watching"]);
    expect(chosen.last).toBe(3);
    const [, , row] = chosen.entries;
    expect(row && eventText(row)).toMatchObject({ type: `Now watching ${BERT.id}`, from: "", to: "" });
    expect(sequenceOf(chosen, chosen.now, BERT.id).arrows.at(-1)).toMatchObject({
      kind: "watching",
      text: `Now watching ${BERT.id}`,
      from: "",
      to: "",
    });
    expect(sequenceOf(chosen, chosen.now, BERT.id).lanes.map(({ id }) => id)).not.toContain("");
    let log = watching;
    for (let i = 1; i <= 600; i++) log = withWatching(batch(log, [step(i)]), { at: i, actors: [ADA] });
    expect(log.entries).toHaveLength(KEPT);
    expect(stateAfter(log, 1199)).toBe("state.600");
  });

  /** What a client tells of its session, or the relay of Ada, at some time. */
  const at = (time: number, id: string, type = "x", origin: "person" | "system" = "person"): FeedEvent => {
    const event = { ...step(time, id), origin, event: { type, fields: {} } };
    return event.kind === "transition" ? { ...event, context: { told: ++tellings } } : event;
  };
  const session = actorOf("client.1.session", "session");
  const typesIn = (log: Log) =>
    log.entries.map(({ event }) => ("event" in event ? event.event.type : event.kind));

  test("Z5: what a client has reported late stands where it was: before what it led to, and after what it heard of", () => {
    const both = withWatching(EMPTY_LOG, { at: 0, actors: [ADA, session] });
    const relay = batch(both, [at(100, ADA.id, "enter"), at(101, ADA.id, "tell"), at(140, ADA.id, "later")]);
    const log = batch(relay, [
      at(100, session.id, "enter here"),
      at(101, session.id, "socket.frame", "system"),
      at(101, session.id, "relay.entered"),
    ]);
    expect(typesIn(log)).toEqual(["enter here", "enter", "tell", "socket.frame", "relay.entered", "later"]);
    expect(log.entries.map(({ serial }) => serial)).toEqual([1, 2, 3, 4, 5, 6]);
    expect([log.last, since(relay, log).fresh]).toEqual([6, 3]);
    // Whoever looks at what has been sees what was there.
    expect(typesIn(relay)).toEqual(["enter", "tell", "later"]);
    expect(actorsAfter(log, 1).get(session.id)?.active).toEqual(["state.100"]);
    expect(actorsAfter(log, 1).get(ADA.id)).toBe(ADA);
  });

  test("Z5: nothing is put beyond a gap, or beyond where something else was watched, and then times don't go back either", () => {
    const both = withWatching(EMPTY_LOG, { at: 0, actors: [ADA, session] });
    const gap = batch(batch(both, [at(100, ADA.id, "one")]), [at(200, ADA.id, "two")], 3);
    const late = batch(gap, [at(50, session.id, "late")]);
    expect(typesIn(late)).toEqual(["one", "two", "late"]);
    expect(late.entries.map((entry) => [entry.event.at, entry.missed])).toEqual([
      [100, 0],
      [200, 3],
      [200, 0],
    ]);
    const chosen = withWatching(late, { at: 300, actors: [ADA, session] });
    expect(batch(chosen, [at(250, session.id, "later")]).entries.at(-1)?.event.at).toBe(300);
  });

  test("Z5, Z6: whatever comes when: times never go back, each client's order holds, and every moment is as it was", () => {
    const ids = [ADA.id, session.id, "client.2.session"];
    const one = fc.record({ who: fc.nat(2), delay: fc.nat(700), pause: fc.nat(30) });
    const batches = fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.array(one, { minLength: 1, maxLength: 60 }) },
        { weight: 1, arbitrary: fc.constant(undefined) },
      ),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(batches, fc.nat(3), (all, missed) => {
        const actors = [ADA, session, actorOf("client.2.session", "session")];
        let log = withWatching(EMPTY_LOG, { at: 0, actors });
        let now = 0;
        const last = new Map<string, number>();
        for (const [i, events] of all.entries()) {
          const before = log;
          if (events === undefined) {
            log = withWatching(log, { at: now, actors });
            continue;
          }
          const happened = events.map(({ who, delay, pause }) => {
            now += pause;
            const id = ids[who] ?? "";
            // Of one client they come in order.
            const time = Math.max(who === 0 ? now : now - delay, last.get(id) ?? 0);
            last.set(id, time);
            return at(time, id);
          });
          log = batch(log, happened, i % 4 === 0 ? missed : 0);
          expect(log.last).toBe(before.last + happened.length);
        }
        const times = log.entries.map(({ event }) => event.at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const first = log.entries[0]?.serial ?? 1;
        expect(log.entries.map(({ serial }) => serial)).toEqual(log.entries.map((_, i) => first + i));
        expect(log.entries.length).toBeLessThanOrEqual(KEPT);
        for (const id of ids) {
          const order = log.entries.flatMap(({ event }) =>
            event.kind === "transition" && event.id === id ? [Number(event.context["told"])] : [],
          );
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
        expect(actorsAfter(log, log.last)).toEqual(log.now);
      }),
      { numRuns: 60 },
    );
  });

  test("Z2: who is followed no more has not ended, and is known again when followed again", () => {
    const left = batch(watching, [{ kind: "stopped", n: 1, at: 1, id: BERT.id, why: "unfollowed" }]);
    expect(left.now.get(BERT.id)).toMatchObject({ stopped: "unfollowed", active: BERT.active, sendable: [] });
    const met = batch(left, [{ kind: "started", n: 2, at: 2, actor: BERT }]);
    expect(met.now.get(BERT.id)?.stopped).toBeUndefined();
    const [entry] = left.entries;
    expect(entry && eventText(entry).type).toBe("no longer followed");
    expect(sequenceOf(left, left.now, ADA.id).arrows).toMatchObject([
      { kind: "stopped", why: "unfollowed", text: "no longer followed" },
    ]);
  });

  test("Z2: who is followed from some moment on has not begun with that", () => {
    const at = BERT.born + 60_000;
    const words = (actor: typeof BERT) =>
      eventText({ event: { kind: "started", n: 1, at, actor }, entered: [] }).type;
    expect(words(BERT)).toBe("followed from here");
    expect(words({ ...BERT, born: at - 99 })).toBe("begins");
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
