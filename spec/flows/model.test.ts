import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CHATROOM } from "../../actors/ports.ts";
import { ChatModel } from "../support/chat-model.ts";
import { type House, MemoryHouse, RelayHouse } from "../support/houses.ts";
import { arriveFirst, canBeDone, type Deed, deeds, doBoth, who } from "../support/model-deeds.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";

const SEED = 20_240_229;
const STEPS = 60;

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

  check(model: Readonly<ChatModel>): boolean {
    return canBeDone(model, this.#deed);
  }

  async run(model: ChatModel, house: House): Promise<void> {
    await doBoth(model, house, this.#who, this.#deed);
    if (this.#listens) await expectSameHeard(model, house);
    expectSamePlaces(model, house);
  }

  toString(): string {
    return `${this.#who} ${JSON.stringify(this.#deed)}${this.#listens ? "" : ","}`;
  }
}

async function expectSameHeard(model: ChatModel, house: House): Promise<void> {
  expect(await house.heard()).toEqual(model.takeHeard());
}

/**
 * Pairs and invitations are symmetric, nobody is in two places, and the actors are where the model says, and no
 * more of them.
 */
function expectSamePlaces(model: ChatModel, house: House): void {
  const members = model.members.map(({ code }) => code);
  const expected = new Map<string, unknown>([[CHATROOM, { members }]]);
  for (const person of model.present) {
    const { place, inviting, invitations, absence } = person;
    expected.set(`conn.${person.code}`, {
      place: STATES[place.in],
      joining: inviting === undefined ? "idle" : "ringing",
      presence: absence === undefined ? "here" : "away",
      pair: place.in === "pair" ? place.id : undefined,
      inviting: inviting?.id,
      invitations: invitations.map(({ id }) => id),
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
    } else {
      found.set(name, {
        ...value.open,
        pair: context.pair?.id,
        inviting: context.inviting?.invitation,
        invitations: context.invitations.map(({ invitation }: { invitation: string }) => invitation),
      });
    }
  }
  expect(found).toEqual(expected);
}

const STATES = { pair: "paired", room: "chatroom", lobby: "lobby", gone: undefined };

/** Who is away comes back and has lost nothing, or never comes back; then everybody goes, and nothing is left. */
async function expectEnd(model: ChatModel, house: House): Promise<void> {
  const away = model.present.filter(({ absence, hearing }) => absence !== undefined && hearing.isGreeted);
  if (away.length % 2 === 0) {
    for (const person of away) await house.resume(model.people.indexOf(person), model.resume(person, 0));
    await expectSameHeard(model, house);
  }
  model.pass(60_000);
  house.clock.pass(60_000);
  await expectSameHeard(model, house);
  for (const person of model.here) {
    model.disconnect(person);
    await house.disconnect(model.people.indexOf(person));
  }
  await expectSameHeard(model, house);
  expect([...house.population.bus.actors().keys()]).toEqual([CHATROOM]);
  expect(house.clock.pending).toBe(0);
}

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
    "R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, I1, I2, I3, I4, I6, I7, I8, I10, I11, I12, N2, N3, N5, N6, N7, N9, N10, A5, A8, E10: without a network, %s",
    async (_, listens) => {
      await fc.assert(
        fc.asyncProperty(commands(listens), async (steps) => {
          const house = new MemoryHouse();
          const model = new ChatModel();
          await arriveFirst(model, house);
          await fc.asyncModelRun(() => ({ model, real: house }), steps);
          await expectEnd(model, house);
          expect(house.left).toEqual([0, 0]);
          house.population.stop();
        }),
        { seed: SEED, numRuns: 300 },
      );
    },
  );

  test.each(BOTH_EDGES)(
    "R1, R2, R3, R4, R5, R8, R9, R10, R11, I1, I2, I3, I8, N2, N3, N5, N6, N10, A8: on a real relay, %s edge",
    async (edge) => {
      await fc.assert(
        fc.asyncProperty(commands(always), async (steps) => {
          const relay = await TestRelay.start({ edge });
          try {
            const house = new RelayHouse(relay);
            const model = new ChatModel();
            await arriveFirst(model, house);
            await expectSameHeard(model, house);
            await fc.asyncModelRun(() => ({ model, real: house }), steps);
            await expectEnd(model, house);
            expect(relay.log).toEqual([]);
          } finally {
            await relay.stop();
          }
        }),
        { seed: SEED, numRuns: 15 },
      );
    },
  );
});
