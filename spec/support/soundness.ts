import { expect } from "@jest/globals";
import type { ChatroomContext } from "../../actors/chatroom.ts";
import type { ConnectionContext, ConnectionSnapshot } from "../../actors/connection.ts";
import type { PairContext } from "../../actors/pair.ts";
import { CHATROOM } from "../../actors/ports.ts";
import { census } from "../../src/metrics/census.ts";
import type { MemoryHouse } from "./houses.ts";
import type { Frame } from "./wire.ts";

/** What is true of a relay at rest, whatever has happened; throws where it is not. */
export function expectSound(house: MemoryHouse): void {
  const { hub, population } = house;
  const actors = population.bus.actors();
  const sessions = [...hub.people];
  const connections = new Map<string, ConnectionSnapshot>();
  for (const [name, actor] of actors) {
    if (name.startsWith("conn.")) connections.set(name.slice(5), actor.getSnapshot());
  }

  // As many sockets as people with one, and as many connections as people.
  expect(sessions.map(({ code }) => code).sort()).toEqual([...connections.keys()].sort());
  expect(hub.open).toBe(house.sockets);
  expect(sessions.filter(({ link }) => link !== undefined)).toHaveLength(hub.open);
  expect(sessions.length).toBe(hub.open + hub.away);
  const counted = Object.values(census(hub)).flatMap((states) => Object.values(states));
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(hub.open + hub.away);
  for (const { code, link } of sessions) {
    const { value, context } = connections.get(code) as Open;
    expect(value.open.presence).toBe(link === undefined ? "away" : "here");
    expect(context.peer.away).toBe(link === undefined);
    expect(context.pair !== undefined).toBe(value.open.place === "paired");
  }

  // Who is in the chatroom are its members, and those of them who have a socket hear it.
  const room: ChatroomContext = actors.get(CHATROOM)?.getSnapshot().context;
  const inRoom = sessions.filter(
    ({ code }) => (connections.get(code) as Open).value.open.place === "chatroom",
  );
  expect([...room.members.keys()].sort()).toEqual(inRoom.map(({ code }) => code).sort());
  for (const dialect of ["classic", "text", "v1"] as const) {
    const hearers = inRoom.filter((one) => one.dialect.name === dialect && one.link !== undefined);
    expect(house.hearers(dialect)).toBe(hearers.length);
  }

  // Two are in each pair, and nobody is in one that is not there; invitations are known to both.
  const pairs = [...actors].filter(([name]) => name.startsWith("pair."));
  const paired = [...connections.values()].filter(({ context }) => context.pair !== undefined);
  expect(paired).toHaveLength(2 * pairs.length);
  for (const [name, actor] of pairs) {
    const { asked, asker }: PairContext = actor.getSnapshot().context;
    for (const { person } of [asked, asker]) {
      expect(connections.get(person.code)?.context.pair?.address).toBe(name);
    }
  }
  for (const [code, { context }] of connections) expectMutual(code, context, connections);
}

type Open = ConnectionSnapshot & { readonly value: { readonly open: { place: string; presence: string } } };

function expectMutual(
  code: string,
  { inviting, invitations }: ConnectionContext,
  connections: ReadonlyMap<string, ConnectionSnapshot>,
): void {
  if (inviting !== undefined) {
    const rung = connections.get(inviting.code)?.context.invitations ?? [];
    expect(rung.map(({ from }) => from.person.code)).toContain(code);
  }
  for (const { invitation, from } of invitations) {
    expect(connections.get(from.person.code)?.context.inviting?.invitation).toBe(invitation);
  }
}

/** Everybody with a socket asks something that only their connection can answer, and is answered. */
export async function expectAnswers(house: MemoryHouse, people: number): Promise<void> {
  await house.heard();
  for (let person = 0; person < people; person++) {
    if (house.isHere(person)) house.ask(person, { do: "list" });
  }
  const heard = await house.heard();
  for (let person = 0; person < people; person++) {
    if (house.isHere(person)) expect(heard[person]).not.toEqual([]);
  }
}

/** Everybody who can and has no socket comes back, as who they were or as somebody new, and is told which. */
export async function expectReturns(house: MemoryHouse, people: number): Promise<void> {
  await house.heard();
  for (let person = 0; person < people; person++) {
    if (house.isHere(person) || house.dialectOf(person) !== "v1") continue;
    const { away } = house.hub;
    await house.resume(person, 0);
    const frames = (await house.heard())[person] ?? [];
    const session = termsIn(frames);
    expect(session.resumed || session.lost !== undefined).toBe(true);
    expect(house.hub.away).toBe(session.resumed ? away - 1 : away);
    expectSound(house);
  }
  await expectAnswers(house, people);
}

function termsIn(frames: readonly Frame[]): { readonly resumed?: boolean; readonly lost?: string } {
  const [welcome] = frames;
  if (typeof welcome !== "object" || welcome["type"] !== "welcome") throw new Error("there was no welcome");
  return Object(welcome["session"]);
}
