import { describe, expect, test } from "@jest/globals";
import { History } from "../../../src/session/history.ts";

const entry = (bytes: number) => ({ bytes });

describe("the end of a stream", () => {
  test("N4: numbers count from 1", () => {
    const history = new History({ entries: 3, bytes: 100 });
    expect([history.first, history.last, history.size]).toEqual([1, 0, 0]);
    const [one, two] = [entry(10), entry(20)];
    history.add(one);
    history.add(two);
    expect([history.first, history.last, history.bytes]).toEqual([1, 2, 30]);
    expect([0, 1, 2, 3].map((n) => history.get(n))).toEqual([undefined, one, two, undefined]);
  });

  test.each([
    ["entries", { entries: 3, bytes: 1000 }, 3],
    ["bytes", { entries: 100, bytes: 45 }, 4],
  ])("N8: no more %s are kept than the bound", (_, bounds, kept) => {
    const history = new History(bounds);
    for (let n = 1; n <= 1000; n++) {
      history.add(entry(10));
      expect([history.last, history.size]).toEqual([n, Math.min(n, kept)]);
    }
    expect([history.first, history.bytes]).toEqual([1001 - kept, kept * 10]);
    expect(history.get(1000 - kept)).toBeUndefined();
    expect(history.get(1001 - kept)).toBeDefined();
  });

  test("N8: one that is larger than all that may be kept is not", () => {
    const history = new History({ entries: 3, bytes: 10 });
    history.add(entry(5));
    history.add(entry(11));
    expect([history.size, history.first, history.last, history.bytes]).toEqual([0, 3, 2, 0]);
    history.add(entry(1));
    expect([history.first, history.last]).toEqual([3, 3]);
  });

  test("N8: what the client has is forgotten, and the numbers go on", () => {
    const history = new History({ entries: 10, bytes: 100 });
    const third = entry(3);
    for (const one of [entry(1), entry(2), third, entry(4)]) history.add(one);
    history.forget(3);
    expect([history.first, history.last, history.bytes, history.forgotten]).toEqual([4, 4, 4, third]);
    history.forget(2);
    history.forget(1000);
    expect([history.first, history.last, history.size]).toEqual([5, 4, 0]);
    history.add(entry(5));
    expect([history.first, history.last]).toEqual([5, 5]);
  });
});
