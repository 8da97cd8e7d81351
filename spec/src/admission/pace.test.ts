import { describe, expect, test } from "@jest/globals";
import { pace, Talker, type Verdict } from "../../../src/admission/pace.ts";

describe("S7, S8: how fast one connection talks", () => {
  let now = 0;
  const given = pace({ messageBurst: 3, messageRate: 10 }, () => now);
  if (given === undefined) throw new Error("no pace");
  const talk = (talker: Talker, frames: number) => {
    const verdicts: Record<Verdict, number> = { heard: 0, refused: 0, abuse: 0 };
    for (let n = 0; n < frames; n++) verdicts[talker.count(given)]++;
    return verdicts;
  };

  test("S7: the burst is heard, then the rate", () => {
    const talker = new Talker();
    expect(talk(talker, 5)).toEqual({ heard: 3, refused: 2, abuse: 0 });
    expect(talker.wait).toBe(100);
    now += 200;
    expect(talk(talker, 5)).toEqual({ heard: 2, refused: 3, abuse: 0 });
  });

  test("S8: ten bursts are refused with patience, not more", () => {
    expect(talk(new Talker(), 50)).toEqual({ heard: 3, refused: 30, abuse: 17 });
  });

  test("S8: up to ten times the rate is refused for ever, more is abuse", () => {
    const verdicts = (frames: number) => {
      const talker = new Talker();
      const all: Record<Verdict, number> = { heard: 0, refused: 0, abuse: 0 };
      for (let tenths = 0; tenths < 1000; tenths++) {
        now += 100;
        const some = talk(talker, frames);
        all.heard += some.heard;
        all.refused += some.refused;
        all.abuse += some.abuse;
      }
      return all;
    };
    expect(verdicts(11).abuse).toBe(0);
    expect(verdicts(13).abuse).toBeGreaterThan(0);
  });

  test.each([
    [0, 10],
    [3, 0],
    [0, 0],
  ])("S7, G3: a burst of %i and a rate of %i are no limit", (messageBurst, messageRate) => {
    expect(pace({ messageBurst, messageRate }, () => now)).toBeUndefined();
  });
});
