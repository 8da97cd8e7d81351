import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { connectionName } from "../../actors/ports.ts";
import { expectSilence, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import {
  entered,
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
  who,
} from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

const ONE = nthPair(1);
const WINDOW = 60_000;

describe.each(BOTH_EDGES)("a v1 client that is away, on the %s edge", (edge) => {
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
    await ann.hears(member("entered", cy, 3), said("room", cy, "hello"), sent("room", 1), listed(ann, list));
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
});
