import { describe, expect, test } from "@jest/globals";
import { fragmentOf, placeIn } from "../../../web/inspect/model/fragment.ts";
import { EVERYTHING, filterOf, isTime, neighbours, PAGE, span } from "../../../web/inspect/model/query.ts";
import { ada } from "../../support/watched.ts";

describe("the list", () => {
  test("Z1: asks only for what somebody wants", () => {
    expect(filterOf(EVERYTHING)).toEqual({});
    const wanted = {
      text: " k7Q2 ",
      machine: "pair",
      side: "relay",
      state: "pair.open",
      olderThan: "60",
      stuckFor: "x",
    };
    expect(filterOf({ ...wanted, side: "relay" })).toEqual({
      text: "k7Q2",
      machine: "pair",
      side: "relay",
      state: "pair.open",
      olderThan: 60_000,
    });
  });

  test("Z23: a time is a number of seconds, 0 or more", () => {
    expect(["", " ", "0", "1.5", "60"].map(isTime)).toEqual(Array(5).fill(true));
    expect(["-1", "x", "1,5", "Infinity", "1e300"].map(isTime)).toEqual(Array(5).fill(false));
    expect(filterOf({ ...EVERYTHING, olderThan: "-1", stuckFor: "0" })).toEqual({});
  });

  test("Z1: has a page before and after, where there is one", () => {
    const index = { type: "index", query: 1, at: 0, total: 250, machines: [] } as const;
    const page = (offset: number, count: number) =>
      neighbours({ ...index, offset, actors: Array.from({ length: count }, () => ada) });
    expect(page(0, PAGE)).toEqual({ after: PAGE });
    expect(page(PAGE, PAGE)).toEqual({ before: 0, after: 2 * PAGE });
    expect(page(2 * PAGE, 50)).toEqual({ before: PAGE });
    expect(page(0, 0)).toEqual({});
    expect([0, 119_000, 120_000, 7_200_000, 200_000_000].map(span)).toEqual([
      "0 s",
      "119 s",
      "2 min",
      "2 h",
      "2 d",
    ]);
  });
});

describe("the address", () => {
  test("Z20: says what is looked for and who was chosen, and is read the same", () => {
    const wanted = { ...EVERYTHING, text: "a&b #1", side: "client", stuckFor: "1.5" } as const;
    const place = { wanted, chosen: "conn.~k2/é", root: "conn.~k2/é" };
    expect(placeIn(fragmentOf(place))).toEqual(place);
    expect(fragmentOf({ wanted: EVERYTHING, chosen: undefined, root: undefined })).toBe("");
    const led = { wanted: EVERYTHING, chosen: "client.1.session", root: "conn.~k2" };
    expect(fragmentOf(led)).toBe("#actor=client.1.session&root=conn.%7Ek2");
    expect(placeIn(fragmentOf(led))).toEqual(led);
  });

  test.each([
    "#chart",
    "",
    "#%ff%00=%&&&==",
    `#text=${"x".repeat(201)}`,
    `#actor=${"x".repeat(201)}&machine=${"y".repeat(100_000)}`,
    "#side=both&olderThan=-1&stuckFor=1e999",
    "#olderThan=soon&__proto__=x&constructor=y",
    "#text=%E2%80%AEabc&actor=a%0Ab&state=%1B[31m",
    "#root=conn.~k2",
  ])("Z20: leaves out what can't be: %s", (fragment) => {
    expect(placeIn(fragment)).toEqual({ wanted: EVERYTHING, chosen: undefined, root: undefined });
  });
});
