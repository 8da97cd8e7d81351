import { describe, expect, test } from "@jest/globals";
import { AddressBuckets, perAddress } from "../../../src/admission/address-buckets.ts";
import { Crowds } from "../../../src/admission/crowds.ts";

const RATE = { burst: 2, interval: 100 };

describe("S5: what each address does", () => {
  test("count for each address alone", () => {
    const buckets = new AddressBuckets(RATE);
    expect([1, 2, 3].map(() => buckets.count("a", 0))).toEqual([0, 0, 100]);
    expect([1, 2, 3].map(() => buckets.count("b", 0))).toEqual([0, 0, 100]);
    expect(buckets.count("a", 100)).toBe(0);
  });

  test("S10: can be asked about without counting", () => {
    const buckets = new AddressBuckets(RATE);
    expect([buckets.wait("a", 0), buckets.untilFull("a", 0), buckets.size]).toEqual([0, 0, 0]);
    buckets.count("a", 0);
    expect([buckets.wait("a", 0), buckets.untilFull("a", 0)]).toEqual([0, 100]);
    buckets.count("a", 0);
    expect([buckets.wait("a", 0), buckets.untilFull("a", 0)]).toEqual([100, 200]);
    expect([buckets.wait("a", 150), buckets.untilFull("a", 150)]).toEqual([0, 50]);
    expect(buckets.untilFull("a", 300)).toBe(0);
  });

  test("G3: 0 is unlimited, and nothing is remembered but the last", () => {
    const buckets = new AddressBuckets(perAddress(0));
    for (let n = 0; n < 1000; n++) expect(buckets.count(`${n % 10}`, 0)).toBe(0);
    expect([buckets.size, buckets.wait("9", 0), buckets.untilFull("9", 0)]).toEqual([1, 0, 0]);
  });

  test("S6: an address whose bucket is full again is forgotten", () => {
    const buckets = new AddressBuckets(RATE);
    for (let n = 0; n < 1000; n++) buckets.count(`early ${n}`, 0);
    expect(buckets.size).toBe(1000);
    buckets.count("late", 99);
    expect(buckets.size).toBe(1001);
    buckets.count("later", 100);
    expect(buckets.size).toBe(2);
  });

  test("S6: no more than so many are remembered; who asked longest ago goes first", () => {
    const buckets = new AddressBuckets(RATE, 3);
    for (const address of ["a", "a", "b", "c", "a", "d"]) buckets.count(address, 0);
    expect(buckets.size).toBe(3);
    expect(buckets.count("a", 0)).toBe(100);
    for (let n = 0; n < 1000; n++) buckets.count(`flood ${n}`, 0);
    expect(buckets.size).toBe(3);
  });
});

test("S6: of sockets that have closed nothing is remembered", () => {
  const crowds = new Crowds();
  for (const address of ["a", "b", "a"]) crowds.add(address);
  expect([crowds.of("a"), crowds.of("b"), crowds.of("c"), crowds.size]).toEqual([2, 1, 0, 2]);
  for (const address of ["a", "b", "a"]) crowds.remove(address);
  expect([crowds.of("a"), crowds.size]).toEqual([0, 0]);
});
