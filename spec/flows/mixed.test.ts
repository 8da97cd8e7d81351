import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DIALECT_PAIRS } from "../support/asks.ts";
import { expectSilence, heardBy, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import {
  delivered,
  entered,
  type Heard,
  paired,
  presence,
  renamed,
  said,
  sent,
  unpaired,
  wire,
} from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

const ONE = nthPair(1);
const TWO = nthPair(2);

describe.each(BOTH_EDGES)("on the %s edge", (edge) => {
  describe.each(DIALECT_PAIRS)("%s asks %s", (askers, askeds) => {
    let relay: TestRelay;
    let ann: Person;
    let bob: Person;
    beforeEach(async () => {
      relay = await TestRelay.start({ edge });
      ann = await Person.arrive(relay, askers);
      bob = await Person.arrive(relay, askeds);
      await pairUp(ann, bob, ONE);
    });
    afterEach(() => relay.stop());

    test("R11, R2, R3: 50 messages each way at once arrive in order, and at nobody else", async () => {
      const others = [await Person.arrive(relay, askers), await Person.arrive(relay, "classic")];
      const ids = Array.from({ length: 50 }, (_, i) => i + 1);
      for (const id of ids) {
        ann.say(`a${id}`, ONE);
        bob.say(`b${id}`, ONE);
      }
      const [toAnn, toBob, ...toOthers] = await heardBy(ann, bob, ...others);
      const chat = (from: Person, letter: string) =>
        ids.map((id) => said(ONE, from, letter + id, numbered(from, id)));
      expect(toAnn?.filter(isSaid)).toEqual(frames(ann, chat(bob, "b")));
      expect(toBob?.filter(isSaid)).toEqual(frames(bob, chat(ann, "a")));
      const receipts = (partner: Person) =>
        ids.flatMap((id) =>
          partner.dialect === "v1" ? [sent(ONE, id)] : [sent(ONE, id), delivered(ONE, id)],
        );
      expect(toAnn?.filter((frame) => !isSaid(frame))).toEqual(frames(ann, receipts(bob)));
      expect(toBob?.filter((frame) => !isSaid(frame))).toEqual(frames(bob, receipts(ann)));
      expect(toOthers).toEqual([[], []]);
    });

    test("R11, R10: a new name is heard, and is the sender from then on", async () => {
      ann.rename("  Ann   of Arc\u200b ");
      ann.say("hi", ONE);
      await ann.hears(renamed(ann, "Ann of Arc", true));
      ann.name = "Ann of Arc";
      await bob.hears(renamed(ann, ann.name, false), said(ONE, ann, "hi", numbered(ann, 1)));
    });

    test("R11, R8: leaving tells the other, and both are free to pair again", async () => {
      ann.leave();
      await ann.hears(unpaired(ONE, "you"));
      await bob.hears(unpaired(ONE, "left"));
      await pairUp(bob, ann, TWO);
      ann.leave();
      await ann.hears(unpaired(TWO, "you"));
      await bob.hears(unpaired(TWO, "left"));
      await expectSilence(ann, bob);
    });

    test("R11, R8: entering the chatroom tells the other so", async () => {
      bob.enter();
      await bob.hears(unpaired(ONE, "you"), entered([{ code: bob.code, name: bob.name, number: 1 }]));
      await ann.hears(unpaired(ONE, "room"));
      await expectSilence(ann, bob);
    });

    test("R11, R8: disconnecting, with a goodbye or without, tells the other", async () => {
      await bob.disconnect();
      await ann.hears(unpaired(ONE, "gone"));
      const cy = await Person.arrive(relay, askeds);
      await pairUp(ann, cy, TWO);
      ann.client.destroy();
      if (askers === "v1") {
        await cy.hears(presence(TWO, true));
        await relay.untilAway(1);
        relay.clock.pass(60_000);
      }
      await cy.hears(unpaired(TWO, "gone"));
      await expectSilence(cy);
    });

    test("R11, R5, R7: a busy person is not disturbed by a third", async () => {
      const cy = await Person.arrive(relay, askers);
      cy.join(bob);
      expect(await cy.next()).toEqual(expect.anything());
      await expectSilence(ann, bob, cy);
      bob.say("still here", ONE);
      await ann.hears(said(ONE, bob, "still here", numbered(bob, 1)));
    });
  });

  describe("calls between dialects", () => {
    let relay: TestRelay;
    beforeEach(async () => {
      relay = await TestRelay.start({ edge });
    });
    afterEach(() => relay.stop());

    const WORDS = {
      start: "VIDEO_PLEASE_START",
      offer: "VIDEO_OFFER",
      answer: "VIDEO_ANSWER",
      candidate: "VIDEO_ICE",
      hangup: "VIDEO_HANGUP",
    };
    const PAYLOADS = [{ sdp: "v=0\r\n", type: "offer" }, null, [], [1, [2]], -0.5, "", { candidate: null }];

    test("R11, C4, V5: classic and v1 call each other, payloads as they are", async () => {
      const ann = await Person.arrive(relay, "classic");
      const bob = await Person.arrive(relay, "v1", { capabilities: ["video"] });
      ann.join(bob);
      await bob.accept(ann);
      await ann.ringing(bob);
      await ann.hears(paired(ONE, bob, false, true));
      await bob.hears(paired(ONE, ann, true, true));
      for (const [kind, type] of Object.entries(WORDS)) {
        for (const payload of PAYLOADS) {
          ann.send({ type, payload });
          expect(await bob.next()).toEqual({ type: "signal", pair: ONE, kind, payload });
          bob.send({ type: "signal", pair: ONE, kind, payload });
          expect(await ann.next()).toEqual({ type, payload });
        }
        ann.send({ type });
        expect(await bob.next()).toEqual({ type: "signal", pair: ONE, kind });
        bob.send({ type: "signal", pair: ONE, kind });
        expect(await ann.next()).toEqual({ type });
      }
      await expectSilence(ann, bob);
    });

    test("R11, T6, V10: v1 is told that a text partner can't be called", async () => {
      const ann = await Person.arrive(relay, "v1");
      const bob = await Person.arrive(relay, "text");
      await pairUp(ann, bob, ONE);
      ann.send({ type: "signal", pair: ONE, kind: "offer", payload: {} });
      expect(await ann.next()).toMatchObject({ type: "error", code: "no-video", re: "signal" });
      await expectSilence(ann, bob);
    });
  });
});

/** Only v1 messages carry their sender's number. */
const numbered = (from: Person, id: number) => (from.dialect === "v1" ? id : undefined);

const frames = (person: Person, heard: readonly Heard[]) =>
  heard.map((one) => wire(person.dialect, one)).filter((frame) => frame !== undefined);

function isSaid(frame: unknown): boolean {
  return /^"MSGFROM:|"type":"(MSGFROM|message)"/.test(JSON.stringify(frame));
}
