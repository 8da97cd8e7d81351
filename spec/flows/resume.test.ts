import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { expectSilence, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { type Heard, presence, refused, renamed, said, sent, unpaired } from "../support/wire.ts";
import { EPOCH, nthPair, nthToken } from "../support/world.ts";

const ONE = nthPair(1);
const WINDOW = 60_000;

describe.each(BOTH_EDGES)("a v1 client that comes back, on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  const start = async (settings: Parameters<typeof TestRelay.start>[0] = {}) => {
    relay = await TestRelay.start({ edge, ...settings });
    ann = await Person.arrive(relay, "v1");
    bob = await Person.arrive(relay, "v1");
  };
  beforeEach(() => start());
  afterEach(() => relay.stop());

  test("N1: is told what it needs to come back", () => {
    expect(ann.streams.session).toEqual({
      token: nthToken(1),
      epoch: EPOCH,
      seq: 0,
      window: WINDOW,
      resumed: false,
      received: 0,
    });
    expect(bob.streams.session?.token).toBe(nthToken(2));
  });

  test("N6: a message that is sent again is said once, and the client knows which to send again", async () => {
    await pairUp(ann, bob, ONE);
    ann.say("one", ONE);
    await bob.hears(said(ONE, ann, "one", 1));
    await ann.vanish(relay);
    ann = await ann.comeBack(relay);
    await bob.hears(presence(ONE, true), presence(ONE, false));
    expect(ann.streams.session).toMatchObject({ received: 1 });
    await ann.hears(sent(ONE, 1));
    ann.send({ type: "message", to: ONE, id: 1, text: "one" });
    ann.send({ type: "leave", id: 1 });
    await ann.hears(refused("already-said", "message", 1), refused("already-said", "leave", 1));
    ann.send({ type: "rename", name: "Ann", id: 7 });
    await ann.hears(renamed(ann, "Ann", true));
    ann.send({ type: "message", to: ONE, id: 6, text: "late" });
    await ann.hears(refused("already-said", "message", 6));
    await bob.hears(renamed(ann, "Ann", false));
    await expectSilence(ann, bob);
  });

  test("N10: to a socket that is still open, which is closed; nobody else notices", async () => {
    await pairUp(ann, bob, ONE);
    const old = bob;
    bob = await bob.comeBack(relay);
    expect(await old.client.untilClosed()).toEqual({
      code: 4409,
      reason: "another socket goes on with this session",
    });
    ann.say("still there?", ONE);
    await bob.hears(said(ONE, ann, "still there?", 1));
    await ann.hears(sent(ONE, 1));
    await relay.untilOpen(2);
    await expectSilence(ann, bob);
  });

  test("N10: on two sockets at once: one of them goes on, and has missed nothing", async () => {
    await pairUp(ann, bob, ONE);
    await bob.vanish(relay);
    ann.say("one", ONE);
    await ann.hears(presence(ONE, true), sent(ONE, 1));
    const hello = JSON.stringify({ type: "hello", resume: bob.streams.position() });
    const clients = await Promise.all([0, 1].map(() => relay.connect("/ws", { protocol: "parley.v1" })));
    for (const client of clients) client.send(hello);
    const loser = await Promise.race(clients.map((client) => client.closed.then(() => client)));
    expect(await loser.untilClosed()).toMatchObject({ code: 4409 });
    for (const client of clients) {
      expect(JSON.parse(await client.next())).toMatchObject({
        type: "welcome",
        session: { resumed: true },
      });
      expect(JSON.parse(await client.next())).toMatchObject({ type: "message", text: "one", seq: 3 });
    }
    await relay.untilOpen(2);
    await ann.hears(presence(ONE, false));
    await expectSilence(ann);
  });

  test("N7, N8: having missed more than is kept, is somebody new; the one it was is gone", async () => {
    await pairUp(ann, bob, ONE);
    await bob.vanish(relay);
    for (let i = 0; i < 513; i++) ann.send({ type: "typing", pair: ONE, on: true });
    await expectHeard(ann, presence(ONE, true));
    const next = await bob.comeBack(relay);
    expect(next.streams.session).toMatchObject({ resumed: false, lost: "overrun", token: nthToken(3) });
    await ann.hears(unpaired(ONE, "gone"));
    expect(relay.running.away).toBe(0);
    await pairUp(next, ann, nthPair(2));
  });

  test.each([
    ["another token", { token: "nobody's" }, false],
    ["another epoch", { epoch: "another" }, true],
    ["a place that was never given", { seq: 3 }, true],
    ["a place in the chatroom that was never given", { roomSeq: 1 }, true],
  ])("N7: with %s, is somebody new", async (_, other, endsTheOld) => {
    await pairUp(ann, bob, ONE);
    await bob.vanish(relay);
    await ann.hears(presence(ONE, true));
    const next = await bob.comeBack(relay, other);
    expect(next.streams.session).toMatchObject({ resumed: false, lost: "unknown" });
    expect(next.code).not.toBe(bob.code);
    if (endsTheOld) await ann.hears(unpaired(ONE, "gone"));
    await expectSilence(ann, next);
  });

  test("N8: what it has is no longer kept for it", async () => {
    await pairUp(ann, bob, ONE);
    ann.say("one", ONE);
    await bob.hears(said(ONE, ann, "one", 1));
    bob.send({ type: "ack", seq: 2 });
    bob.send({ type: "ack", seq: 99 });
    await expectSilence(bob);
    await bob.vanish(relay);
    const next = await bob.comeBack(relay, { seq: 1 });
    expect(next.streams.session).toMatchObject({ resumed: false, lost: "overrun" });
  });

  test("N13, S7: a new socket brings no new patience", async () => {
    await relay.stop();
    await start({ messageBurst: 3, messageRate: 1 });
    ann.rename("one");
    ann.rename("two");
    await ann.hears(renamed(ann, "one", true), renamed(ann, "two", true));
    await ann.vanish(relay);
    ann = await ann.comeBack(relay);
    ann.rename("three");
    expect(await ann.next()).toMatchObject({ code: "too-fast", re: "rename" });
  });
});

/** Expects that somebody hears this next, and nothing else of what was asked until now. */
async function expectHeard(person: Person, ...heard: readonly Heard[]): Promise<void> {
  await person.hears(...heard);
  await expectSilence(person);
}
