import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { connectionName } from "../../actors/ports.ts";
import { expectSilence, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import {
  entered,
  type Heard,
  left,
  listed,
  member,
  paired,
  presence,
  refused,
  renamed,
  said,
  sent,
  unpaired,
} from "../support/wire.ts";
import { EPOCH, nthPair, nthToken } from "../support/world.ts";

const ONE = nthPair(1);
const WINDOW = 60_000;

describe.each(BOTH_EDGES)("a v1 client whose socket breaks, on the %s edge", (edge) => {
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

  /** Ann and Bob are in the chatroom, and both know. */
  async function enterBoth(): Promise<void> {
    ann.enter();
    await ann.hears(entered([{ ...who(ann), number: 1 }]));
    bob.enter();
    await bob.hears(
      entered([
        { ...who(ann), number: 1 },
        { ...who(bob), number: 2 },
      ]),
    );
    await ann.hears(member("entered", bob, 2));
  }

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

  describe("and is away", () => {
    test("N2, N5, N3: in a pair, loses nothing of what was said meanwhile, in both directions", async () => {
      await pairUp(ann, bob, ONE);
      await bob.vanish(relay);
      await ann.hears(presence(ONE, true));
      ann.say("one", ONE);
      ann.rename("Ann");
      ann.say("two", ONE);
      ann.send({ type: "signal", pair: ONE, kind: "offer", payload: { sdp: "v=0" } });
      await ann.hears(sent(ONE, 1), renamed(ann, "Ann", true), sent(ONE, 2));
      const former = who(ann);
      ann.name = "Ann";
      bob = await bob.comeBack(relay);
      expect(bob.streams.session).toMatchObject({ resumed: true, received: 0 });
      await bob.hears(said(ONE, former, "one", 1), renamed(ann, "Ann", false), said(ONE, ann, "two", 2));
      expect(await bob.next()).toEqual({ type: "signal", pair: ONE, kind: "offer", payload: { sdp: "v=0" } });
      expect(bob.streams.seq).toBe(bob.streams.session?.seq);
      await ann.hears(presence(ONE, false));
      bob.say("three", ONE);
      await ann.hears(said(ONE, bob, "three", 1));
      await bob.hears(sent(ONE, 1));
      await expectSilence(ann, bob);
    });

    test("N2, N3: whoever is paired with somebody away is told so", async () => {
      const cy = await Person.arrive(relay, "v1");
      ann.join(bob);
      const invitation = await bob.invitedBy(ann);
      await ann.ringing(bob);
      await ann.vanish(relay);
      expect(await bob.next()).toMatchObject({
        type: "invited",
        invitation,
        from: { ...who(ann), away: true },
      });
      bob.send({ type: "accept", invitation });
      expect(await bob.next()).toMatchObject({ type: "paired", partner: { ...who(ann), away: true } });
      ann = await ann.comeBack(relay);
      await ann.hears(paired(ONE, bob, false, false));
      await bob.hears(presence(ONE, false));
      await expectSilence(ann, bob, cy);
    });

    test("N2, N5, N9, N3: in the chatroom, likewise, and stays listed", async () => {
      await enterBoth();
      const cy = await Person.arrive(relay, "classic");
      await bob.vanish(relay);
      await ann.hears(member("away", bob, 2));
      cy.enter();
      await cy.next();
      cy.say("hello");
      ann.say("hi");
      ann.list();
      const list = [
        { ...who(ann), number: 1 },
        { ...who(bob), number: 2, away: true },
        { ...who(cy), number: 3 },
      ] as const;
      await ann.hears(
        member("entered", cy, 3),
        said("room", cy, "hello"),
        sent("room", 1),
        listed(ann, list),
      );
      await cy.hears(said("room", ann, "hi"));
      bob = await bob.comeBack(relay);
      await bob.hears(member("entered", cy, 3), said("room", cy, "hello"), said("room", ann, "hi", 1));
      await ann.hears(member("back", bob, 3));
      cy.say("again");
      await bob.hears(said("room", cy, "again"));
      await ann.hears(said("room", cy, "again"));
      await expectSilence(ann, bob, cy);
    });

    test("N2, N5: what happens to it meanwhile is part of what it missed", async () => {
      await pairUp(ann, bob, ONE);
      await bob.vanish(relay);
      ann.say("bye", ONE);
      ann.leave();
      await ann.hears(presence(ONE, true), sent(ONE, 1), unpaired(ONE, "you"));
      bob = await bob.comeBack(relay);
      await bob.hears(said(ONE, ann, "bye", 1), unpaired(ONE, "left"));
      bob.enter();
      await bob.hears(entered([{ ...who(bob), number: 1 }]));
      await expectSilence(ann, bob);
    });

    test("N2: comes back at the last moment; a moment later its partner has none", async () => {
      await pairUp(ann, bob, ONE);
      await bob.vanish(relay);
      relay.clock.pass(WINDOW - 1);
      bob = await bob.comeBack(relay);
      await ann.hears(presence(ONE, true), presence(ONE, false));
      await bob.vanish(relay);
      relay.clock.pass(WINDOW);
      await ann.hears(presence(ONE, true), unpaired(ONE, "gone"));
      expect([relay.running.away, relay.clock.pending]).toEqual([0, 0]);
      ann.join(bob.code);
      await ann.hears(refused("invalid-or-busy", "join"));
      const late = await bob.comeBack(relay);
      expect(late.streams.session).toMatchObject({ resumed: false, lost: "expired", seq: 0 });
      expect([late.code, late.name]).not.toContain(bob.code);
      await expectSilence(ann, late);
    });

    test.each([
      ["without a code", undefined, false],
      ["with 1000", 1000, false],
      ["with 1001", 1001, true],
      ["with 4000", 4000, true],
    ])("N2: a close %s is a goodbye, or is not", async (_, code, returns) => {
      await pairUp(ann, bob, ONE);
      await bob.client.close(code);
      await ann.hears(returns ? presence(ONE, true) : unpaired(ONE, "gone"));
      expect(relay.running.away).toBe(returns ? 1 : 0);
      const next = await bob.comeBack(relay);
      expect(next.streams.session).toMatchObject(
        returns ? { resumed: true } : { resumed: false, lost: "unknown" },
      );
    });

    test("N2: what the relay closes may come back, unless it has failed", async () => {
      await pairUp(ann, bob, ONE);
      ann.client.send("x".repeat(128 * 1024 + 1));
      expect(await ann.client.untilClosed()).toMatchObject({ code: 1009 });
      ann = await ann.comeBack(relay);
      await bob.hears(presence(ONE, true), presence(ONE, false));
      relay.running.population.bus.tell(connectionName(ann.code), {
        type: "rename",
        get name(): never {
          throw new Error("boom");
        },
      });
      expect(await ann.client.untilClosed()).toMatchObject({ code: 1011 });
      await bob.hears(unpaired(ONE, "gone"));
      const next = await ann.comeBack(relay);
      expect(next.streams.session).toMatchObject({ resumed: false, lost: "unknown" });
    });

    test.each(["classic", "text"] as const)("N2: a %s client leaves at once", async (dialect) => {
      const cy = await Person.arrive(relay, dialect);
      await pairUp(ann, cy, ONE);
      cy.client.destroy();
      await ann.hears(unpaired(ONE, "gone"));
      expect(relay.running.away).toBe(0);
    });

    test("N5: was in and out of the chatroom without hearing of it", async () => {
      const { token, epoch } = { ...ann.streams.session };
      bob.enter();
      await bob.hears(entered([{ ...who(bob), number: 1 }]));
      // Ann's frames reach the relay; what it answers is never read.
      ann.enter();
      await bob.hears(member("entered", ann, 2));
      bob.say("while ann is in");
      await bob.hears(sent("room", 1));
      ann.leave();
      await bob.hears(member("left", ann, 1));
      bob.say("after ann has left");
      await bob.hears(sent("room", 2));
      ann = await ann.comeBack(relay, { token, epoch, seq: 0 });
      await ann.hears(
        entered([
          { ...who(bob), number: 1 },
          { ...who(ann), number: 2 },
        ]),
        said("room", bob, "while ann is in", 1),
        left("you"),
      );
      await expectSilence(ann, bob);
    });
  });

  describe("and comes back", () => {
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
  });

  test("N11: only so many are expected back; one more leaves at once", async () => {
    await relay.stop();
    await start({ maxConnectionsPerAddress: 2 });
    await bob.vanish(relay);
    await ann.vanish(relay);
    const [cy, dee] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    await pairUp(cy, dee, ONE);
    cy.client.destroy();
    await dee.hears(unpaired(ONE, "gone"));
    expect(relay.running.away).toBe(2);
    relay.clock.pass(WINDOW);
    expect(relay.running.away).toBe(0);
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

const who = ({ code, name }: Person) => ({ code, name });
