import { afterEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { Person } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";

const OUTBOX = 65_536;
const TEXT = "x".repeat(8_000);

describe.each(BOTH_EDGES)("slow readers on the %s edge", (edge) => {
  let relay: TestRelay;
  afterEach(() => relay.stop());

  const arrive = (dialect: Person["dialect"]) => Person.arrive(relay, dialect);

  /** Reads until `count` messages have been heard; whatever else is said is for other tests. */
  async function hear(person: Person, count: number): Promise<void> {
    for (let heard = 0; heard < count; ) if ((await person.client.next()).includes(TEXT)) heard++;
  }

  test("E14, E20: in a chatroom of all dialects everybody else hears everything, and hears who has gone", async () => {
    relay = await TestRelay.start({ edge, outboxBytes: OUTBOX });
    const speaker = await arrive("v1");
    const readers = await Promise.all(DIALECT_NAMES.map(arrive));
    const sleepers = await Promise.all(DIALECT_NAMES.map(arrive));
    for (const person of [speaker, ...readers, ...sleepers]) {
      person.enter();
      await person.untilMark();
    }
    for (const { client } of sleepers) client.socket.pause();
    const all = relay.running.open;
    let said = 0;
    for (; relay.running.open > all - sleepers.length && said < 4_000; said += 4) {
      for (let n = 0; n < 4; n++) speaker.say(TEXT);
      await Promise.all(readers.map((reader) => hear(reader, 4)));
    }
    expect(relay.running.open).toBe(all - sleepers.length);
    const frames = (await speaker.untilMark()).map((frame) => JSON.stringify(frame));
    expect(frames.filter((frame) => frame.startsWith('{"type":"sent"'))).toHaveLength(said);
    const left = frames.filter((frame) => frame.startsWith('{"type":"member","change":"left"'));
    expect(left).toHaveLength(sleepers.length);
    for (const { client } of sleepers) {
      client.socket.resume();
      expect(await client.untilClosed()).toEqual({ code: 4420, reason: "reading too slowly" });
    }
    expect(relay.log).toEqual([]);
  });

  test("E14: in a pair the partner hears that the slow reader is gone", async () => {
    relay = await TestRelay.start({ edge, outboxBytes: OUTBOX });
    const [ann, bob] = [await arrive("classic"), await arrive("v1")];
    ann.join(bob);
    await Promise.all([ann.next(), bob.next()]);
    bob.client.socket.pause();
    const heard: unknown[] = [];
    for (let said = 0; heard.length === 0 && said < 4_000; said++) {
      ann.say(TEXT);
      heard.push(...(await ann.untilMark()));
    }
    expect(heard[0]).toEqual({ type: "PEER_LEFT", payload: {} });
    bob.client.socket.resume();
    expect((await bob.client.untilClosed()).code).toBe(4420);
  });
});
