import { describe, expect, test } from "@jest/globals";
import type { Filter } from "../../../actors/inspect/feed.ts";
import { Masks } from "../../../src/inspect/masks.ts";
import { MemoryHouse } from "../../support/houses.ts";
import { inspectorOf, Onlooker } from "../../support/onlookers.ts";
import { nthCode, nthInvitation } from "../../support/world.ts";

/** Three people, the third in the chatroom since a minute later. */
async function three(identities = true) {
  const house = new MemoryHouse();
  for (const _ of "abc") await house.connect("v1");
  house.time += 60_000;
  house.ask(2, { do: "enter" });
  const inspector = inspectorOf(house, { identities });
  const onlooker = new Onlooker(house, inspector);
  const list = (filter: Filter, offset = 0, limit = 200) => {
    onlooker.ask({ type: "list", query: 7, filter, offset, limit });
    const [page] = onlooker.told("index");
    if (page === undefined) throw new Error("there was no page");
    return page;
  };
  const ids = (filter: Filter) => list(filter).actors.map(({ id }) => id);
  return { house, inspector, onlooker, list, ids };
}

const [A, B, C] = [1, 2, 3].map((n) => `conn.${nthCode(n)}`);

describe("the index", () => {
  test("J7: every actor with its states, and how many are in which", async () => {
    const { house, list } = await three();
    const page = list({});
    expect(page).toMatchObject({ type: "index", query: 7, at: house.time, offset: 0, total: 4 });
    expect(page.actors.map(({ id }) => id)).toEqual(["room.main", A, B, C]);
    expect(page.actors[3]).toEqual({
      id: C,
      machine: "connection",
      side: "relay",
      active: [
        "connection.open.place.chatroom",
        "connection.open.presence.here",
        "connection.open.joining.idle",
      ],
      born: house.time - 60_000,
      changed: house.time,
      code: nthCode(3),
      name: "client_00003",
    });
    expect(page.machines).toEqual([
      { machine: "chatroom", side: "relay", actors: 1, states: { "chatroom.listed": 1 } },
      {
        machine: "connection",
        side: "relay",
        actors: 3,
        states: {
          "connection.open.place.lobby": 2,
          "connection.open.place.chatroom": 1,
          "connection.open.presence.here": 3,
          "connection.open.joining.idle": 3,
        },
      },
    ]);
  });

  test("J7: pages", async () => {
    const { list } = await three();
    expect(list({}, 1, 2)).toMatchObject({ offset: 1, total: 4, actors: [{ id: A }, { id: B }] });
    expect(list({}, 4, 2)).toMatchObject({ total: 4, actors: [] });
  });

  test.each<[string, Filter, (string | undefined)[]]>([
    ["a machine", { machine: "chatroom" }, ["room.main"]],
    ["a side", { side: "client" }, []],
    ["an inner state", { state: "connection.open.place.chatroom" }, [C]],
    ["an outer state", { state: "connection.open" }, [A, B, C]],
    ["no state of half a name", { state: "connection.open.pl" }, []],
    ["part of an id", { text: "ROOM.m" }, ["room.main"]],
    ["a code, in small letters", { text: " code0002 " }, [B]],
    ["a name", { text: "Client_00003" }, [C]],
    ["a word of eight letters that is no code", { text: "chatroom" }, []],
    ["both", { machine: "connection", text: "0003" }, [C]],
  ])("J7: a filter for %s", async (_, filter, expected) => {
    const { ids } = await three();
    expect(ids(filter)).toEqual(expected);
  });

  test("J8: age, and how long an actor has been in its states, also before anybody looked", async () => {
    const { house, ids } = await three();
    expect(ids({ stuckFor: 60_000 })).toEqual(["room.main", A, B]);
    expect(ids({ stuckFor: 60_001 })).toEqual([]);
    expect(ids({ olderThan: 60_000 })).toEqual(["room.main", A, B, C]);
    // Another name is no other state.
    house.time += 5000;
    house.ask(2, { do: "rename", name: "carla" });
    expect(ids({ stuckFor: 5000, machine: "connection" })).toEqual([A, B, C]);
    house.ask(2, { do: "leave" });
    expect(ids({ stuckFor: 5000, machine: "connection" })).toEqual([A, B]);
  });

  test("J7: it comes again within about a second, when something has changed", async () => {
    const { house, onlooker, list } = await three();
    list({ state: "connection.open.place.chatroom" });
    house.clock.pass(10_000);
    expect(onlooker.told("index")).toEqual([]);
    house.ask(0, { do: "enter" });
    expect(onlooker.told("index")).toEqual([]);
    house.clock.pass(1000);
    expect(onlooker.told("index").map(({ total }) => total)).toEqual([2]);
    list({ side: "client" });
    house.ask(1, { do: "enter" });
    house.clock.pass(1000);
    // The counts have changed, if nothing else.
    expect(onlooker.told("index").map(({ query, total }) => [query, total])).toEqual([[7, 0]]);
    onlooker.leave();
    expect(house.clock.pending).toBe(0);
  });

  test("J7, J8: it comes again when somebody becomes as old, or as stuck, as the filter says, though nothing happens", async () => {
    const { house, onlooker, list } = await three();
    const pass = (ms: number) => {
      house.time += ms;
      house.clock.pass(ms);
    };
    list({ stuckFor: 65_000, machine: "connection" });
    pass(4000);
    expect(onlooker.told("index")).toEqual([]);
    pass(1000);
    expect(onlooker.told("index").map(({ actors }) => actors.map(({ id }) => id))).toEqual([[A, B]]);
    list({ olderThan: 66_000, machine: "connection" });
    pass(1000);
    expect(onlooker.told("index").map(({ total }) => total)).toEqual([3]);
  });

  test("J7: less often when making it takes long", async () => {
    const house = new MemoryHouse();
    await house.connect("classic");
    // Whatever asks for the time takes a hundredth of a second.
    const onlooker = new Onlooker(house, inspectorOf(house, { now: () => (house.time += 10) }));
    onlooker.ask({ type: "list", query: 1, filter: {}, offset: 0, limit: 10 });
    onlooker.take();
    house.ask(0, { do: "enter" });
    house.clock.pass(1999);
    expect(onlooker.told("index")).toEqual([]);
    house.clock.pass(10_000);
    expect(onlooker.told("index")).toHaveLength(1);
  });
});

describe("masks", () => {
  test("J6: the same for the same code, and no two alike", () => {
    const masks = new Masks();
    const codes = Array.from({ length: 5000 }, (_, n) => nthCode(n));
    const made = codes.map((code) => masks.of(code));
    expect(made.every((mask) => /^~[0-9a-z]{8}$/.test(mask))).toBe(true);
    expect(new Set(made).size).toBe(codes.length);
    masks.forget();
    expect(codes.map((code) => masks.of(code))).toEqual(made);
    expect(new Masks().of(nthCode(1))).not.toBe(made[1]);
  });

  test("J6: what is remembered of them is bounded, and they are made a part at a time", () => {
    const masks = new Masks();
    const codes = Array.from({ length: 60_000 }, (_, n) => String(n));
    masks.make(codes);
    expect(masks.size).toBe(1000);
    masks.make(codes);
    expect(masks.size).toBe(2000);
    for (const code of codes) masks.of(code);
    expect(masks.size).toBe(50_000);
  });

  test("J1, J6: a mask stands for a code wherever that stands, and is forgotten with the last viewer", async () => {
    const house = new MemoryHouse();
    await house.connect("v1");
    await house.connect("v1");
    const masks = new Masks();
    const inspector = inspectorOf(house, { identities: false, masks });
    const onlooker = new Onlooker(house, inspector);
    onlooker.ask({ type: "list", query: 1, filter: { machine: "connection" }, offset: 0, limit: 10 });
    const ids = onlooker.told("index").flatMap(({ actors }) => actors.map(({ id }) => id));
    const [a = "", b = ""] = ids;
    expect(onlooker.follow(a, b)).toMatchObject([
      { id: a, code: a.replace("conn.", "") },
      { id: b, code: b.replace("conn.", "") },
    ]);
    house.ask(0, { do: "join", code: nthCode(2) });
    house.ask(1, { do: "accept", invitation: nthInvitation(1) });
    const story = JSON.stringify(onlooker.events());
    expect(story).toContain(`"partner":"${b.replace("conn.", "")}"`);
    expect(story).not.toMatch(/CODE000|client_000/);
    onlooker.leave();
    expect(masks.size).toBe(0);
  });

  test("J6: a whole code is found while masked, a mask is, and a part of a code is not", async () => {
    const { ids } = await three(false);
    const [mask = ""] = ids({ text: nthCode(2) });
    expect(mask).toMatch(/^conn\.~[0-9a-z]{8}$/);
    expect(ids({ text: mask.replace("conn.", "") })).toEqual([mask]);
    expect(ids({ text: mask.slice(-5) })).toEqual([mask]);
    expect(ids({ text: nthCode(2).slice(0, 7) })).toEqual([]);
    expect(ids({ text: "client_00002" })).toEqual([]);
  });
});
