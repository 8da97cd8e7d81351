import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { expectSilence, joinAndAccept, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { delivered, entered, paired, refused, renamed, said, sent, unpaired, who } from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

const ONE = nthPair(1);
const TWO = nthPair(2);

describe.each(BOTH_EDGES)("v1 clients in a pair on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    ann = await Person.arrive(relay, "v1");
    bob = await Person.arrive(relay, "v1", { capabilities: ["video"] });
  });
  afterEach(() => relay.stop());

  test("V6: both are told who the other is, and exactly one that it is polite", async () => {
    await pairUp(ann, bob, ONE);
    bob.leave();
    await bob.hears(unpaired(ONE, "you"));
    await ann.hears(unpaired(ONE, "left"));
    await pairUp(bob, ann, TWO);
  });

  test("V3, V4: sent at once, delivered when the partner's client has said so", async () => {
    await pairUp(ann, bob, ONE);
    ann.say("one", ONE);
    ann.say("two", ONE);
    await ann.hears(sent(ONE, 1), sent(ONE, 2));
    await bob.hears(said(ONE, ann, "one", 1), said(ONE, ann, "two", 2));
    await expectSilence(ann, bob);
    bob.send({ type: "delivered", pair: ONE, id: 2 });
    bob.send({ type: "delivered", pair: ONE, id: 1 });
    await ann.hears(delivered(ONE, 2), delivered(ONE, 1));
    await expectSilence(ann, bob);
  });

  test.each(["classic", "text"] as const)(
    "V4: to a %s partner, delivered follows at once",
    async (dialect) => {
      const cy = await Person.arrive(relay, dialect);
      await pairUp(cy, ann, ONE);
      ann.say("hi", ONE);
      await ann.hears(sent(ONE, 1), delivered(ONE, 1));
    },
  );

  test("V5, V10: what was meant for an earlier partner is refused, and reaches nobody", async () => {
    await pairUp(ann, bob, ONE);
    const cy = await Person.arrive(relay, "v1");
    await joinAndAccept(ann, cy);
    await ann.hears(unpaired(ONE, "you"), paired(TWO, cy, false, false));
    await cy.hears(paired(TWO, ann, true, false));
    await bob.hears(unpaired(ONE, "left"));
    const id = ann.say("for bob", ONE);
    await ann.hears(refused("not-there", "message", id));
    ann.send({ type: "signal", pair: ONE, kind: "offer", payload: {} });
    await ann.hears(refused("not-there", "signal"));
    ann.send({ type: "typing", pair: ONE, on: true });
    ann.send({ type: "delivered", pair: ONE, id: 1 });
    const room = ann.say("for the room", "room");
    await ann.hears(refused("not-there", "message", room));
    await expectSilence(ann, bob, cy);
  });

  test("V5: from the lobby, and from the chatroom to a pair", async () => {
    const id = ann.say("hi", ONE);
    await ann.hears(refused("not-in-a-chat", "message", id));
    ann.send({ type: "signal", pair: ONE, kind: "hangup" });
    await ann.hears(refused("not-paired", "signal"));
    ann.enter();
    await ann.hears(entered([{ ...who(ann), number: 1 }]));
    await ann.hears(refused("not-there", "message", ann.say("hi", ONE)));
  });

  test("V7: typing reaches the partner of that pair and nobody else", async () => {
    await pairUp(ann, bob, ONE);
    const cy = await Person.arrive(relay, "v1");
    cy.enter();
    await cy.next();
    ann.send({ type: "typing", pair: ONE, on: true });
    ann.send({ type: "typing", pair: ONE, on: false });
    expect(await bob.next()).toEqual({ type: "typing", pair: ONE, on: true });
    expect(await bob.next()).toEqual({ type: "typing", pair: ONE, on: false });
    cy.send({ type: "typing", pair: ONE, on: true });
    cy.send({ type: "typing", pair: "room", on: true });
    expect(await cy.next()).toMatchObject({ code: "bad-field", re: "typing" });
    await expectSilence(ann, bob, cy);
  });

  test("C4, V5: signals reach the partner with their payload as it is", async () => {
    await pairUp(ann, bob, ONE);
    for (const kind of ["start", "offer", "answer", "candidate", "hangup"]) {
      for (const payload of [{ sdp: "v=0\r\n" }, null, [], [[0]], 1.5, "", false]) {
        ann.send({ type: "signal", pair: ONE, kind, payload });
        expect(await bob.next()).toEqual({ type: "signal", pair: ONE, kind, payload });
      }
      bob.send({ type: "signal", pair: ONE, kind });
      expect(await ann.next()).toEqual({ type: "signal", pair: ONE, kind });
    }
    ann.send({ type: "signal", pair: ONE, kind: "explode" });
    expect(await ann.next()).toMatchObject({ code: "bad-field", re: "signal" });
  });

  test("R10: a new name is told to both", async () => {
    await pairUp(ann, bob, ONE);
    ann.rename(" Ann\n ");
    await ann.hears(renamed(ann, "Ann", true));
    await bob.hears(renamed(ann, "Ann", false));
  });

  test("R5, R6, R7, V10: joins that fail", async () => {
    await pairUp(ann, bob, ONE);
    const cy = await Person.arrive(relay, "v1");
    for (const code of ["ZZZZZZZZ", ann.code]) {
      cy.join(code);
      await cy.hears(refused("invalid-or-busy", "join"));
    }
    cy.join(cy);
    await cy.hears(refused("own-code", "join"));
    cy.join("abc");
    expect(await cy.next()).toMatchObject({ code: "bad-field", re: "join" });
    await expectSilence(ann, bob, cy);
  });
});
