import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { entered, presence, said, sent } from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

const ONE = nthPair(1);
/** How long a socket that was told goodbye has for its answer, ms. */
const FAREWELL = 1000;
/** By what time passes here. */
const STEP = 50;
const RESTART = { code: 1012, reason: "the relay restarts" };

describe.each(BOTH_EDGES)("a relay that is stopped, on the %s edge", (edge) => {
  let relay: TestRelay;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
  });
  afterEach(() => relay.stop());

  const drain = (timeout = 30_000) => relay.running.drain(timeout);

  /** Lets time pass until the relay has closed; with how much it was, ms, and whether all was delivered. */
  async function close(drained: Promise<boolean>): Promise<{ after: number; delivered: boolean }> {
    let delivered: boolean | undefined;
    drained.then((all) => {
      delivered = all;
    });
    for (let after = 0; ; ) {
      await new Promise(setImmediate);
      if (delivered !== undefined) return { after, delivered };
      if (relay.clock.pending === 0) continue;
      relay.clock.pass(STEP);
      after += STEP;
    }
  }
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${relay.port}${path}`)).status;

  /** Ann, who is here, owes Bob something: he is away, and she has said something meanwhile. */
  async function owing(): Promise<[ann: Person, bob: Person]> {
    const ann = await Person.arrive(relay, "v1");
    const bob = await Person.arrive(relay, "v1");
    await pairUp(ann, bob, ONE);
    await bob.vanish(relay);
    ann.say("one", ONE);
    await ann.hears(presence(ONE, true), sent(ONE, 1));
    return [ann, bob];
  }

  test("O1: is not ready any more, but healthy, and takes nobody new", async () => {
    await owing();
    expect(await get("/ready")).toBe(200);
    const drained = drain(200);
    expect([await get("/ready"), await get("/health")]).toEqual([503, 200]);
    for (const path of ["/ws", "/ws/text"]) await expect(relay.connect(path)).rejects.toThrow("503");
    await close(drained);
  });

  test("O2: tells v1 clients when to come back, and closes every socket with 1012", async () => {
    const people = await Promise.all(DIALECT_NAMES.map((dialect) => Person.arrive(relay, dialect)));
    const drained = drain();
    for (const person of people) {
      if (person.dialect === "v1")
        expect(await person.next()).toEqual({ type: "restarting", reconnectAfter: 500 });
      expect(await person.client.untilClosed()).toEqual(RESTART);
      expect(person.client.pending).toEqual([]);
    }
    expect(await close(drained)).toEqual({ after: FAREWELL, delivered: true });
    expect(relay.clock.pending).toBe(0);
  });

  test("O2: many are asked to come back over a longer time", async () => {
    const watcher = await Person.arrive(relay, "v1");
    await Promise.all(Array.from({ length: 399 }, () => relay.connect()));
    const drained = drain();
    expect(await watcher.next()).toEqual({ type: "restarting", reconnectAfter: 1000 });
    await close(drained);
  });

  test("O3: what was acknowledged is delivered to somebody who comes back in time; then it closes", async () => {
    const [ann, away] = await owing();
    const drained = drain();
    await ann.next();
    relay.clock.pass(5000);
    const bob = await away.comeBack(relay);
    expect(bob.streams.session).toMatchObject({ resumed: true });
    await bob.hears(said(ONE, ann, "one", 1));
    await ann.hears(presence(ONE, false));
    expect((await close(drained)).delivered).toBe(true);
    for (const { client } of [ann, bob]) expect(await client.untilClosed()).toEqual(RESTART);
    expect(relay.clock.pending).toBe(0);
  });

  test("O3: likewise what was said in the chatroom", async () => {
    const ann = await Person.arrive(relay, "v1");
    const bob = await Person.arrive(relay, "v1");
    bob.enter();
    await bob.hears(entered([{ code: bob.code, name: bob.name, number: 1 }]));
    bob.send({ type: "ack", seq: 1 });
    ann.enter();
    await ann.next();
    await bob.next();
    await bob.vanish(relay);
    ann.say("one");
    await ann.next();
    await ann.hears(sent("room", 1));
    const drained = drain();
    await ann.next();
    const back = await bob.comeBack(relay);
    await back.hears(said("room", ann, "one", 1));
    expect((await close(drained)).delivered).toBe(true);
  });

  test("O3, O4: not beyond drainTimeout; and of those who come meanwhile only who was here may stay", async () => {
    const [ann] = await owing();
    const drained = drain(1000);
    await ann.next();
    const stranger = await relay.connect("/ws", { protocol: "parley.v1" });
    stranger.send('{"type":"hello"}');
    expect(await stranger.untilClosed()).toEqual(RESTART);
    const { after, delivered } = await close(drained);
    expect(delivered).toBe(false);
    // Closing itself may take a turn more.
    expect([0, STEP]).toContain(after - 1000 - FAREWELL);
  });

  test("O4: it waits for nobody who has all", async () => {
    const [ann, bob] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    await bob.vanish(relay);
    const drained = drain();
    await ann.next();
    expect(await ann.client.untilClosed()).toEqual(RESTART);
    expect(await close(drained)).toEqual({ after: FAREWELL, delivered: true });
    expect(bob.streams.seq).toBe(0);
  });

  test("O4: with nobody here it closes at once", async () => {
    expect(await drain()).toBe(true);
    await expect(relay.connect()).rejects.toThrow();
  });
});
