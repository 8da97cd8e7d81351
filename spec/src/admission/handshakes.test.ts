import { describe, expect, test } from "@jest/globals";
import { Crowds } from "../../../src/admission/crowds.ts";
import { Handshakes } from "../../../src/admission/handshakes.ts";

const RATE = { burst: 2, interval: 100 };

describe("S5: handshakes", () => {
  test("count for each address alone", () => {
    const handshakes = new Handshakes(RATE);
    expect([1, 2, 3].map(() => handshakes.count("a", 0))).toEqual([0, 0, 100]);
    expect([1, 2, 3].map(() => handshakes.count("b", 0))).toEqual([0, 0, 100]);
    expect(handshakes.count("a", 100)).toBe(0);
  });

  test("S6: an address whose bucket is full again is forgotten", () => {
    const handshakes = new Handshakes(RATE);
    for (let n = 0; n < 1000; n++) handshakes.count(`early ${n}`, 0);
    expect(handshakes.size).toBe(1000);
    handshakes.count("late", 99);
    expect(handshakes.size).toBe(1001);
    handshakes.count("later", 100);
    expect(handshakes.size).toBe(2);
  });

  test("S6: no more than so many are remembered; who asked longest ago goes first", () => {
    const handshakes = new Handshakes(RATE, 3);
    for (const address of ["a", "a", "b", "c", "a", "d"]) handshakes.count(address, 0);
    expect(handshakes.size).toBe(3);
    expect(handshakes.count("a", 0)).toBe(100);
    for (let n = 0; n < 1000; n++) handshakes.count(`flood ${n}`, 0);
    expect(handshakes.size).toBe(3);
  });
});

test("S6: of sockets that have closed nothing is remembered", () => {
  const crowds = new Crowds();
  for (const address of ["a", "b", "a"]) crowds.add(address);
  expect([crowds.of("a"), crowds.of("b"), crowds.of("c"), crowds.size]).toEqual([2, 1, 0, 2]);
  for (const address of ["a", "b", "a"]) crowds.remove(address);
  expect([crowds.of("a"), crowds.size]).toEqual([0, 0]);
});
