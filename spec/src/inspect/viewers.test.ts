import { describe, expect, test } from "@jest/globals";
import { CHATROOM } from "../../../actors/ports.ts";
import { Onlooker, two } from "../../support/onlookers.ts";
import { nthCode } from "../../support/world.ts";

const B = `conn.${nthCode(2)}`;

describe("who looks", () => {
  test("J1: nothing is attached before the first viewer and after the last", async () => {
    const { house, inspector, onlooker } = await two();
    const { bus } = house.population;
    const second = new Onlooker(house, inspector);
    expect(inspector.isAttached).toBe(true);
    expect(bus.observer).toBeDefined();
    onlooker.leave();
    expect(inspector.isAttached).toBe(true);
    second.leave();
    expect(inspector.isAttached).toBe(false);
    expect(bus.observer).toBeUndefined();
    expect(house.clock.pending).toBe(0);
    house.ask(0, { do: "enter" });
    expect(onlooker.events()).toEqual([]);
  });

  test("J2: they hear hello and every chart first, and what they watch next", async () => {
    const { house, inspector } = await two();
    const onlooker = new Onlooker(house, inspector);
    const [hello, ...charts] = onlooker.greeting;
    expect(hello).toEqual({
      type: "hello",
      version: 1,
      at: house.time,
      relay: { version: "1.2.3", edge: "ws" },
      identities: true,
      control: false,
      login: false,
    });
    expect(charts).toEqual(
      ["connection", "pair", "chatroom", "session", "call"].map((machine) => ({
        type: "machine",
        chart: expect.objectContaining({ machine }),
      })),
    );
    expect(onlooker.watch(CHATROOM, "pair.none", "conn.NOBODY00")).toEqual([
      expect.objectContaining({
        id: CHATROOM,
        active: ["chatroom.listed"],
        context: { members: 0, last: 0 },
      }),
    ]);
    expect(onlooker.watch(B).map(({ id }) => id)).toEqual([B]);
    house.ask(0, { do: "enter" });
    expect(onlooker.story()).toEqual([]);
  });

  test("J3: two viewers each hear what they watch, by numbers of their own", async () => {
    const { house, inspector, onlooker } = await two();
    const second = new Onlooker(house, inspector);
    second.watch(B);
    house.ask(0, { do: "rename", name: "anna" });
    house.ask(1, { do: "rename", name: "ben" });
    expect(onlooker.events().map(({ n }) => n)).toEqual([1]);
    expect(second.story()).toEqual([`${B} < person: rename [place.lobby:4] lobby here idle`]);
  });
});
