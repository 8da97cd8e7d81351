import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CHATROOM, connectionName, pairName } from "../../actors/ports.ts";
import type { Name, PairId } from "../../actors/protocol/identity.ts";
import { expectSilence, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { entered, left, member, said, uninvited, unpaired } from "../support/wire.ts";
import { NOW, nthPair } from "../support/world.ts";

const ONE = nthPair(1);
const TWO = nthPair(2);
const boom = (): never => {
  throw new Error("boom");
};

/**
 * Ann and Bob are a pair, Cy and Dee another, Eve, Fay and Guy are in the chatroom. Whatever fails must leave alone
 * those whom it does not concern.
 */
describe.each(BOTH_EDGES)("failures on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  let cy: Person;
  let dee: Person;
  let eve: Person;
  let fay: Person;
  let guy: Person;

  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    const arrive = (dialect: "classic" | "text" | "v1") => Person.arrive(relay, dialect);
    ann = await arrive("classic");
    bob = await arrive("v1");
    cy = await arrive("text");
    dee = await arrive("classic");
    eve = await arrive("v1");
    fay = await arrive("classic");
    guy = await arrive("text");
    await pairUp(bob, ann, ONE);
    await pairUp(cy, dee, TWO);
    for (const person of [eve, fay, guy]) await enterAfter(person);
  });
  afterEach(() => relay.stop());

  /** Enters the chatroom; what those inside hear of it is taken as well. */
  async function enterAfter(person: Person): Promise<void> {
    person.enter();
    await person.next();
    if (person !== eve) await eve.next();
  }

  async function pairGoesOn(a: Person, b: Person, pair: string): Promise<void> {
    const id = a.say("from a", pair);
    await b.hears(said(pair, a, "from a", a.dialect === "v1" ? id : undefined));
    b.say("from b", pair);
    await a.hears(said(pair, b, "from b"));
  }

  async function roomGoesOn(...members: readonly Person[]): Promise<void> {
    for (const from of members.filter(({ dialect }) => dialect !== "v1")) {
      from.say("in the room");
      for (const other of members) if (other !== from) await other.hears(said("room", from, "in the room"));
    }
  }

  const crashConnection = (person: Person) =>
    relay.running.population.bus.tell(connectionName(person.code), {
      type: "rename",
      get name(): Name {
        return boom();
      },
    });

  const crashChatroom = () =>
    relay.running.population.bus.tell(CHATROOM, {
      type: "leave",
      get code() {
        return boom();
      },
    });

  function expectOneLine(actor: string): void {
    expect(relay.log).toEqual([
      expect.objectContaining({ level: "error", actor, err: expect.objectContaining({ message: "boom" }) }),
    ]);
  }

  test("A1: a connection in a pair fails: it is closed, its partner told, all others go on", async () => {
    crashConnection(ann);
    expect(await ann.client.untilClosed()).toEqual({ code: 1011, reason: "internal error" });
    await bob.hears(unpaired(ONE, "gone"));
    expectOneLine(connectionName(ann.code));
    await pairGoesOn(cy, dee, TWO);
    await roomGoesOn(eve, fay, guy);
    await expectSilence(bob, cy, dee, eve, fay, guy);
    bob.join(await Person.arrive(relay, "classic"));
    expect(await bob.next()).toMatchObject({ type: "paired" });
    expect(relay.log).toHaveLength(1);
  });

  test("A1, R9: a connection in the chatroom fails: it is closed and no longer listed", async () => {
    crashConnection(fay);
    expect(await fay.client.untilClosed()).toMatchObject({ code: 1011 });
    await eve.hears(member("left", fay, 2));
    await guy.hears(member("left", fay, 2));
    expectOneLine(connectionName(fay.code));
    await roomGoesOn(eve, guy);
    await pairGoesOn(cy, dee, TWO);
    await expectSilence(ann, bob, cy, dee, eve, guy);
  });

  test("A1: a connection in the lobby fails, and its code can't be joined", async () => {
    const lone = await Person.arrive(relay, "text");
    crashConnection(lone);
    expect(await lone.client.untilClosed()).toMatchObject({ code: 1011 });
    expectOneLine(connectionName(lone.code));
    const late = await Person.arrive(relay, "text");
    late.join(lone);
    expect(await late.next()).toBe("ERROR:Invalid or busy code");
    expect(relay.running.open).toBe(8);
  });

  test("A1, I7: a connection with invitations fails: whoever asked it, and whom it asked, hear so", async () => {
    const lone = await Person.arrive(relay, "v1");
    lone.join(eve);
    const own = await eve.invitedBy(lone);
    await lone.ringing(eve);
    bob.join(lone);
    const others = await lone.invitedBy(bob);
    await bob.ringing(lone);
    ann.join(lone);
    await lone.invitedBy(ann);
    await ann.ringing(lone);
    crashConnection(lone);
    expect(await lone.client.untilClosed()).toMatchObject({ code: 1011 });
    await eve.hears(uninvited(own, "gone"));
    await bob.hears(uninvited(others, "gone"));
    await ann.hears(uninvited("", "gone"));
    expectOneLine(connectionName(lone.code));
    await expectSilence(ann, bob, cy, dee, eve, fay, guy);
    await relay.untilOpen(7);
    expect([relay.running.away, relay.clock.pending]).toEqual([0, 0]);
    ann.say("still here");
    await bob.hears(said(ONE, ann, "still here"));
  });

  test("A2: a pair fails: it ends for both with the reason failed, all others go on", async () => {
    // Once: those who are told of it have to go on.
    relay.now = () => {
      relay.now = () => NOW;
      return boom();
    };
    ann.say("this one fails");
    await bob.hears(unpaired(ONE, "failed"));
    await ann.hears(unpaired(ONE, "failed"));
    expectOneLine(pairName(ONE as PairId));
    await pairGoesOn(cy, dee, TWO);
    await roomGoesOn(eve, fay, guy);
    await pairUp(ann, bob, nthPair(3));
    ann.say("again", nthPair(3));
    await bob.hears(said(nthPair(3), ann, "again"));
    await expectSilence(ann, bob, cy, dee, eve, fay, guy);
  });

  test("A3: the chatroom fails: members are told and may enter again, all others go on", async () => {
    crashChatroom();
    for (const person of [eve, fay, guy]) await person.hears(left("failed"));
    expectOneLine(CHATROOM);
    await expectSilence(ann, bob, cy, dee, eve, fay, guy);
    await pairGoesOn(cy, dee, TWO);
    eve.enter();
    await eve.hears(entered([{ code: eve.code, name: eve.name, number: 1 }]));
    for (const person of [fay, guy]) await enterAfter(person);
    await roomGoesOn(eve, fay, guy);
    await expectSilence(ann, bob, cy, dee, eve, fay, guy);
  });

  test("A3: the chatroom fails while empty", async () => {
    for (const person of [eve, fay, guy]) await person.disconnect();
    await relay.untilOpen(4);
    crashChatroom();
    expectOneLine(CHATROOM);
    cy.enter();
    await cy.hears(entered([]));
    await dee.hears(unpaired(TWO, "room"));
  });

  test("A8: when all have gone nothing is left", async () => {
    const silent = await relay.connect("/ws", { protocol: "parley.v1" });
    crashConnection(ann);
    await ann.client.untilClosed();
    expect(relay.clock.pending).toBe(1);
    for (const { client } of [bob, cy, dee, eve, fay, guy]) await client.close();
    await silent.close();
    await relay.untilOpen(0);
    expect([...relay.running.population.bus.actors().keys()]).toEqual([CHATROOM]);
    expect(relay.clock.pending).toBe(0);
    const late = await Person.arrive(relay, "classic");
    late.list();
    expect(await late.next()).toMatchObject({ payload: { message: "No one is currently in the chatroom." } });
  });

  test("A8, E12: closing the relay leaves no timer either", async () => {
    await relay.connect("/ws", { protocol: "parley.v1" });
    await relay.stop();
    expect(relay.clock.pending).toBe(0);
    expect(relay.running.open).toBe(0);
    expect([...relay.running.population.bus.actors().keys()]).toEqual([CHATROOM]);
  });
});
