/** People on the classic dialect and what they hear, word for word, where `wire.ts` would translate. */
import { expect } from "@jest/globals";
import { Person } from "./people.ts";
import type { TestRelay } from "./relay.ts";

/** What the relay tells in words. */
export const info = (message: string) => ({ type: "INFO", payload: { message } });
/** What it answers to what can't be. */
export const error = (message: unknown) => ({ type: "ERROR", payload: { message } });
/** What the others in the chatroom hear of somebody who has left it. */
export const gone = ({ name, code }: Person) =>
  info(`${name} (code: ${code}) has disconnected from the chatroom.`);
/** The answer to whoever enters it. */
const ENTERED = info("You are now in the chatroom. Type messages to chat with everyone here.");

/** Three who have just come. */
export const threeClassics = async (relay: TestRelay): Promise<[Person, Person, Person]> => [
  await Person.arrive(relay, "classic"),
  await Person.arrive(relay, "classic"),
  await Person.arrive(relay, "classic"),
];

/** `a` joins `b`, and both are told. */
export const pair = async (a: Person, b: Person) => {
  a.join(b);
  expect(await a.next()).toEqual({ type: "PAIR", payload: { code: b.code, name: b.name } });
  expect(await b.next()).toEqual({ type: "PAIR", payload: { code: a.code, name: a.name } });
};

/** Enters the chatroom, and is told. */
export const enter = async (person: Person) => {
  person.enter();
  expect(await person.next()).toEqual(ENTERED);
};
