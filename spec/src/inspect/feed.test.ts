import { describe, expect, test } from "@jest/globals";
import type { ConnectionEvent } from "../../../actors/connection-events.ts";
import { connectionName } from "../../../actors/ports.ts";
import type { Code } from "../../../actors/protocol/identity.ts";
import { MemoryHouse } from "../../support/houses.ts";
import { inShort, inspectorOf, Onlooker, two } from "../../support/onlookers.ts";
import { nthCode, nthInvitation, nthPair } from "../../support/world.ts";

const A = `conn.${nthCode(1)}`;
const B = `conn.${nthCode(2)}`;
const ID = nthPair(1);
const PAIR = `pair.${ID}`;
const ROOM = "room.main";

/** They are paired, and so both are watched. */
async function paired() {
  const all = await two();
  all.house.ask(0, { do: "join", code: nthCode(2) });
  all.house.ask(1, { do: "accept", invitation: nthInvitation(1) });
  all.onlooker.events();
  return all;
}

describe("what happens is told", () => {
  test("J3, J4: an invitation that leads to a pair, which is followed with the event that led to it", async () => {
    const { house, onlooker } = await two();
    house.ask(0, { do: "join", code: nthCode(2) });
    house.ask(1, { do: "accept", invitation: nthInvitation(1) });
    expect(onlooker.story()).toEqual([
      `${A} < person: join [joining.idle:2] lobby here asking`,
      `${B} started`,
      `${B} < ${A}: ask [joining.idle:4] lobby here idle`,
      `${A} < ${B}: ask.ringing [joining.asking:8] lobby here ringing`,
      `${B} < person: accept [joining.idle:7] lobby here accepting`,
      `${PAIR} started`,
      `${A} < ${PAIR}: pair.opened [place.lobby:5 joining.ringing:15] paired here idle`,
      `${B} < ${PAIR}: pair.opened [place.lobby:5 joining.accepting:1] paired here idle`,
    ]);
  });

  test("J3: the same seen from whoever is asked, with what is known of the moment", async () => {
    const { house, onlooker } = await two();
    onlooker.follow(B);
    house.ask(0, { do: "join", code: nthCode(2) });
    house.ask(1, { do: "accept", invitation: nthInvitation(1) });
    const events = onlooker.events();
    expect(events.map(inShort)).toEqual([
      `${A} started`,
      // Which it had been handed before anybody looked, and deals with.
      `${A} < person: join [joining.idle:2] lobby here asking`,
      `${B} < ${A}: ask [joining.idle:4] lobby here idle`,
      `${A} < ${B}: ask.ringing [joining.asking:8] lobby here ringing`,
      `${B} < person: accept [joining.idle:7] lobby here accepting`,
      `${PAIR} started`,
      `${A} < ${PAIR}: pair.opened [place.lobby:5 joining.ringing:15] paired here idle`,
      `${B} < ${PAIR}: pair.opened [place.lobby:5 joining.accepting:1] paired here idle`,
    ]);
    expect(events[2]).toEqual({
      n: 3,
      at: house.time,
      kind: "transition",
      id: B,
      origin: "actor",
      from: A,
      event: { type: "ask", fields: { invitation: nthInvitation(1), from: nthCode(1) } },
      taken: ["connection.open.joining.idle:4"],
      active: [
        "connection.open.place.lobby",
        "connection.open.presence.here",
        "connection.open.joining.idle",
      ],
      changed: house.time,
      context: expect.objectContaining({ invitations: 1, away: false, name: "client_00002" }),
      sendable: [],
    });
    expect(events.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test.each([
    ["declined", 1, { do: "decline", invitation: nthInvitation(1) }, `${B} < person: decline`],
    ["cancelled", 0, { do: "cancel", invitation: nthInvitation(1) }, `${B} < ${A}: ask.withdrawn`],
  ] as const)("J4: whoever is invited is followed until that is %s", async (_, who, ask, heard) => {
    const { house, onlooker } = await two();
    house.ask(0, { do: "join", code: nthCode(2) });
    expect(onlooker.follow(A).map(({ id }) => id)).toEqual([A, B]);
    house.ask(who, ask);
    const story = onlooker.story();
    expect(story).toContainEqual(expect.stringContaining(heard));
    expect(story.at(-1)).toBe(`${B} unfollowed`);
    house.ask(1, { do: "enter" });
    expect(onlooker.story()).toEqual([]);
  });

  test("J4: whoever invites is followed, but not who else does; a code that nobody has leads nowhere", async () => {
    const { house, inspector, onlooker } = await two();
    await house.connect("v1");
    house.ask(1, { do: "join", code: nthCode(1) });
    expect(onlooker.story().slice(0, 2)).toEqual([
      `${B} started`,
      `${B} < person: join [joining.idle:2] lobby here asking`,
    ]);
    onlooker.follow(B);
    const invited = new Onlooker(house, inspector);
    invited.follow(A);
    house.ask(2, { do: "join", code: nthCode(1) });
    expect(onlooker.story()).toEqual([`${A} < conn.${nthCode(3)}: ask [joining.idle:4] lobby here idle`]);
    expect(invited.story()[0]).toBe(`conn.${nthCode(3)} started`);
    onlooker.follow(`conn.${nthCode(3)}`);
    house.ask(2, { do: "cancel", invitation: nthInvitation(2) });
    onlooker.story();
    house.ask(2, { do: "join", code: "NOBODY00" });
    expect(onlooker.story().map((line) => line.split(" [")[0])).toEqual([
      `conn.${nthCode(3)} < person: join`,
      `conn.${nthCode(3)} < conn.${nthCode(3)}: ask.refused`,
    ]);
  });

  test("J3: two who look see the same of somebody to whom an event leads that is under way", async () => {
    const { house, inspector, onlooker } = await two();
    const other = new Onlooker(house, inspector);
    other.follow(B);
    house.ask(0, { do: "join", code: nthCode(2) });
    const join = `${A} < person: join [joining.idle:2] lobby here asking`;
    const rest = [
      `${B} < ${A}: ask [joining.idle:4] lobby here idle`,
      `${A} < ${B}: ask.ringing [joining.asking:8] lobby here ringing`,
    ];
    expect(onlooker.story()).toEqual([join, `${B} started`, ...rest]);
    expect(other.story()).toEqual([`${A} started`, join, ...rest]);
  });

  test("J3: times don't go back, however long what is told within something takes", async () => {
    const { house, onlooker } = await two();
    const { bus } = house.population;
    const tell = bus.tell;
    Object.assign(bus, {
      tell: (...told: Parameters<typeof tell>) => {
        house.time += 7;
        return tell(...told);
      },
    });
    house.ask(0, { do: "join", code: nthCode(2) });
    house.ask(1, { do: "accept", invitation: nthInvitation(1) });
    house.frame(0, { type: "message", to: ID, id: 3, text: "hello" });
    const times = onlooker.events().map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(new Set(times).size).toBeGreaterThan(5);
  });

  test("J3: a message and a signal as data, with who told whom", async () => {
    const { house, onlooker } = await paired();
    house.frame(0, { type: "message", to: ID, id: 3, text: "hello" });
    house.frame(1, { type: "signal", pair: ID, kind: "candidate", payload: { candidate: "x" } });
    expect(onlooker.story()).toEqual([
      `${A} < person: message`,
      `${PAIR} < ${A}: say`,
      `${A} < ${PAIR}: tell`,
      `${B} < ${PAIR}: tell`,
      `${B} < person: signal`,
      `${PAIR} < ${B}: signal`,
      `${A} < ${PAIR}: tell`,
    ]);
    house.frame(0, { type: "typing", pair: ID, on: true });
    expect(onlooker.events()[1]).toMatchObject({
      kind: "data",
      event: { type: "typing", fields: { from: "asker", on: true } },
    });
  });

  test("J3, J4: an absence, a return, and the end of the pair, after which the partner is no longer followed", async () => {
    const { house, onlooker } = await paired();
    await house.cut(1, 0);
    await house.resume(1, 0);
    expect(onlooker.story()).toEqual([
      `${B} < system: dropped [place.paired:3 presence.here:0] paired away idle`,
      `${PAIR} < ${B}: presence [pair.open:1] open`,
      `${A} < ${PAIR}: tell`,
      `${B} < system: resumed [place.paired:4 presence.away:0] paired here idle`,
      `${PAIR} < ${B}: presence [pair.open:1] open`,
      `${A} < ${PAIR}: tell`,
    ]);
    house.ask(1, { do: "leave" });
    expect(onlooker.story()).toEqual([
      `${B} < person: leave [place.paired:1] lobby here idle`,
      `${PAIR} < ${B}: leave [pair.open:2] ended`,
      `${A} < ${PAIR}: pair.ended [place.paired:6] lobby here idle`,
      `${PAIR} ended`,
      `${B} unfollowed`,
    ]);
    house.ask(1, { do: "enter" });
    expect(onlooker.story()).toEqual([]);
  });

  test("J4: the chatroom is followed, and does not lead to its members", async () => {
    const { house, onlooker } = await two();
    house.ask(1, { do: "enter" });
    house.ask(0, { do: "enter" });
    expect(onlooker.story()).toEqual([
      `${A} < person: enter [place.lobby:0] chatroom here idle`,
      `${ROOM} started`,
      `${ROOM} < ${A}: enter [chatroom:0] listed`,
      `${A} < ${ROOM}: tell`,
    ]);
    house.frame(1, { type: "message", to: "room", id: 9, text: "hello" });
    expect(onlooker.story()).toEqual([`${ROOM} < ${B}: say`]);
    await house.disconnect(0);
    expect(onlooker.story()).toEqual([
      `${A} < system: disconnected [place.chatroom:2] closed`,
      `${ROOM} < ${A}: leave [chatroom:1] listed`,
      `${A} ended`,
      `${ROOM} unfollowed`,
    ]);
  });

  test("J3: a timer, and what it leads to", async () => {
    const { house, onlooker } = await two();
    house.ask(0, { do: "join", code: nthCode(2) });
    onlooker.follow(A, B);
    house.clock.pass(60_000);
    expect(onlooker.story()).toEqual([
      `${A} < timer: xstate.after.ringFor.connection.open.joining.ringing [joining.ringing:16] lobby here idle`,
      `${B} < ${A}: ask.withdrawn [connection.open:2] lobby here idle`,
    ]);
  });

  test("J3: an actor that fails", async () => {
    const { house, onlooker } = await two();
    house.ask(0, { do: "join", code: nthCode(2) });
    onlooker.follow(A, B);
    house.survives = true;
    // Its partner is nobody.
    const opened: unknown = {
      type: "pair.opened",
      pair: { id: ID, address: PAIR, side: "asker" },
      partner: { person: { code: nthCode(2) } },
    };
    house.population.bus.tell(connectionName(nthCode(1) as Code), opened as ConnectionEvent);
    expect(onlooker.story()).toEqual([
      `${A} < system: pair.opened [] lobby here ringing`,
      `${A} failed`,
      `${B} < system: ask.withdrawn [connection.open:2] lobby here idle`,
    ]);
  });

  test("J3, J12: what the inspector itself fails at is not noticed by the actors", async () => {
    const house = new MemoryHouse();
    const errors: unknown[] = [];
    const inspector = inspectorOf(house, { onError: (error) => errors.push(error) });
    await house.connect("v1");
    const onlooker = new Onlooker(house, inspector);
    onlooker.watch(A);
    const ended: unknown = { type: "ask.updated", invitation: nthInvitation(1) };
    house.population.bus.tell(connectionName(nthCode(1) as Code), ended as ConnectionEvent);
    expect(errors).toHaveLength(1);
    house.ask(0, { do: "enter" });
    expect(onlooker.story()).toEqual([
      `${A} < person: enter [place.lobby:0] chatroom here idle`,
      `${A} < ${ROOM}: tell`,
    ]);
  });
});
