import fc from "fast-check";
import { DIALECT_NAMES } from "./asks.ts";
import type { ChatModel } from "./chat-model.ts";
import type { House } from "./houses.ts";
import { type ModelPerson, placeName } from "./model-people.ts";
import { nthInvitation, nthPair } from "./world.ts";

/** How many people there are at the most. */
export const MOST = 12;

/** Raw names and what normalising leaves of them. */
const NAMES = [
  ["Ann", "Ann"],
  [" B  o\tb ", "B o b"],
  ["a:b", "a:b"],
  ["Zo\u0065\u0308", "Zo\u00eb"],
  ["", undefined],
  ["\u200b", undefined],
  ["x".repeat(33), undefined],
] as const;

/** What one person does, or what happens to them. */
export type Deed =
  | { readonly do: "connect"; readonly dialect: (typeof DIALECT_NAMES)[number] }
  | { readonly do: "join"; readonly whom: number | "nobody" | "self" | "anybody ever" }
  | { readonly do: "accept" | "decline" | "cancel"; readonly which: number | "another" }
  | {
      readonly do: "say";
      readonly text: string;
      readonly to: "here" | "room" | "an old pair";
      readonly again: boolean;
    }
  | { readonly do: "rename"; readonly name: (typeof NAMES)[number] }
  | { readonly do: "enter" | "leave" | "list" | "disconnect" | "ack" }
  | { readonly do: "cut" | "resume"; readonly lost: number }
  | { readonly do: "pass"; readonly seconds: number };

// Without a bias towards the first, who would talk to themselves most of the time.
const nth = fc.noBias(fc.nat(MOST - 1));
const lost = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(5), fc.nat(40));

export const who = nth;
export const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("connect"),
      dialect: fc.oneof(fc.constantFrom(...DIALECT_NAMES), fc.constant("v1")),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant("join"),
      whom: fc.oneof({ weight: 9, arbitrary: nth }, fc.constantFrom("nobody", "self", "anybody ever")),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("accept", "accept", "decline", "cancel"),
      which: fc.oneof({ weight: 6, arbitrary: nth }, fc.constant("another")),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("say"),
      text: fc.constantFrom("hi", "a:b", "{}", "é👩‍👧"),
      to: fc.oneof({ weight: 6, arbitrary: fc.constant("here") }, fc.constantFrom("room", "an old pair")),
      again: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rename"), name: fc.constantFrom(...NAMES) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("enter") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("leave", "list", "disconnect", "ack") }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("cut", "resume"), lost }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("pass"), seconds: fc.constantFrom(1, 20, 59, 60) }),
  },
);

/** Who is there before anybody does anything. */
export async function arriveFirst(model: ChatModel, house: House): Promise<void> {
  for (const dialect of ["v1", "classic", "v1", "text", "v1"] as const) {
    await doBoth(model, house, 0, { do: "connect", dialect });
  }
}

/** Whether there is anybody who could. */
export function canBeDone(model: Readonly<ChatModel>, deed: Deed): boolean {
  if (deed.do === "connect") return model.present.length < MOST;
  if (deed.do === "pass") return true;
  return candidates(model, deed).length > 0;
}

/** Does it in the model and in the house; `n` says who. */
export async function doBoth(model: ChatModel, house: House, n: number, deed: Deed): Promise<void> {
  if (deed.do === "connect") {
    model.connect(deed.dialect);
    return house.connect(deed.dialect);
  }
  if (deed.do === "pass") {
    model.pass(deed.seconds * 1000);
    return house.clock.pass(deed.seconds * 1000);
  }
  const person = pick(candidates(model, deed), n);
  const number = model.people.indexOf(person);
  switch (deed.do) {
    case "join": {
      const code = joined(model, person, deed.whom);
      model.join(person, code);
      return house.ask(number, { do: "join", code });
    }
    case "accept":
    case "decline":
    case "cancel": {
      const invitation = invitationFor(person, deed);
      model[deed.do](person, invitation);
      return house.ask(number, { do: deed.do, invitation });
    }
    case "say": {
      const to = { here: placeName(person) ?? "room", room: "room", "an old pair": nthPair(9999) }[deed.to];
      const id = Math.max(1, person.lastId + (deed.again ? 0 : 1));
      model.say(person, deed.text, to, id);
      return house.ask(number, { do: "say", text: deed.text, to, id });
    }
    case "rename": {
      const [raw, name] = deed.name;
      model.rename(person, name);
      return house.ask(number, { do: "rename", name: raw });
    }
    case "disconnect":
      model.disconnect(person);
      return house.disconnect(number);
    case "ack":
      model.ack(person);
      return house.ack(number);
    case "cut":
      return house.cut(number, model.cut(person, deed.lost));
    case "resume":
      if (person.place.in !== "gone") return house.resume(number, model.resume(person, deed.lost));
      model.connect("v1", person.lost);
      return house.comeLate(number);
    default:
      model[deed.do](person);
      return house.ask(number, { do: deed.do });
  }
}

/** Those of whom one may do it. */
function candidates(model: Readonly<ChatModel>, deed: Deed): readonly ModelPerson[] {
  const onV1 = model.here.filter(({ dialect }) => dialect === "v1");
  switch (deed.do) {
    case "accept":
    case "decline":
      return deed.which === "another" ? onV1 : onV1.filter(({ invitations }) => invitations.length > 0);
    case "cancel":
      return deed.which === "another" ? onV1 : onV1.filter(({ inviting }) => inviting !== undefined);
    case "ack":
      return onV1;
    case "resume": {
      const anybody = model.present.length < MOST ? model.people : model.present;
      const greeted = anybody.filter(({ dialect, hearing }) => dialect === "v1" && hearing.isGreeted);
      return some(greeted.filter(({ absence }) => absence !== undefined)) ?? greeted;
    }
    default:
      return model.here;
  }
}

const some = (people: readonly ModelPerson[]) => (people.length > 0 ? people : undefined);

export function pick<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % items.length];
  if (item === undefined) throw new Error("nobody is here");
  return item;
}

/** People who have gone are joined too: theirs are codes that nobody has any more. */
function joined(
  model: ChatModel,
  person: ModelPerson,
  whom: number | "nobody" | "self" | "anybody ever",
): string {
  switch (whom) {
    case "self":
      return person.code;
    case "nobody":
      return "ZZZZZZZZ";
    case "anybody ever":
      return pick(model.people, model.people.length - 1 - model.people.indexOf(person)).code;
    default:
      return pick(some(model.present.filter((other) => other !== person)) ?? [person], whom).code;
  }
}

function invitationFor(
  { inviting, invitations }: ModelPerson,
  { do: answer, which }: { readonly do: string; readonly which: number | "another" },
): string {
  if (which === "another") return nthInvitation(9999);
  return answer === "cancel" && inviting !== undefined ? inviting.id : pick(invitations, which).id;
}
