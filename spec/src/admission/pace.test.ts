import { describe, expect, test } from "@jest/globals";
import { pace, Talker, type Verdict } from "../../../src/admission/pace.ts";

const NO_BYTES = { byteBurst: 0, byteRate: 0 };
const NO_FRAMES = { messageBurst: 0, messageRate: 0 };

describe("S7, S8: how fast one connection talks", () => {
  let now = 0;
  const given = pace({ messageBurst: 3, messageRate: 10, ...NO_BYTES }, () => now);
  if (given === undefined) throw new Error("no pace");
  const talk = (talker: Talker, frames: number) => {
    const verdicts: Record<Verdict, number> = { heard: 0, refused: 0, abuse: 0 };
    for (let n = 0; n < frames; n++) verdicts[talker.count(given, 1_000_000)]++;
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
    expect(pace({ messageBurst, messageRate, ...NO_BYTES }, () => now)).toBeUndefined();
  });
});

describe("S9: how many bytes one connection sends", () => {
  let now = 0;
  const limited = (limits: Parameters<typeof pace>[0]) => {
    const given = pace(limits, () => now);
    if (given === undefined) throw new Error("no pace");
    const talker = new Talker();
    return {
      /** What becomes of one frame, and the ms to wait. */
      say: (bytes: number): readonly [Verdict, number] => [talker.count(given, bytes), talker.wait],
    };
  };
  const BYTES = { ...NO_FRAMES, byteBurst: 1000, byteRate: 100 };

  test("the burst is heard, then the rate; what is refused costs nothing", () => {
    const { say } = limited(BYTES);
    expect(say(600)).toEqual(["heard", 0]);
    expect(say(600)).toEqual(["refused", 2000]);
    expect(say(400)).toEqual(["heard", 0]);
    expect(say(0)).toEqual(["heard", 0]);
    expect(say(1)).toEqual(["refused", 10]);
    now += 1000;
    expect(say(100)).toEqual(["heard", 0]);
    expect(say(100)).toEqual(["refused", 1000]);
  });

  test("a frame larger than the burst is heard after a pause, and asks for one", () => {
    const { say } = limited(BYTES);
    expect(say(1)).toEqual(["heard", 0]);
    expect(say(3000)).toEqual(["refused", 10]);
    now += 10;
    expect(say(3000)).toEqual(["heard", 0]);
    expect(say(1)).toEqual(["refused", 20_010]);
    now += 20_010;
    expect(say(1)).toEqual(["heard", 0]);
  });

  test("ten bursts are refused with patience, not more", () => {
    const { say } = limited(BYTES);
    say(1000);
    for (let n = 0; n < 20; n++) expect(say(500)[0]).toBe("refused");
    expect(say(500)[0]).toBe("abuse");
  });

  test("S7: frames count beside bytes, and the wait is until both may be", () => {
    const { say } = limited({ messageBurst: 2, messageRate: 10, byteBurst: 1000, byteRate: 100 });
    expect([say(990), say(10)]).toEqual([
      ["heard", 0],
      ["heard", 0],
    ]);
    expect(say(1)).toEqual(["refused", 100]);
    expect(say(11)).toEqual(["refused", 110]);
    now += 110;
    expect(say(11)).toEqual(["heard", 0]);
  });

  test("S8: what frames of any size are refused counts in bytes too", () => {
    const { say } = limited({ messageBurst: 1, messageRate: 1, byteBurst: 1000, byteRate: 100 });
    say(0);
    expect(say(9999)[0]).toBe("refused");
    expect(say(2)[0]).toBe("abuse");
  });

  test.each([
    [0, 10],
    [3, 0],
    [0, 0],
  ])("G3: a burst of %i and a rate of %i are no limit", (byteBurst, byteRate) => {
    expect(pace({ byteBurst, byteRate, ...NO_FRAMES }, () => now)).toBeUndefined();
    const { say } = limited({ byteBurst, byteRate, messageBurst: 2, messageRate: 1 });
    expect([say(1e9), say(1e9), say(1)]).toEqual([
      ["heard", 0],
      ["heard", 0],
      ["refused", 1000],
    ]);
  });
});
