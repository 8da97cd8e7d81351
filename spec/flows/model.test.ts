import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CHATROOM } from "../../actors/ports.ts";
import { type Ask, DIALECT_NAMES } from "../support/asks.ts";
import { ChatModel, type ModelPerson, placeName } from "../support/chat-model.ts";
import { type House, MemoryHouse, RelayHouse } from "../support/houses.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { nthPair } from "../support/world.ts";

const MOST = 12;
const SEED = 20_240_229;
const STEPS = 60;

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

type Deed =
  | { readonly do: "connect"; readonly dialect: (typeof DIALECT_NAMES)[number] }
  | { readonly do: "join"; readonly whom: number | "nobody" | "self" }
  | { readonly do: "say"; readonly text: string; readonly to: "here" | "room" | "an old pair" }
  | { readonly do: "rename"; readonly name: (typeof NAMES)[number] }
  | { readonly do: "enter" | "leave" | "list" | "disconnect" };

const who = fc.nat(MOST - 1);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("connect"), dialect: fc.constantFrom(...DIALECT_NAMES) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("join"),
      whom: fc.oneof({ weight: 8, arbitrary: who }, fc.constantFrom("nobody", "self")),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("say"),
      text: fc.constantFrom("hi", "a:b", "{}", "é👩‍👧"),
      to: fc.oneof({ weight: 6, arbitrary: fc.constant("here") }, fc.constantFrom("room", "an old pair")),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rename"), name: fc.constantFrom(...NAMES) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("enter") }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom("leave", "list", "disconnect") }),
  },
);

/**
 * Somebody does something, in the model and in the house; then everybody has heard the same in both. A step that
 * does not listen leaves the turn open for the next.
 */
class Step implements fc.AsyncCommand<ChatModel, House> {
  readonly #who: number;
  readonly #deed: Deed;
  readonly #listens: boolean;

  constructor(person: number, deed: Deed, listens: boolean) {
    this.#who = person;
    this.#deed = deed;
    this.#listens = listens;
  }

  check({ here }: Readonly<ChatModel>): boolean {
    return this.#deed.do === "connect" ? here.length < MOST : here.length > 0;
  }

  async run(model: ChatModel, house: House): Promise<void> {
    const deed = this.#deed;
    if (deed.do === "connect") {
      model.connect(deed.dialect);
      await house.connect(deed.dialect);
    } else {
      const person = pick(model.here, this.#who);
      const number = model.people.indexOf(person);
      const ask = act(model, person, deed);
      if (ask === undefined) await house.disconnect(number);
      else house.ask(number, ask);
    }
    if (this.#listens) expect(await house.heard()).toEqual(model.takeHeard());
    expectSamePlaces(model, house);
  }

  toString(): string {
    return `${this.#who} ${JSON.stringify(this.#deed)}${this.#listens ? "" : ","}`;
  }
}

const pick = (people: readonly ModelPerson[], n: number): ModelPerson => {
  const person = people[n % people.length];
  if (person === undefined) throw new Error("nobody is here");
  return person;
};

/** Does it in the model; what the house is to be asked is the answer, undefined for nothing but to hang up. */
function act(model: ChatModel, person: ModelPerson, deed: Exclude<Deed, { do: "connect" }>): Ask | undefined {
  switch (deed.do) {
    case "join": {
      const code = joined(model, person, deed.whom);
      model.join(person, code);
      return { do: "join", code };
    }
    case "say": {
      const to = { here: placeName(person) ?? "room", room: "room", "an old pair": nthPair(9999) }[deed.to];
      const id = ++person.lastId;
      model.say(person, deed.text, to, id);
      return { do: "say", text: deed.text, to, id };
    }
    case "rename": {
      const [raw, name] = deed.name;
      model.rename(person, name);
      return { do: "rename", name: raw };
    }
    case "disconnect":
      model.disconnect(person);
      return undefined;
    default:
      model[deed.do](person);
      return { do: deed.do };
  }
}

/** People who have gone are joined too: theirs are codes that nobody has any more. */
function joined(model: ChatModel, person: ModelPerson, whom: number | "nobody" | "self"): string {
  if (whom === "self") return person.code;
  return whom === "nobody" ? "ZZZZZZZZ" : pick(model.people, whom).code;
}

/** Pairs are symmetric, nobody is in two places, and the actors are where the model says, and no more of them. */
function expectSamePlaces(model: ChatModel, house: House): void {
  const members = model.members.map(({ code }) => code);
  const expected = new Map<string, unknown>([[CHATROOM, { members }]]);
  for (const person of model.here) {
    const { place } = person;
    expected.set(`conn.${person.code}`, {
      place: STATES[place.in],
      pair: place.in === "pair" ? place.id : undefined,
    });
    if (place.in !== "pair") continue;
    expect(place.partner.place).toMatchObject({ in: "pair", id: place.id });
    expected.set(`pair.${place.id}`, { people: [person.code, place.partner.code].sort() });
  }

  const found = new Map<string, unknown>();
  for (const [name, actor] of house.population.bus.actors()) {
    const { value, context } = actor.getSnapshot();
    if ("members" in context) found.set(name, { members: [...context.members.keys()] });
    else if ("asker" in context) {
      found.set(name, { people: [context.asker.person.code, context.asked.person.code].sort() });
    } else found.set(name, { place: value.open.place, pair: context.pair?.id });
  }
  expect(found).toEqual(expected);
}

const STATES = { pair: "paired", room: "chatroom", lobby: "lobby", gone: undefined };

const commands = (listens: fc.Arbitrary<boolean>) =>
  fc.commands([fc.tuple(who, deeds, listens).map((step) => new Step(...step))], {
    maxCommands: STEPS,
    size: "max",
  });
const always = fc.constant(true);

describe("random sequences against the model", () => {
  test.each([
    ["each step a turn", always],
    ["several steps a turn", fc.boolean()],
  ])(
    "R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, A5, A8, E10: without a network, %s",
    async (_, listens) => {
      await fc.assert(
        fc.asyncProperty(commands(listens), async (steps) => {
          const house = new MemoryHouse();
          const model = new ChatModel();
          await fc.asyncModelRun(() => ({ model, real: house }), steps);
          for (const person of model.here) await house.disconnect(model.people.indexOf(person));
          expect([...house.population.bus.actors().keys()]).toEqual([CHATROOM]);
          expect([house.open, house.clock.pending]).toEqual([0, 0]);
          house.population.stop();
        }),
        { seed: SEED, numRuns: 300 },
      );
    },
  );

  test.each(BOTH_EDGES)("R1, R2, R3, R4, R5, R8, R9, R10, R11: on a real relay, %s edge", async (edge) => {
    await fc.assert(
      fc.asyncProperty(commands(always), async (steps) => {
        const relay = await TestRelay.start({ edge });
        try {
          await fc.asyncModelRun(() => ({ model: new ChatModel(), real: new RelayHouse(relay) }), steps);
          expect(relay.log).toEqual([]);
        } finally {
          await relay.stop();
        }
      }),
      { seed: SEED, numRuns: 15 },
    );
  });
});
