import { afterEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../../support/asks.ts";
import { heardBy, joinAndAccept, Person, pairUp } from "../../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../../support/relay.ts";
import { nonZero } from "../../support/scrapes.ts";
import { nthPair } from "../../support/world.ts";

let relay: TestRelay;
afterEach(() => relay.stop());

describe.each(BOTH_EDGES)("D13: what is counted on %s", (edge) => {
  const start = (settings = {}) => TestRelay.start({ edge, adminPort: 0, ...settings });

  test("D12, D13: two pair by invitation, say three messages, and one resumes", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    expect(await nonZero(relay, "connections")).toEqual({ "v1 lobby": 2 });
    await pairUp(ada, bert, nthPair(1));
    expect(await nonZero(relay, "connections")).toEqual({ "v1 paired": 2 });
    expect(await nonZero(relay, "actors")).toEqual({ connection: 2, pair: 1, chatroom: 1 });
    for (const text of ["one", "two", "three"]) {
      ada.say(text, nthPair(1));
      await ada.next();
      await bert.next();
    }
    expect(await nonZero(relay, "messages_received_total")).toEqual({ v1: 2 + 2 + 3 });
    // welcome, invited, ringing and paired; and sent and message.
    expect(await nonZero(relay, "messages_sent_total")).toEqual({ v1: 2 + 1 + 1 + 2 + 3 + 3 });
    await bert.vanish(relay);
    await ada.next();
    expect(await nonZero(relay, "connections")).toEqual({ "v1 paired": 1, "v1 away": 1 });
    expect(await nonZero(relay, "sockets")).toEqual({ "": 1 });
    ada.say("four", nthPair(1));
    await ada.next();
    expect(Object.keys(await nonZero(relay, "outbox_bytes"))).toContain("away");
    const back = await bert.comeBack(relay);
    await back.next();
    await ada.next();
    expect(await nonZero(relay, "connections")).toEqual({ "v1 paired": 2 });
    expect(await nonZero(relay, "messages_received_total")).toEqual({ v1: 7 + 1 + 1 });
    // presence away, sent, welcome, what was missed, presence back.
    expect(await nonZero(relay, "messages_sent_total")).toEqual({ v1: 12 + 5 });
    expect(await nonZero(relay, "outbox_bytes")).toEqual({});
    expect(await nonZero(relay, "invitations_total")).toEqual({ rang: 1, accepted: 1 });
    expect(await nonZero(relay, "resumes_total")).toEqual({ resumed: 1 });
    expect(await nonZero(relay, "drops_total")).toEqual({});
    expect(await nonZero(relay, "calls_total")).toEqual({});
  });

  test("D13: the chatroom's frames count for each socket that hears them, on every dialect", async () => {
    relay = await start();
    const people = [];
    for (const dialect of [...DIALECT_NAMES, ...DIALECT_NAMES]) {
      people.push(await Person.arrive(relay, dialect));
    }
    for (const person of people) person.enter();
    await heardBy(...people);
    expect(await nonZero(relay, "connections")).toEqual({
      "classic chatroom": 2,
      "text chatroom": 2,
      "v1 chatroom": 2,
    });
    const before = await nonZero(relay, "messages_sent_total");
    people[0]?.say("hello");
    // A mark is one more frame to each, twice.
    const heard = await heardBy(...people);
    const after = await nonZero(relay, "messages_sent_total");
    for (const dialect of DIALECT_NAMES) {
      const frames = people.flatMap((person, i) => (person.dialect === dialect ? heard[i] : []));
      expect([dialect, (after[dialect] ?? 0) - (before[dialect] ?? 0)]).toEqual([dialect, frames.length + 4]);
    }
  });

  test("D13: nor does it count for those who are away, until they come back", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    for (const person of [ada, bert]) person.enter();
    await heardBy(ada, bert);
    await bert.vanish(relay);
    await heardBy(ada);
    const sent = async () => (await nonZero(relay, "messages_sent_total"))["v1"] ?? 0;
    const before = await sent();
    ada.say("hello");
    await ada.next();
    expect((await sent()) - before).toBe(1);
    const back = await bert.comeBack(relay);
    await heardBy(ada, back);
    const again = await sent();
    ada.say("hello again");
    await ada.next();
    await back.next();
    expect((await sent()) - again).toBe(2);
  });

  test("D13: what became of invitations", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "v1"), await Person.arrive(relay, "v1")];
    const ring = async () => {
      ada.join(bert);
      const invitation = await bert.invitedBy(ada);
      await ada.ringing(bert);
      return invitation;
    };
    bert.send({ type: "decline", invitation: await ring() });
    await heardBy(ada, bert);
    ada.send({ type: "cancel", invitation: await ring() });
    await heardBy(ada, bert);
    await ring();
    relay.clock.pass(60_000);
    await heardBy(ada, bert);
    ada.join("ZZZZZZZZ");
    await heardBy(ada);
    await ring();
    await ada.disconnect();
    await heardBy(bert);
    expect(await nonZero(relay, "invitations_total")).toEqual({
      rang: 4,
      declined: 1,
      cancelled: 1,
      expired: 1,
      refused: 1,
      gone: 1,
    });
    expect(await nonZero(relay, "drops_total")).toMatchObject({ join_wrong_code: 1 });
  });

  test("D13: classic people are paired at once, which is no invitation; a call that rings is one call", async () => {
    relay = await start();
    const [ada, bert] = [await Person.arrive(relay, "classic"), await Person.arrive(relay, "classic")];
    await joinAndAccept(ada, bert);
    await heardBy(ada, bert);
    ada.send({ type: "VIDEO_PLEASE_START", payload: {} });
    ada.send({ type: "VIDEO_OFFER", payload: { sdp: "x" } });
    await heardBy(ada, bert);
    expect(await nonZero(relay, "invitations_total")).toEqual({});
    expect(await nonZero(relay, "calls_total")).toEqual({ "": 1 });
  });

  test("D13: a resume that cannot be is counted by why", async () => {
    relay = await start();
    const ada = await Person.arrive(relay, "v1");
    await ada.vanish(relay);
    relay.clock.pass(60_000);
    const again = await relay.connect("/ws", { protocol: "parley.v1" });
    again.send(JSON.stringify({ type: "hello", resume: ada.streams.position() }));
    await again.next();
    const other = await relay.connect("/ws", { protocol: "parley.v1" });
    other.send(
      JSON.stringify({ type: "hello", resume: { ...ada.streams.position(), token: "x".repeat(25) } }),
    );
    await other.next();
    expect(await nonZero(relay, "resumes_total")).toEqual({ expired: 1, unknown: 1 });
  });
});
