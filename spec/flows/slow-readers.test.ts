import { afterEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { type Frame, member, unpaired, wire } from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

const OUTBOX = 65_536;
const TEXT = "x".repeat(8_000);
const ONE = nthPair(1);

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
    const frames = await speaker.untilMark();
    expect(frames.filter((frame) => Object(frame).type === "sent")).toHaveLength(said);
    const changes = frames.flatMap((frame) => {
      const { type, change, member } = Object(frame);
      return type === "member" && change !== "entered" ? [[member.code, change]] : [];
    });
    const fates = sleepers.map(({ code, dialect }) => [code, dialect === "v1" ? "away" : "left"]);
    expect(changes.sort()).toEqual(fates.sort());
    relay.clock.pass(60_000);
    const [late] = sleepers.filter(({ dialect }) => dialect === "v1");
    expect(await speaker.untilMark()).toEqual(late && [member("left", late, all - sleepers.length)]);
    for (const { client } of sleepers) {
      client.socket.resume();
      expect(await client.untilClosed()).toEqual({ code: 4420, reason: "reading too slowly" });
    }
    expect(relay.log).toEqual([]);
  });

  test.each(DIALECT_NAMES)(
    "E14, N2: in a pair the partner of a slow %s reader hears that it is gone",
    async (dialect) => {
      relay = await TestRelay.start({ edge, outboxBytes: OUTBOX });
      const [ann, bob] = [await arrive("classic"), await arrive(dialect)];
      await pairUp(ann, bob, ONE);
      bob.client.socket.pause();
      const heard: Frame[] = [];
      for (let said = 0; relay.running.open === 2 && said < 4_000; said++) {
        ann.say(TEXT);
        heard.push(...(await ann.untilMark()));
      }
      if (dialect === "v1") {
        expect(heard).toEqual([]);
        relay.clock.pass(60_000);
      }
      heard.push(...(await ann.untilMark()));
      expect(heard).toEqual([wire("classic", unpaired(ONE, "gone"))]);
      bob.client.socket.resume();
      expect((await bob.client.untilClosed()).code).toBe(4420);
    },
  );
});
