import { describe, expect, test } from "@jest/globals";
import type { FeedEvent } from "../../../actors/inspect/feed.ts";
import { EMPTY_LOG, withBatch, withWatching } from "../../../web/inspect/model/log.ts";
import { sequenceOf } from "../../../web/inspect/model/sequence.ts";
import { eventWords, heardWords } from "../../../web/inspect/model/words.ts";
import { ada, bert, client, data, next, pair, room, watching } from "../../support/watched.ts";

describe("the sequence diagram", () => {
  test("Z7: has lanes from one person to the other, and what is between and outside", () => {
    const log = withBatch(watching, {
      type: "batch",
      missed: 0,
      events: [
        data(ada.id, "message", undefined, "person"),
        data(pair.id, "say", ada.id),
        data(bert.id, "tell", pair.id),
        data(bert.id, "typing", undefined, "person"),
        data(client.id, "say", undefined, "person"),
        data(room.id, "list", ada.id),
        data(ada.id, "ringFor", undefined, "timer"),
        data(ada.id, "again"),
      ],
    });
    const { lanes, arrows } = sequenceOf(log, log.now, ada.id);
    expect(lanes.map(({ id }) => id)).toEqual([
      "person:AAAA",
      client.id,
      ada.id,
      pair.id,
      bert.id,
      "person:BBBB",
      room.id,
      "timer",
    ]);
    expect(arrows.map(({ from, to }) => `${from} ${to}`)).toEqual([
      // Whose client is shown.
      "client.1.session conn.a",
      "conn.a pair.1",
      "pair.1 conn.b",
      "person:BBBB conn.b",
      "person:AAAA client.1.session",
      "conn.a room.main",
      "timer conn.a",
      "conn.a conn.a",
    ]);
    expect(sequenceOf(log, log.now, bert.id).lanes[0]?.id).toBe("person:BBBB");
  });

  test("Z26: those who live stand before those who don't or are no longer followed, with whom it is of first", () => {
    const stop = (id: string, why: "ended" | "unfollowed"): FeedEvent => ({
      kind: "stopped",
      ...next(),
      id,
      why,
    });
    const another = { ...pair, id: "pair.2" };
    const cleo = { ...bert, id: "conn.c", code: "CCCC" };
    const log = withBatch(watching, {
      type: "batch",
      missed: 0,
      events: [
        data(pair.id, "say", ada.id),
        data(bert.id, "typing", undefined, "person"),
        data(ada.id, "ringFor", undefined, "timer"),
        stop(pair.id, "ended"),
        stop(bert.id, "unfollowed"),
        { kind: "started", ...next(), actor: cleo },
        { kind: "started", ...next(), actor: another },
        data(another.id, "say", cleo.id),
      ],
    });
    const lanes = ["conn.a", "pair.2", "conn.c", "timer", "pair.1", "conn.b", "person:BBBB"];
    expect(sequenceOf(log, log.now, ada.id).lanes.map(({ id }) => id)).toEqual(lanes);
    // Whenever it is looked at: lanes stay where they are while one goes back.
    expect(sequenceOf(log, log.base, ada.id).lanes.map(({ id }) => id)).toEqual(lanes);
    expect(
      sequenceOf(log, log.now, bert.id)
        .lanes.slice(0, 2)
        .map(({ id }) => id),
    ).toEqual(["person:BBBB", "conn.b"]);
  });

  test("Z7: a person says something by their client, as long as that is shown", () => {
    const said = () => data(ada.id, "message", undefined, "person");
    const id = "client.2.session";
    const came = (): FeedEvent => ({ kind: "started", ...next(), actor: { ...client, id } });
    const left = (): FeedEvent => ({ kind: "stopped", ...next(), id, why: "ended" });
    const unfollowed = withWatching(EMPTY_LOG, { at: 0, actors: [ada] });
    const events = [said(), came(), said(), left(), said()];
    const log = withBatch(unfollowed, { type: "batch", missed: 0, events });
    expect(sequenceOf(log, log.now, ada.id).arrows.map(({ from }) => from)).toEqual([
      "person:AAAA",
      "client.2.session",
      "client.2.session",
      "client.2.session",
      "person:AAAA",
    ]);
  });

  test.each([
    [
      { type: "tell", fields: { message: "signal", kind: "offer", bytes: 3 } },
      "tell signal offer",
      ["bytes"],
    ],
    [{ type: "tell", fields: { message: "sent", id: 3 } }, "tell sent", ["id"]],
    [{ type: "signal", fields: { kind: "start" } }, "signal start", []],
    [{ type: "message", fields: { to: "room" } }, "message", ["to"]],
    [{ type: "tell", fields: {} }, "tell", []],
  ])("Z7: an event says what it is about: %j", (event, words, others) => {
    const heard = heardWords(event);
    expect([heard.words, Object.keys(heard.others)]).toEqual([words, others]);
  });

  test.each([
    ["xstate.after.ringFor.connection.open.joining.ringing", "after ringFor"],
    ["xstate.done.state.session.open.place", "done: place"],
    ["xstate.done.actor.peer", "done: peer"],
    ["xstate.snapshot.call", "changed: call"],
    ["xstate.error.actor.peer", "error: peer"],
    ["relay.entered", "relay.entered"],
    ["xstate.after", "xstate.after"],
    ["xstate.after.1500.session", "after 1.5 s"],
  ])("Z7: %s is shown as %s", (type, words) => {
    expect(eventWords(type)).toBe(words);
  });

  test("Z7: has a lane for whom nobody has told of", () => {
    const log = withBatch(EMPTY_LOG, {
      type: "batch",
      missed: 0,
      events: [data("conn.x", "message", undefined, "person"), data("conn.x", "tell", "pair.9")],
    });
    expect(sequenceOf(log, log.now, undefined).lanes.map(({ id }) => id)).toEqual([
      "person:conn.x",
      "conn.x",
      "pair.9",
    ]);
  });
});
