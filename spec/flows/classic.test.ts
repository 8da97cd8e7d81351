import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { enter, error, gone, info, pair, threeClassics } from "../support/classic.ts";
import { expectSilence, Person } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { ERRORS } from "../support/wire.ts";

describe.each(BOTH_EDGES)("classic clients on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  let cy: Person;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    [ann, bob, cy] = await threeClassics(relay);
  });
  afterEach(() => relay.stop());

  describe("arriving and joining", () => {
    test("C1: CONNECTED comes first, with a code and a name", async () => {
      const client = await relay.connect("/ws/");
      expect(JSON.parse(await client.next())).toEqual({
        type: "CONNECTED",
        payload: { code: "CODE0004", name: "client_00004" },
      });
    });

    test("C2, R2: PAIR to both, MSGFROM to the partner alone", async () => {
      await pair(ann, bob);
      ann.say("hello");
      expect(await bob.next()).toEqual({ type: "MSGFROM", payload: { sender: ann.name, text: "hello" } });
      bob.say("hi");
      expect(await ann.next()).toEqual({ type: "MSGFROM", payload: { sender: bob.name, text: "hi" } });
      await expectSilence(ann, bob, cy);
    });

    test("R6: one's own code pairs nobody", async () => {
      ann.join(ann);
      expect(await ann.next()).toEqual(error(ERRORS["own-code"]));
      await pair(bob, ann);
      ann.join(ann);
      expect(await ann.next()).toEqual(error(ERRORS["own-code"]));
      ann.say("still here");
      expect(await bob.next()).toMatchObject({ type: "MSGFROM" });
    });

    test("R7, C6: missing, busy and malformed codes get the same answer", async () => {
      await pair(ann, bob);
      for (const code of ["ZZZZZZZZ", ann.code, "short", "code0001", "", `${ann.code} `, "__proto__"]) {
        cy.join(code);
        expect(await cy.next()).toEqual(error("Invalid or busy code"));
      }
    });

    test("R5: a join that fails leaves the old pair", async () => {
      await pair(ann, bob);
      ann.join("ZZZZZZZZ");
      expect(await ann.next()).toEqual(error("Invalid or busy code"));
      bob.say("are you there?");
      expect(await ann.next()).toMatchObject({ type: "MSGFROM", payload: { text: "are you there?" } });
      await expectSilence(bob);
    });

    test("R5: a join that fails leaves the joiner in the chatroom", async () => {
      await enter(ann);
      await enter(bob);
      ann.join("ZZZZZZZZ");
      expect(await ann.next()).toEqual(error("Invalid or busy code"));
      ann.say("still here");
      expect(await bob.next()).toEqual({
        type: "CHATROOM",
        payload: { sender: ann.name, text: "still here" },
      });
    });

    test("R5, R7: a busy target stays in its pair and hears nothing", async () => {
      await pair(ann, bob);
      await enter(cy);
      cy.join(bob);
      expect(await cy.next()).toEqual(error("Invalid or busy code"));
      ann.say("undisturbed");
      expect(await bob.next()).toMatchObject({ payload: { text: "undisturbed" } });
      await expectSilence(ann, bob, cy);
    });

    test("R4: a target in the chatroom leaves it, is told so, and so are the members", async () => {
      const dee = await Person.arrive(relay, "classic");
      await enter(ann);
      await enter(cy);
      dee.join(ann);
      expect(await ann.next()).toEqual(info("You left the chatroom for 1:1 chat."));
      expect(await ann.next()).toMatchObject({ type: "PAIR" });
      expect(await dee.next()).toMatchObject({ type: "PAIR" });
      expect(await cy.next()).toEqual(gone(ann));
      await expectSilence(ann, bob, cy, dee);
    });

    test("R4: a join ends the joiner's old pair", async () => {
      await pair(ann, bob);
      ann.join(cy);
      expect(await bob.next()).toEqual({ type: "PEER_LEFT", payload: {} });
      expect(await ann.next()).toMatchObject({ type: "PAIR", payload: { code: cy.code } });
      expect(await cy.next()).toMatchObject({ type: "PAIR", payload: { code: ann.code } });
      await pair(bob, await Person.arrive(relay, "classic"));
    });
  });

  describe("leaving", () => {
    test("R8, C2: LEAVE tells the partner; both are free again", async () => {
      await pair(ann, bob);
      ann.leave();
      expect(await bob.next()).toEqual({ type: "PEER_LEFT", payload: {} });
      await expectSilence(ann, bob);
      await pair(bob, ann);
    });

    test("R8, C2: entering the chatroom tells the partner so", async () => {
      await pair(ann, bob);
      await enter(ann);
      expect(await bob.next()).toEqual({ type: "PEER_LEFT_CHATROOM", payload: {} });
    });

    test("R8: vanishing tells the partner", async () => {
      await pair(ann, bob);
      ann.client.destroy();
      expect(await bob.next()).toEqual({ type: "PEER_LEFT", payload: {} });
    });

    test("R9, C6: leaving the chatroom, or vanishing from it, is told to the others", async () => {
      for (const person of [ann, bob, cy]) await enter(person);
      ann.leave();
      expect(await ann.next()).toEqual(info("You left the chatroom."));
      expect(await bob.next()).toEqual(gone(ann));
      expect(await cy.next()).toEqual(gone(ann));
      bob.client.destroy();
      expect(await cy.next()).toEqual(gone(bob));
      await expectSilence(ann, cy);
    });

    test("R12: what is said, or left, in no place is an error", async () => {
      ann.say("hello?");
      expect(await ann.next()).toEqual(error(ERRORS["not-in-a-chat"]));
      ann.leave();
      expect(await ann.next()).toEqual(error(ERRORS["not-in-a-chat"]));
    });
  });

  describe("names and lists", () => {
    test("R10, P2: the partner hears a new name as it was normalised", async () => {
      await pair(ann, bob);
      ann.rename("  Ann \u202e\u0000 \t of  Arc\u200b ");
      expect(await bob.next()).toEqual({ type: "RENAMED", payload: { newName: "Ann of Arc" } });
      ann.say("hello");
      expect(await bob.next()).toEqual({ type: "MSGFROM", payload: { sender: "Ann of Arc", text: "hello" } });
      await expectSilence(ann);
    });

    test("P2: a name with nothing to see, or too much, is refused and the old one stays", async () => {
      await pair(ann, bob);
      for (const name of ["", "   ", "\u200b\u202e", "x".repeat(33)]) {
        ann.rename(name);
        expect(await ann.next()).toEqual(error(ERRORS["bad-name"]));
      }
      ann.say("hello");
      expect(await bob.next()).toMatchObject({ payload: { sender: ann.name } });
    });

    test("C5, C6: /list from outside, from inside, after a rename, and of nobody", async () => {
      ann.list();
      expect(await ann.next()).toEqual(info("No one is currently in the chatroom."));
      await enter(bob);
      await enter(cy);
      cy.rename("Cy");
      const [b, c] = [`${bob.name} (code: ${bob.code})`, `Cy (code: ${cy.code})`];
      cy.list();
      expect(await cy.next()).toEqual(info(`Members in chatroom:\n${b}\n${c} [you]`));
      ann.list();
      expect(await ann.next()).toEqual(info(`Members in chatroom:\n${b}\n${c}`));
      await pair(ann, await Person.arrive(relay, "classic"));
      ann.list();
      expect(await ann.next()).toEqual(info(`Members in chatroom:\n${b}\n${c}`));
      bob.leave();
      expect(await cy.next()).toEqual(gone(bob));
      cy.list();
      expect(await cy.next()).toEqual(info(`Members in chatroom:\n${c} [you]`));
    });

    test("C2: entering a second time changes nothing", async () => {
      await enter(ann);
      await enter(bob);
      await enter(ann);
      bob.say("once");
      expect(await ann.next()).toMatchObject({ type: "CHATROOM" });
      await expectSilence(ann, bob);
    });
  });
});
