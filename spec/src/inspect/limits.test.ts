import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FEED_LIMITS } from "../../../actors/inspect/feed.ts";
import { MemoryHouse } from "../../support/houses.ts";
import { BATCH, FeedEnd, inspectorOf, Onlooker } from "../../support/onlookers.ts";
import { nthCode, nthInvitation, nthPair } from "../../support/world.ts";

const A = `conn.${nthCode(1)}`;
const B = `conn.${nthCode(2)}`;
const PAIR = `pair.${nthPair(1)}`;

async function look(options: Parameters<typeof inspectorOf>[1] = {}) {
  const house = new MemoryHouse();
  const inspector = inspectorOf(house, options);
  await house.connect("v1");
  await house.connect("v1");
  await house.heard();
  const onlooker = new Onlooker(house, inspector);
  onlooker.follow(A);
  return { house, inspector, onlooker };
}

const RENAME = { type: "rename", name: "anna" };

describe("batches", () => {
  test("J9: one in 16 ms, with all that has happened since the last", async () => {
    const { house, onlooker } = await look();
    house.frame(0, RENAME);
    house.clock.pass(BATCH - 1);
    house.frame(0, RENAME);
    expect(onlooker.told("batch")).toEqual([]);
    house.clock.pass(1);
    expect(onlooker.told("batch").map(({ events }) => events.map(({ n }) => n))).toEqual([[1, 2]]);
    house.clock.pass(1000);
    expect(onlooker.told("batch")).toEqual([]);
  });

  test("J9: the oldest are missed when there is no room for all, and counted", async () => {
    const { house, onlooker } = await look();
    for (let i = 0; i < FEED_LIMITS.pending + 20; i++) house.frame(0, RENAME);
    house.clock.pass(BATCH);
    const [batch] = onlooker.told("batch");
    expect(batch?.missed).toBe(20);
    expect(batch?.events).toHaveLength(FEED_LIMITS.pending);
    expect(batch?.events[0]?.n).toBe(21);
    house.frame(0, RENAME);
    expect(onlooker.events()[0]?.n).toBe(FEED_LIMITS.pending + 21);
  });

  test("J9: a viewer who does not read is closed, and the relay and others go on", async () => {
    const { house, inspector, onlooker } = await look();
    const other = new Onlooker(house, inspector);
    other.watch(A);
    onlooker.behind = 1024 * 1024 + 1;
    house.frame(0, RENAME);
    house.clock.pass(BATCH);
    expect(onlooker.ended).toBe(4420);
    expect(onlooker.told("batch")).toEqual([]);
    expect(other.told("batch")).toHaveLength(1);
    onlooker.leave();
    expect(inspector.isAttached).toBe(true);
    other.leave();
    expect(inspector.isAttached).toBe(false);
  });

  test("J4: no more are followed than one viewer may", async () => {
    const house = new MemoryHouse();
    const inspector = inspectorOf(house);
    for (let i = 0; i < FEED_LIMITS.watched + 1; i++) await house.connect("v1");
    const onlooker = new Onlooker(house, inspector);
    const everybody = Array.from({ length: FEED_LIMITS.watched + 1 }, (_, i) => `conn.${nthCode(i + 1)}`);
    expect(onlooker.watch(...everybody)).toEqual([]);
    expect(onlooker.watch(...everybody.slice(1))).toHaveLength(FEED_LIMITS.watched);
  });

  test("J12: of too many viewers the next is sent away", async () => {
    const { house, inspector } = await look();
    const viewers = Array.from({ length: 20 }, () => new Onlooker(house, inspector));
    expect(viewers.filter(({ ended }) => ended === 1013)).toHaveLength(5);
  });
});

describe("events by hand", () => {
  const send = (onlooker: Onlooker, actor: string, event: { readonly type: string }) => {
    onlooker.ask({ type: "send", id: 5, actor, event });
    return onlooker.take();
  };
  const SENT = [{ type: "sent", id: 5 }];
  const refused = (message: unknown = expect.any(String)) => [{ type: "error", id: 5, message }];

  test("J10: not without control", async () => {
    const { house, onlooker } = await look();
    expect(onlooker.watch(A)).toMatchObject([{ sendable: [] }]);
    expect(send(onlooker, A, { type: "enter" })).toEqual(refused());
    house.clock.pass(BATCH);
    expect(onlooker.take()).toEqual([]);
  });

  test("J10: what a client could say, checked as from the client", async () => {
    const { house, onlooker } = await look({ control: true });
    expect(send(onlooker, A, { type: "join", ...{ code: "no code" } })).toEqual(
      refused(expect.stringContaining("code")),
    );
    expect(send(onlooker, A, { type: "join", ...{ code: nthCode(2) } })).toEqual(SENT);
    expect(send(onlooker, B, { type: "accept", ...{ invitation: nthInvitation(1) } })).toEqual(SENT);
    expect(send(onlooker, A, { type: "message", ...{ to: nthPair(1), text: "hello" } })).toEqual(SENT);
    const story = onlooker.story();
    expect(story[0]).toBe(`${A} < hand: join [joining.idle:2] lobby here asking`);
    expect(story.slice(-3)).toEqual([`${A} < hand: message`, `${PAIR} < ${A}: say`, `${B} < ${PAIR}: tell`]);
    // No number of A's own was answered.
    const [heardByA] = await house.heard();
    expect(heardByA).not.toContainEqual(expect.objectContaining({ type: "sent" }));
  });

  test("J10: what the relay tells a connection, and the end of a timer", async () => {
    const { house, onlooker } = await look({ control: true });
    house.ask(0, { do: "join", code: nthCode(2) });
    onlooker.story();
    const [state] = onlooker.watch(A);
    const after = "xstate.after.ringFor.connection.open.joining.ringing";
    expect(state?.sendable.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["cancel", "leave", "dropped", "disconnected", after]),
    );
    expect(send(onlooker, A, { type: after })).toEqual(SENT);
    expect(send(onlooker, A, { type: "dropped" })).toEqual(SENT);
    expect(onlooker.story()).toEqual([
      `${A} < hand: ${after} [joining.ringing:16] lobby here idle`,
      `${A} < hand: dropped [presence.here:0] lobby away idle`,
    ]);
    // That they come back.
    expect(house.clock.pending).toBe(1);
  });

  test.each([
    ["an event of another actor", A, { type: "pair.ended" }],
    ["an event that leads nowhere now", A, { type: "accept" }],
    ["an event of XState's", A, { type: "xstate.stop" }],
    ["a failing of the lane", A, { type: "lane.failed" }],
    ["a hello", A, { type: "hello" }],
    ["the chatroom", "room.main", { type: "leave" }],
    ["nobody", "conn.NOBODY00", { type: "enter" }],
    ["the root", "x:0", { type: "stop" }],
    ["what every object has", A, { type: "toString" }],
  ])("J10: refused: %s", async (_, actor, event) => {
    const { house, onlooker } = await look({ control: true });
    expect(send(onlooker, actor, event)).toEqual(refused());
    expect(onlooker.story()).toEqual([]);
    expect(house.population.bus.actors().size).toBe(3);
  });
});

describe("whatever is sent", () => {
  test.each<[string, unknown]>([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["no type", "{}"],
    ["another type", { type: "hello" }],
    ["too many rows", { type: "list", query: 1, filter: {}, offset: 0, limit: 201 }],
    ["no filter", { type: "list", query: 1, offset: 0, limit: 1 }],
    ["a list of too many", { type: "watch", actors: Array(17).fill("a"), follow: true }],
    ["an event with an object in it", { type: "send", id: 1, actor: A, event: { type: "enter", x: {} } }],
    ["far too much", "x".repeat(100_000)],
  ])("J12: a viewer hears an error: %s", async (_, frame) => {
    const { onlooker } = await look();
    onlooker.say(frame);
    expect(onlooker.take()).toEqual([expect.objectContaining({ type: "error" })]);
  });

  test("J12: a viewer who sends too many frames hears that", async () => {
    const { house, onlooker } = await look();
    for (let i = 0; i < 60; i++) onlooker.say("{}");
    expect(onlooker.take().at(-1)).toEqual({ type: "error", message: "Too many frames." });
    house.time += 1000;
    onlooker.ask({ type: "watch", actors: [A], follow: false });
    expect(onlooker.told("watching")).toHaveLength(1);
  });

  const key = fc.constantFrom(
    ...["type", "query", "filter", "offset", "limit", "actors", "follow", "id", "actor", "event", "text"],
    ...["kind", "code", "at", "events", "missed", "machine", "active", "context", "__proto__"],
  );
  const word = fc.constantFrom(
    "list",
    "watch",
    "send",
    "client",
    "actors",
    "batch",
    "enter",
    "session",
    A,
    PAIR,
  );
  const leaf = fc.oneof(word, fc.string(), fc.double(), fc.nat(), fc.boolean(), fc.constant(null));
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 6 }),
    ),
  })).value;
  const frame = fc.oneof(
    fc.string({ unit: "binary" }),
    value.map((any) => JSON.stringify(any)),
    fc.record({ type: word, any: value }).map(({ type, any }) => JSON.stringify({ ...Object(any), type })),
  );

  test("J12: viewers and clients are answered or closed, and the relay lives on", async () => {
    const { house, inspector } = await look({ control: true });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 10 }), (frames) => {
        const ends = [new Onlooker(house, inspector), new FeedEnd(inspector.client)];
        for (const end of ends) for (const one of frames) end.say(one);
        house.clock.pass(1000);
        house.time += 1000;
        for (const end of ends) end.leave();
      }),
      { numRuns: 300 },
    );
    const onlooker = new Onlooker(house, inspector);
    expect(onlooker.watch("room.main")).toHaveLength(1);
    await house.connect("v1");
    expect((await house.heard()).at(-1)).toHaveLength(1);
  });
});
