import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { expectSilence, Person } from "../support/people.ts";
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
} from "../support/wire.ts";
import { NOW, nthPair } from "../support/world.ts";

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

  const pair = async (asker: Person, asked: Person, id = ONE) => {
    asker.join(asked);
    await asker.hears(paired(id, asked, false, asked === bob));
    await asked.hears(paired(id, asker, true, asker === bob));
  };

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
      expect(await next()).toEqual(welcome({ code: "CODE0003", name: "client_00003" }));
    });

    test("V1: a second hello is refused, and changes nothing", async () => {
      await pair(ann, bob);
      ann.send({ type: "hello", capabilities: ["video"] });
      await ann.hears(refused("already-greeted", "hello"));
      ann.leave();
      await ann.hears(unpaired(ONE, "you"));
      await bob.hears(unpaired(ONE, "left"));
      bob.join(ann);
      await bob.hears(paired(TWO, ann, false, false));
    });

    test("V1, P6: unknown capabilities and fields are ignored", async () => {
      const cy = await Person.arrive(relay, "v1", {
        client: "test/1",
        capabilities: ["teleport", "video", ""],
        resume: { token: 7 },
      });
      ann.join(cy);
      await ann.hears(paired(ONE, cy, false, true));
    });

    test("V1, V10: a hello with a wrong field is refused; a better one is welcome", async () => {
      const client = await relay.connect("/ws", V1);
      for (const wrong of [{ client: 7 }, { capabilities: "video" }, { capabilities: [1] }]) {
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

  describe("in a pair", () => {
    test("V6: both are told who the other is, and exactly one that it is polite", async () => {
      await pair(ann, bob);
      bob.leave();
      await bob.hears(unpaired(ONE, "you"));
      await ann.hears(unpaired(ONE, "left"));
      await pair(bob, ann, TWO);
    });

    test("V3, V4: sent at once, delivered when the partner's client has said so", async () => {
      await pair(ann, bob);
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
        cy.join(ann);
        await ann.hears(paired(ONE, cy, true, dialect === "classic"));
        ann.say("hi", ONE);
        await ann.hears(sent(ONE, 1), delivered(ONE, 1));
      },
    );

    test("V5, V10: what was meant for an earlier partner is refused, and reaches nobody", async () => {
      await pair(ann, bob);
      const cy = await Person.arrive(relay, "v1");
      ann.join(cy);
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
      await pair(ann, bob);
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
      await pair(ann, bob);
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
      await pair(ann, bob);
      ann.rename(" Ann\n ");
      await ann.hears(renamed(ann, "Ann", true));
      await bob.hears(renamed(ann, "Ann", false));
    });

    test("R5, R6, R7, V10: joins that fail", async () => {
      await pair(ann, bob);
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
      ann.join(bob);
      await bob.hears(left("paired"), paired(ONE, ann, true, false));
      await ann.hears(member("left", bob, 1), left("paired"), paired(ONE, bob, false, true));
      ann.list();
      await ann.hears(listed(ann, []));
    });
  });

  test("P3, P5, V10: errors name what they answer, and the number of the message", async () => {
    await pair(ann, bob);
    const id = ann.say("x".repeat(8193), ONE);
    await ann.hears(refused("too-long", "message", id));
    for (const [frame, error] of WRONG) {
      ann.send(frame);
      expect(await ann.next()).toEqual({ type: "error", message: expect.stringMatching(/./), ...error });
    }
    ann.client.send(Buffer.of(0));
    expect(await ann.next()).toMatchObject({ type: "error", code: "binary-frame" });
    ann.say("still here", ONE);
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
    { type: "message", to: "room", id: 9, text: "" },
    { code: "bad-field", re: "message", id: 9 },
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
] as const;

const who = ({ code, name }: Person) => ({ code, name });
