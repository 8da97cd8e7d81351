import { describe, expect, test } from "@jest/globals";
import { MemoryHouse } from "../../support/houses.ts";
import { inspectorOf, Onlooker } from "../../support/onlookers.ts";
import { nthCode, nthInvitation, nthPair } from "../../support/world.ts";

const A = `conn.${nthCode(1)}`;
const B = `conn.${nthCode(2)}`;
const PAIR = nthPair(1);

/** Two people on v1, and somebody who follows the first. */
async function two() {
  const house = new MemoryHouse();
  const inspector = inspectorOf(house);
  await house.connect("v1");
  await house.connect("v1");
  const onlooker = new Onlooker(house, inspector);
  onlooker.follow(A);
  return { house, inspector, onlooker };
}

async function paired() {
  const all = await two();
  const { house, onlooker } = all;
  house.ask(0, { do: "join", code: nthCode(2) });
  house.ask(1, { do: "accept", invitation: nthInvitation(1) });
  onlooker.events();
  return all;
}

describe("the feed", () => {
  test("J: probe", async () => {
    const { house, onlooker } = await two();
    house.ask(0, { do: "join", code: nthCode(2) });
    console.log(onlooker.story());
    house.ask(1, { do: "accept", invitation: nthInvitation(1) });
    console.log(onlooker.story());
    house.frame(0, { type: "message", to: PAIR, id: 3, text: "secret" });
    console.log(JSON.stringify(onlooker.events(), undefined, 1));
    house.frame(0, { type: "signal", pair: PAIR, kind: "offer", payload: { sdp: "v=0" }, id: 4 });
    console.log(onlooker.story());
    await house.heard();
    await house.cut(1, 0);
    console.log(onlooker.story());
    await house.resume(1, 0);
    console.log(onlooker.story());
    house.ask(1, { do: "leave" });
    console.log(onlooker.story());
    house.ask(0, { do: "enter" });
    console.log(onlooker.story());
    await house.disconnect(0);
    console.log(onlooker.story());
  });
});
