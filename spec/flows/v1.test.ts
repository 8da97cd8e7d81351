import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { expectSilence, joinAndAccept, Person, pairUp } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import {
  delivered,
  entered,
  left,
  listed,
  member,
  paired,
  refused,
  renamed,
  said,
  sent,
  unpaired,
  welcome,
  who,
} from "../support/wire.ts";
import { EPOCH, NOW, nthPair, nthToken } from "../support/world.ts";

const V1 = { protocol: "parley.v1" } as const;
const ONE = nthPair(1);
const TWO = nthPair(2);

describe.each(BOTH_EDGES)("v1 clients on the %s edge", (edge) => {
  let relay: TestRelay;
  let ann: Person;
  let bob: Person;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    ann = await Person.arrive(relay, "v1");
    bob = await Person.arrive(relay, "v1", { capabilities: ["video"] });
  });
  afterEach(() => relay.stop());

  describe("hello", () => {
    test("V1: anything before hello is refused, with the number of a message", async () => {
      const client = await relay.connect("/ws", V1);
      const next = async () => JSON.parse(await client.next());
      client.send('{"type":"enter"}');
      expect(await next()).toEqual(refused("hello-first", "enter"));
      client.send('{"type":"message","to":"room","id":3,"text":"hi"}');
      expect(await next()).toEqual(refused("hello-first", "message", 3));
      client.send("{");
      expect(await next()).toEqual(refused("bad-json"));
      client.send('{"type":"hello"}');
      const session = {
        epoch: EPOCH,
        token: nthToken(3),
        seq: 0,
        window: 60_000,
        resumed: false,
        received: 0,
      };
      expect(await next()).toEqual({ ...welcome({ code: "CODE0003", name: "client_00003" }), session });
    });

    test("V1: a second hello is refused, and changes nothing", async () => {
      await pairUp(ann, bob, ONE);
      ann.send({ type: "hello", capabilities: ["video"] });
      await ann.hears(refused("already-greeted", "hello"));
      ann.leave();
      await ann.hears(unpaired(ONE, "you"));
      await bob.hears(unpaired(ONE, "left"));
      await pairUp(bob, ann, TWO);
    });

    test("V1, P6: unknown capabilities and fields are ignored", async () => {
      const cy = await Person.arrive(relay, "v1", {
        client: "test/1",
        capabilities: ["teleport", "video", ""],
        resumed: { token: 7 },
      });
      expect(cy.video).toBe(true);
      await pairUp(ann, cy, ONE);
    });

    test("V1, V10: a hello with a wrong field is refused; a better one is welcome", async () => {
      const client = await relay.connect("/ws", V1);
      for (const wrong of [
        { client: 7 },
        { capabilities: "video" },
        { capabilities: [1] },
        { resume: { token: 7 } },
      ]) {
        client.send(JSON.stringify({ type: "hello", ...wrong }));
        expect(JSON.parse(await client.next())).toMatchObject({
          type: "error",
          code: "bad-field",
          re: "hello",
        });
      }
      client.send('{"type":"hello"}');
      expect(JSON.parse(await client.next())).toMatchObject({ type: "welcome" });
    });

    test("V2: 10 seconds without hello close with 4408, and not one less", async () => {
      const client = await relay.connect("/ws", V1);
      relay.clock.pass(9_999);
      client.send("{}");
      expect(JSON.parse(await client.next())).toMatchObject({ code: "bad-frame" });
      relay.clock.pass(1);
      expect(await client.untilClosed()).toEqual({ code: 4408, reason: "no hello in time" });
      expect(relay.running.open).toBe(2);
    });

    test("V2, A8: whoever said hello, or has gone, is not waited for", async () => {
      const client = await relay.connect("/ws", V1);
      expect(relay.clock.pending).toBe(1);
      await client.close();
      await relay.untilOpen(2);
      expect(relay.clock.pending).toBe(0);
      relay.clock.pass(60_000);
      await expectSilence(ann, bob);
    });
  });

  describe("numbers", () => {
    test("N6, V10: what was sent before is refused by its number, and reaches nobody a second time", async () => {
      await pairUp(ann, bob, ONE);
      const message = { type: "message", to: ONE, id: 5, text: "once" };
      for (let n = 0; n < 3; n++) ann.send(message);
      await ann.hears(
        sent(ONE, 5),
        refused("already-said", "message", 5),
        refused("already-said", "message", 5),
      );
      await bob.hears(said(ONE, ann, "once", 5));
      ann.send({ ...message, id: 4, text: "late" });
      ann.send({ type: "rename", name: "Ann", id: 5 });
      ann.send({ type: "leave", id: 1 });
      await ann.hears(
        refused("already-said", "message", 4),
        refused("already-said", "rename", 5),
        refused("already-said", "leave", 1),
      );
      await expectSilence(ann, bob);
    });

    test("N6: one number for all that a client asks; what has none, or could not be done, counts as it should", async () => {
      ann.send({ type: "enter", id: 1 });
      await ann.hears(entered([{ ...who(ann), number: 1 }]));
      ann.send({ type: "leave" });
      await ann.hears(left("you"));
      ann.send({ type: "message", to: "room", id: 2, text: "nobody hears" });
      ann.send({ type: "message", to: "room", id: 3, text: "" });
      await ann.hears(refused("not-in-a-chat", "message", 2));
      expect(await ann.next()).toMatchObject({ code: "bad-field", id: 3 });
      ann.send({ type: "members", id: 3 });
      await ann.hears(refused("already-said", "members", 3));
      ann.send({ type: "members", id: 4 });
      await ann.hears(listed(ann, []));
      // The number of a receipt is the partner's.
      await pairUp(bob, ann, ONE);
      ann.send({ type: "delivered", pair: ONE, id: 1 });
      await bob.hears(delivered(ONE, 1));
    });
  });

  describe("in the chatroom", () => {
    test("V8, V9, V3, R9: members, comings, goings, renamings, and messages", async () => {
      const a = { ...who(ann), number: 1 };
      const b = { ...who(bob), number: 2 };
      ann.enter();
      await ann.hears(entered([a]));
      bob.enter();
      await bob.hears(entered([a, b]));
      await ann.hears(member("entered", bob, 2));
      const id = bob.say("hi", "room");
      await bob.hears(sent("room", id));
      await ann.hears(said("room", bob, "hi", id));
      bob.rename("Bob");
      bob.name = "Bob";
      await bob.hears(renamed(bob, "Bob", true));
      await ann.hears(member("renamed", bob, 2));
      ann.list();
      await ann.hears(listed(ann, [a, { ...b, name: "Bob" }]));
      bob.leave();
      await bob.hears(left("you"));
      await ann.hears(member("left", bob, 1));
      await expectSilence(ann, bob);
    });

    test("R4, R9: joining a member from the chatroom takes both out", async () => {
      ann.enter();
      bob.enter();
      await ann.hears(entered([{ ...who(ann), number: 1 }]), member("entered", bob, 2));
      await bob.next();
      await joinAndAccept(ann, bob);
      await ann.hears(left("paired"), paired(ONE, bob, false, true));
      await bob.hears(member("left", ann, 1), left("paired"), paired(ONE, ann, true, false));
      ann.list();
      await ann.hears(listed(ann, []));
    });
  });

  test("P3, P5, V10: errors name what they answer, and the number of the message", async () => {
    await pairUp(ann, bob, ONE);
    const id = ann.say("x".repeat(8193), ONE);
    await ann.hears(refused("too-long", "message", id));
    for (const [frame, error] of WRONG) {
      ann.send(frame);
      expect(await ann.next()).toEqual({ type: "error", message: expect.stringMatching(/./), ...error });
    }
    ann.client.send(Buffer.of(0));
    expect(await ann.next()).toMatchObject({ type: "error", code: "binary-frame" });
    ann.send({ type: "message", to: ONE, id: 15, text: "still here" });
    expect(await bob.next()).toMatchObject({ text: "still here", at: NOW });
  });
});

const WRONG = [
  ["", { code: "bad-json" }],
  ["null", { code: "bad-frame" }],
  [[], { code: "bad-frame" }],
  [{ type: 1 }, { code: "bad-frame" }],
  [{ type: "toString" }, { code: "unknown-type" }],
  [
    { type: "message", id: 9, text: "no place" },
    { code: "bad-field", re: "message", id: 9 },
  ],
  [
    { type: "message", to: "room", id: 10, text: "" },
    { code: "bad-field", re: "message", id: 10 },
  ],
  [
    { type: "message", to: "room", id: 0, text: "hi" },
    { code: "bad-field", re: "message" },
  ],
  [
    { type: "message", to: "room", id: "9", text: "hi" },
    { code: "bad-field", re: "message" },
  ],
  [
    { type: "rename", name: "" },
    { code: "bad-name", re: "rename" },
  ],
  [
    { type: "members", after: -1 },
    { code: "bad-field", re: "members" },
  ],
  [
    { type: "leave", id: -1 },
    { code: "bad-field", re: "leave" },
  ],
  [
    { type: "cancel", invitation: "", id: 12 },
    { code: "bad-field", re: "cancel", id: 12 },
  ],
  [
    { type: "accept", invitation: "nobody", id: 13 },
    { code: "no-invitation", re: "accept", id: 13 },
  ],
] as const;
