import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "../support/asks.ts";
import { expectSilence, joinAndAccept, Person } from "../support/people.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { entered, type Listed, left, listed, member, paired, renamed, said, sent } from "../support/wire.ts";
import { nthPair } from "../support/world.ts";
import type { Client } from "../support/ws-client.ts";

const ONE = nthPair(1);

describe.each(BOTH_EDGES)("the chatroom on the %s edge", (edge) => {
  let relay: TestRelay;
  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
  });
  afterEach(() => relay.stop());

  describe("with two people of each dialect", () => {
    let people: Person[];
    let list: Listed[];
    beforeEach(async () => {
      people = [];
      list = [];
      for (const dialect of [...DIALECT_NAMES, ...DIALECT_NAMES]) {
        const person = await Person.arrive(relay, dialect);
        person.enter();
        list.push({ code: person.code, name: person.name, number: list.length + 1 });
        await person.hears(entered(list));
        await Promise.all(people.map((other) => other.hears(member("entered", person, list.length))));
        people.push(person);
      }
    });

    const others = (...these: readonly Person[]) => people.filter((person) => !these.includes(person));

    test("R11, R2, V3: each message reaches all others exactly once, and not its sender", async () => {
      for (const from of people) {
        const id = from.say("hello");
        await from.hears(sent("room", id));
        const heard = said("room", from, "hello", from.dialect === "v1" ? id : undefined);
        for (const other of others(from)) await other.hears(heard);
      }
      await expectSilence(...people);
    });

    test("R11, R3, E10: what each says is heard by each in order", async () => {
      const count = 30;
      for (let i = 0; i < count; i++) for (const from of people) from.say(`${from.code} ${i}`);
      for (const person of people) {
        const heard = new Map<string, number>();
        while ([...heard.values()].reduce((sum, n) => sum + n, 0) < count * (people.length - 1)) {
          const frame = JSON.stringify(await person.next());
          if (frame.includes('"sent"')) continue;
          const [, code = "", i] = /(CODE\d{4}) (\d+)/.exec(frame) ?? [];
          expect(Number(i)).toBe(heard.get(code) ?? 0);
          heard.set(code, Number(i) + 1);
        }
        expect(heard.has(person.code)).toBe(false);
      }
    });

    test("R11, R9: leaving and disconnecting are told to all others", async () => {
      for (const person of [...people]) {
        const polite = person.dialect !== "text";
        if (polite) person.leave();
        else person.client.destroy();
        if (polite) await person.hears(left("you"));
        people = others(person);
        for (const other of people) await other.hears(member("left", person, people.length));
      }
    });

    test("R11, R10: a new name is listed, and is the sender from then on", async () => {
      for (const [i, person] of people.entries()) {
        person.rename(`Person ${i}`);
        await person.hears(renamed(person, `Person ${i}`, true));
        person.name = `Person ${i}`;
        for (const other of others(person)) await other.hears(member("renamed", person, people.length));
      }
      const named = list.map((entry, i) => ({ ...entry, name: `Person ${i}` }));
      for (const person of people) {
        person.list();
        await person.hears(listed(person, named));
      }
    });

    test.each(DIALECT_NAMES.flatMap((a, i) => DIALECT_NAMES.map((b, j) => [a, b, i, j + 3] as const)))(
      "R11, R4, R1: %s joins a member (%s) from the chatroom: both leave it",
      async (_a, _b, i, j) => {
        const [asker, asked] = [people[i], people[j]];
        if (asker === undefined || asked === undefined) throw new Error("six people");
        await joinAndAccept(asker, asked);
        const polite = (person: Person) => person === asked;
        const pairedWith = (person: Person, partner: Person) =>
          paired(ONE, partner, polite(person), partner.video);
        // Whoever let the pair open is the last to leave: who accepts, or else who joined.
        const [first, second] = asked.dialect === "v1" ? [asker, asked] : [asked, asker];
        await first.hears(left("paired"), pairedWith(first, second));
        await second.hears(member("left", first, 5), left("paired"), pairedWith(second, first));
        const rest = others(asker, asked);
        for (const other of rest) await other.hears(member("left", first, 5), member("left", second, 4));
        const [speaker, ...hearers] = rest;
        if (speaker === undefined) throw new Error("four people");
        const id = speaker.say("to the room");
        await speaker.hears(sent("room", id));
        for (const other of hearers) {
          await other.hears(said("room", speaker, "to the room", speaker.dialect === "v1" ? id : undefined));
        }
        await expectSilence(...people);
      },
    );
  });

  test("V8, V9: above 200 there are pages and, once a second, a count", async () => {
    const watcher = await Person.arrive(relay, "v1");
    watcher.enter();
    await watcher.hears(entered([{ code: watcher.code, name: watcher.name, number: 1 }]));
    const crowd = await Promise.all(Array.from({ length: 450 }, () => relay.connect()));
    await Promise.all(crowd.map((client) => client.next()));

    for (const [i, client] of crowd.slice(0, 199).entries()) {
      await enter(client);
      expect(await watcher.next()).toMatchObject({ type: "member", change: "entered", count: i + 2 });
    }
    await Promise.all(crowd.slice(199, 300).map(enter));
    await expectSilence(watcher);
    relay.clock.pass(999);
    await expectSilence(watcher);
    relay.clock.pass(1);
    expect(await watcher.next()).toEqual({ type: "count", count: 301 });
    await Promise.all(crowd.slice(300).map(enter));
    relay.clock.pass(1000);
    expect(await watcher.next()).toEqual({ type: "count", count: 451 });
    relay.clock.pass(10_000);
    await expectSilence(watcher);

    expect(await pages(watcher)).toEqual({ sizes: [200, 200, 51], distinct: 451 });
    const late = await Person.arrive(relay, "v1");
    late.enter();
    expect(await late.next()).toMatchObject({ type: "entered", count: 452, next: 200 });

    await Promise.all(crowd.slice(0, 251).map((client) => client.close()));
    await relay.untilOpen(201);
    relay.clock.pass(1000);
    expect(await watcher.next()).toEqual({ type: "count", count: 201 });
    await crowd[251]?.close();
    expect(await watcher.next()).toMatchObject({ type: "member", change: "left", count: 200 });
    await crowd[252]?.close();
    expect(await watcher.next()).toMatchObject({ type: "member", change: "left", count: 199 });
    expect(relay.clock.pending).toBe(0);
  });
});

async function enter(client: Client): Promise<void> {
  client.send('{"type":"/chatroom"}');
  expect(await client.next()).toMatch("You are now in the chatroom.");
}

/** Turns all pages of the members' list: how many are on each, and how many different people in all. */
async function pages(person: Person): Promise<{ sizes: number[]; distinct: number }> {
  const sizes: number[] = [];
  const codes = new Set<string>();
  let after: number | undefined = 0;
  while (after !== undefined) {
    person.send({ type: "members", after });
    const page: { members: { code: string }[]; next?: number } = Object(await person.next());
    sizes.push(page.members.length);
    for (const { code } of page.members) codes.add(code);
    after = page.next;
  }
  return { sizes, distinct: codes.size };
}
