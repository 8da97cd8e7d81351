import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { expectSilence, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import {
  entered,
  invited,
  left,
  listed,
  member,
  paired,
  refused,
  renamed,
  said,
  sent,
  uninvited,
  unpaired,
} from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

const ONE = nthPair(1);
const TWO = nthPair(2);

/** `asker` asks somebody on v1; the answer is the invitation's id, once both have heard of it. */
async function ring(asker: Person, asked: Person): Promise<string> {
  asker.join(asked);
  const invitation = await asked.invitedBy(asker);
  await asker.ringing(asked);
  return invitation;
}

const accept = (person: Person, invitation: string) => person.send({ type: "accept", invitation });
const decline = (person: Person, invitation: string) => person.send({ type: "decline", invitation });
const cancel = (person: Person, invitation: string) => person.send({ type: "cancel", invitation });

describe.each(BOTH_EDGES)("invitations on the %s edge", (edge) => {
  let relay: TestRelay;
  let bob: Person;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    bob = await Person.arrive(relay, "v1");
  });
  afterEach(() => relay.stop());

  describe.each(DIALECT_NAMES)("%s asks v1", (dialect) => {
    let ann: Person;
    beforeEach(async () => {
      ann = await Person.arrive(relay, dialect);
    });

    test("I1, I2, I9: it rings, both go on where they are, and accepting pairs them", async () => {
      const cy = await Person.arrive(relay, "classic");
      await pairUp(ann, cy, ONE);
      bob.enter();
      await bob.hears(entered([listing(bob, 1)]));
      const invitation = await ring(ann, bob);
      cy.say("still here");
      await ann.hears(said(ONE, cy, "still here"));
      const id = bob.say("to the room");
      await bob.hears(sent("room", id));
      await expectSilence(ann, bob, cy);
      accept(bob, invitation);
      await ann.hears(unpaired(ONE, "you"), paired(TWO, bob, false, false));
      await bob.hears(left("paired"), paired(TWO, ann, true, ann.video));
      await cy.hears(unpaired(ONE, "left"));
      await expectSilence(ann, bob, cy);
      expect(relay.clock.pending).toBe(0);
    });

    test("I2, I9: declining tells both, and changes nothing", async () => {
      ann.enter();
      await ann.hears(entered([listing(ann, 1)]));
      const invitation = await ring(ann, bob);
      decline(bob, invitation);
      for (const person of [ann, bob]) await person.hears(uninvited(invitation, "declined"));
      ann.list();
      await ann.hears(listed(ann, [listing(ann, 1)]));
      await expectSilence(ann, bob);
      expect(relay.clock.pending).toBe(0);
    });

    test("I3, I9: after 60 seconds it is over for both, and not one less", async () => {
      const invitation = await ring(ann, bob);
      relay.clock.pass(59_999);
      await expectSilence(ann, bob);
      relay.clock.pass(1);
      for (const person of [ann, bob]) await person.hears(uninvited(invitation, "expired"));
      accept(bob, invitation);
      await bob.hears(refused("no-invitation", "accept"));
      await pairUp(ann, bob, ONE);
    });

    test("I6, I9: leaving takes it back, also from the lobby", async () => {
      const invitation = await ring(ann, bob);
      ann.leave();
      for (const person of [ann, bob]) await person.hears(uninvited(invitation, "cancelled"));
      ann.leave();
      await ann.hears(refused("not-in-a-chat", "leave"));
      await expectSilence(ann, bob);
    });

    test("I6: leaving the chatroom takes it back too, and the other's own places are theirs", async () => {
      bob.enter();
      await bob.hears(entered([listing(bob, 1)]));
      ann.enter();
      await ann.hears(entered([listing(bob, 1), listing(ann, 2)]));
      await bob.hears(member("entered", ann, 2));
      const invitation = await ring(ann, bob);
      ann.leave();
      await ann.hears(left("you"), uninvited(invitation, "cancelled"));
      const heard = [await bob.next(), await bob.next()];
      expect(heard).toContainEqual(member("left", ann, 1));
      expect(heard).toContainEqual(uninvited(invitation, "cancelled"));
      bob.leave();
      await bob.hears(left("you"));
    });

    test("I7: a goodbye of whoever asks is told", async () => {
      const invitation = await ring(ann, bob);
      await ann.disconnect();
      await bob.hears(uninvited(invitation, "gone"));
      accept(bob, invitation);
      await bob.hears(refused("no-invitation", "accept"));
      expect(relay.clock.pending).toBe(0);
    });

    test("I7, I9: a goodbye of whoever is asked is told", async () => {
      const invitation = await ring(ann, bob);
      await bob.disconnect();
      await ann.hears(uninvited(invitation, "gone"));
      await expectSilence(ann);
      expect(relay.clock.pending).toBe(0);
    });

    test("I7, I1: somebody away is asked, and when they never come back that is told", async () => {
      bob.client.destroy();
      await relay.untilAway(1);
      relay.clock.pass(20_000);
      ann.join(bob);
      const invitation = await ann.ringing(bob);
      relay.clock.pass(39_999);
      await expectSilence(ann);
      relay.clock.pass(1);
      await ann.hears(uninvited(invitation, "gone"));
      expect(relay.clock.pending).toBe(0);
    });

    test("I4: of invitations that cross comes one pair", async () => {
      await ring(ann, bob);
      bob.join(ann);
      await ann.hears(paired(ONE, bob, false, false));
      await bob.hears(paired(ONE, ann, true, ann.video));
      await expectSilence(ann, bob);
    });

    test("I11: a new name of whoever asks is told, by the same invitation", async () => {
      const invitation = await ring(ann, bob);
      ann.rename("Ann");
      await ann.hears(renamed(ann, "Ann", true));
      ann.name = "Ann";
      expect(await bob.next()).toEqual(invited(invitation, ann, ann.video));
      accept(bob, invitation);
      await bob.hears(paired(ONE, ann, true, ann.video));
    });

    test("I8, I9: whoever accepts another is busy; whoever asks is told", async () => {
      const cy = await Person.arrive(relay, "v1");
      const first = await ring(ann, bob);
      await pairUp(cy, bob, ONE);
      for (const person of [ann, bob]) await person.hears(uninvited(first, "busy"));
      await expectSilence(ann, bob, cy);
    });

    test("I5, R7: missing, busy, and with 8 invitations get the identical answer", async () => {
      const crowd = await Promise.all(Array.from({ length: 8 }, () => Person.arrive(relay, "classic")));
      const ids: string[] = [];
      for (const person of crowd) ids.push(await ring(person, bob));
      const [x, y] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "text")];
      await pairUp(x, y, ONE);
      const answers: unknown[] = [];
      for (const code of ["ZZZZZZZZ", x.code, y.code, bob.code]) {
        ann.join(code);
        answers.push(await ann.next());
      }
      await expectSilence(ann, bob, x, y);
      const [missing] = answers;
      expect(answers).toEqual([missing, missing, missing, missing]);
      decline(bob, ids[3] ?? "");
      await bob.hears(uninvited(ids[3] ?? "", "declined"));
      await ring(ann, bob);
    });
  });

  test.each(["classic", "text"] as const)(
    "I10, I8: %s is paired with whoever asks first while its own invitation rings, and not out of a pair",
    async (dialect) => {
      const ann = await Person.arrive(relay, dialect);
      const cy = await Person.arrive(relay, "v1");
      const dee = await Person.arrive(relay, "v1");
      const invitation = await ring(ann, bob);
      await pairUp(cy, ann, ONE);
      await bob.hears(uninvited(invitation, "cancelled"));
      dee.join(ann);
      await dee.hears(refused("invalid-or-busy", "join"));
      await expectSilence(ann, bob, cy, dee);
    },
  );

  test("I2, A7: v1 takes it back, and may then ask somebody else", async () => {
    const [ann, cy] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    const invitation = await ring(ann, bob);
    ann.join(cy);
    await ann.hears(refused("still-joining", "join"));
    cancel(ann, invitation);
    for (const person of [ann, bob]) await person.hears(uninvited(invitation, "cancelled"));
    await pairUp(ann, cy, ONE);
    await expectSilence(bob);
  });

  test("I8: the asker's other invitations are settled too, those of others and their own", async () => {
    const [ann, cy, dee] = [
      await Person.arrive(relay, "v1"),
      await Person.arrive(relay, "v1"),
      await Person.arrive(relay, "v1"),
    ];
    const own = await ring(ann, bob);
    const others = await ring(dee, ann);
    const accepted = await ring(cy, ann);
    accept(ann, accepted);
    await ann.hears(paired(ONE, cy, true, false), uninvited(own, "cancelled"), uninvited(others, "busy"));
    await cy.hears(paired(ONE, ann, false, false));
    await bob.hears(uninvited(own, "cancelled"));
    await dee.hears(uninvited(others, "busy"));
    await expectSilence(ann, bob, cy, dee);
  });

  test("I12: what is over or somebody else's can't be answered", async () => {
    const [ann, cy] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    const invitation = await ring(ann, bob);
    for (const answer of [accept, decline, cancel]) {
      answer(cy, invitation);
      answer(bob, "NEVER");
    }
    accept(ann, invitation);
    cancel(bob, invitation);
    const no = (re: string) => refused("no-invitation", re);
    await cy.hears(no("accept"), no("decline"), no("cancel"));
    await bob.hears(no("accept"), no("decline"), no("cancel"), no("cancel"));
    await ann.hears(no("accept"));
    await expectSilence(ann, bob, cy);
    accept(bob, invitation);
    await bob.hears(paired(ONE, ann, true, false));
    await ann.hears(paired(ONE, bob, false, false));
  });

  test("I11, N3: whoever is asked hears that the other goes away and comes back", async () => {
    const ann = await Person.arrive(relay, "v1");
    const invitation = await ring(ann, bob);
    ann.client.destroy();
    await relay.untilAway(1);
    const { from, ...rest } = invited(invitation, ann, false);
    expect(await bob.next()).toEqual({ ...rest, from: { ...from, away: true } });
    accept(bob, invitation);
    expect(await bob.next()).toEqual({
      ...paired(ONE, ann, true, false),
      partner: { code: ann.code, name: ann.name, video: false, away: true },
    });
    await expectSilence(bob);
  });
});

const listing = ({ code, name }: Person, number: number) => ({ code, name, number });
