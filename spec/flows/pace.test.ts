import { afterEach, describe, expect, test } from "@jest/globals";
import { Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { said } from "../support/wire.ts";
import { NOW, nthPair } from "../support/world.ts";

const TOO_FAST = "Too many messages at once; wait a moment.";
const ONE = nthPair(1);
const LIMITS = { messageBurst: 3, messageRate: 10 };
const tooFast = { type: "error", code: "too-fast", message: TOO_FAST, retryAfter: 100 };

describe.each(BOTH_EDGES)("how fast one connection may talk, on the %s edge", (edge) => {
  let relay: TestRelay;
  const start = async (settings: Parameters<typeof TestRelay.start>[0] = {}) => {
    relay = await TestRelay.start({ edge, ...settings });
  };
  afterEach(() => relay.stop());

  test("S7: beyond the burst a message is refused by its number and reaches nobody, until time has passed", async () => {
    await start({ ...LIMITS, messageBurst: 4 });
    const ann = await Person.arrive(relay, "v1");
    const bob = await Person.arrive(relay, "classic");
    await pairUp(bob, ann, ONE);
    // The hello and the accept were the first frames.
    for (const text of ["one", "two", "three"]) ann.say(text, ONE);
    await bob.hears(said(ONE, ann, "one", 1), said(ONE, ann, "two", 2));
    const heard = [await ann.next(), await ann.next(), await ann.next(), await ann.next(), await ann.next()];
    expect(heard).toContainEqual({ ...tooFast, re: "message", id: 3 });
    relay.now = () => NOW + 100;
    ann.say("four", ONE);
    expect(await bob.next()).toMatchObject({ type: "MSGFROM", payload: { text: "four" } });
  });

  test.each(["classic", "text"] as const)("S7: so it is on %s, whatever the frames are", async (dialect) => {
    await start(LIMITS);
    const { client } = await Person.arrive(relay, dialect);
    for (const frame of ["nonsense", Buffer.of(1), "nonsense", "nonsense", Buffer.of(1)]) client.send(frame);
    const errors = await client.take(5);
    expect(errors.map((frame) => frame.includes(TOO_FAST))).toEqual([false, false, false, true, true]);
  });

  test.each(["classic", "text", "v1"] as const)(
    "S9: bytes count as frames do on %s, as they are on the wire",
    async (dialect) => {
      await start({ byteBurst: 1024, byteRate: 1024 });
      const { client } = await Person.arrive(relay, dialect);
      // Two bytes a letter, whatever it is in memory.
      const frames = ["é".repeat(300), "é".repeat(300), Buffer.alloc(700)];
      for (const frame of frames) client.send(frame);
      const errors = await client.take(3);
      expect(errors.map((frame) => frame.includes(TOO_FAST))).toEqual([false, true, true]);
      relay.now = () => NOW + 1000;
      client.send(frames[1] ?? "");
      expect(await client.next()).not.toContain(TOO_FAST);
    },
  );

  test("S9: the answer says when the same would be heard", async () => {
    await start({ byteBurst: 1024, byteRate: 1024 });
    const ann = await Person.arrive(relay, "v1");
    // The hello was 16 bytes.
    ann.send({ type: "rename", name: "x".repeat(1024 - '{"type":"rename","name":""}'.length) });
    expect(await ann.next()).toEqual({ ...tooFast, re: "rename", retryAfter: 16 });
  });

  test("S9, S8: whoever sends ten times the bytes is closed", async () => {
    await start({ byteBurst: 1024, byteRate: 1024 });
    const { client } = await Person.arrive(relay, "text");
    for (let n = 0; n < 30; n++) client.send("x".repeat(1024));
    expect((await client.untilClosed()).code).toBe(4429);
    expect(client.pending.filter((frame) => frame === `ERROR:${TOO_FAST}`)).toHaveLength(10);
  });

  test("S8: whoever does not stop is closed, and told when to come back", async () => {
    await start(LIMITS);
    const { client } = await Person.arrive(relay, "text");
    for (let n = 0; n < 100; n++) client.send("/list");
    expect(await client.untilClosed()).toEqual({
      code: 4429,
      reason: "too many messages; come back in 10 seconds",
    });
    expect(client.pending.filter((frame) => frame === `ERROR:${TOO_FAST}`)).toHaveLength(30);
    await relay.untilOpen(0);
    expect(relay.log).toEqual([]);
  });
});
