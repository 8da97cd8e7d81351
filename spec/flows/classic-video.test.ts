import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { enter, error, pair, threeClassics } from "../support/classic.ts";
import { expectSilence, Person } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { ERRORS } from "../support/wire.ts";

const KINDS = ["VIDEO_PLEASE_START", "VIDEO_OFFER", "VIDEO_ANSWER", "VIDEO_ICE", "VIDEO_HANGUP"] as const;
const PAYLOADS = [
  {},
  { sdp: "v=0\r\n", type: "offer" },
  { candidate: null, deep: [[[{ a: [1, "é", false] }]]] },
  null,
  [],
  [1, 2, [3]],
  0,
  -1.5e-7,
  "text",
  "",
  true,
];

describe.each(BOTH_EDGES)("video of classic clients on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  let cy: Person;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    [ann, bob, cy] = await threeClassics(relay);
  });
  afterEach(() => relay.stop());

  test("C4: every VIDEO_* frame reaches the partner with its payload as it is", async () => {
    await pair(ann, bob);
    for (const type of KINDS) {
      for (const payload of PAYLOADS) {
        ann.send({ type, payload });
        expect(await bob.next()).toEqual({ type, payload });
      }
      bob.send({ type });
      expect(await ann.next()).toEqual({ type });
    }
    await expectSilence(ann, bob, cy);
  });

  test("C4, C6: without a partner, also in the chatroom, there is the ERROR", async () => {
    await enter(bob);
    for (const person of [ann, bob]) {
      for (const type of KINDS) {
        person.send({ type, payload: {} });
        expect(await person.next()).toEqual(error("Not paired with anyone for video chat."));
      }
    }
  });

  test("P4: a payload too long or too deep is refused, the largest goes through", async () => {
    await pair(ann, bob);
    const largest = "x".repeat(65536 - 2);
    ann.send({ type: "VIDEO_OFFER", payload: largest });
    expect(await bob.next()).toEqual({ type: "VIDEO_OFFER", payload: largest });
    const deep = JSON.parse("[".repeat(33) + "]".repeat(33));
    for (const payload of [`${largest}x`, deep]) {
      ann.send({ type: "VIDEO_OFFER", payload });
      expect(await ann.next()).toEqual(error(expect.stringMatching(/65536 bytes and 32 levels/)));
    }
    ann.send({ type: "VIDEO_OFFER", payload: deep[0] });
    expect(await bob.next()).toEqual({ type: "VIDEO_OFFER", payload: deep[0] });
  });

  test("T6: a text partner can't be called", async () => {
    const tex = await Person.arrive(relay, "text");
    ann.join(tex);
    await ann.next();
    await tex.next();
    ann.send({ type: "VIDEO_OFFER", payload: {} });
    expect(await ann.next()).toEqual(error(ERRORS["no-video"]));
    await expectSilence(ann, tex);
  });
});
