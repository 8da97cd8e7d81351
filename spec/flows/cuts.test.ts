import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FaultProxy } from "../support/fault-proxy.ts";
import { Person } from "../support/people.ts";
import { seeded } from "../support/random.ts";
import { BOTH_EDGES, TestRelay } from "../support/relay.ts";
import { Survivor } from "../support/survivor.ts";
import type { Frame } from "../support/wire.ts";
import { nthPair } from "../support/world.ts";

const CUTS = 1000;
/** Messages that a talker has unanswered at a time. */
const WINDOW = 5;
/** Bytes after which a connection is cut: from within its handshake to some dozens of messages later. */
const LONGEST = 4000;
const ONE = nthPair(1);
/** For what takes seconds; no more than a bound for a test that fails. */
const LONG = 120_000;

/** Says numbers, counting up, wherever `to` is; keeps {@link WINDOW} of them unanswered until it is stopped. */
class Talker {
  readonly survivor: Survivor;
  readonly #to: string;
  #said = 0;
  #answered = 0;
  #stopped = false;
  #done: () => void = () => {};

  constructor(survivor: Survivor, to: string) {
    this.survivor = survivor;
    this.#to = to;
  }

  /** How many it has said. */
  get said(): number {
    return this.#said;
  }

  start(): void {
    this.survivor.onHeard = (frame) => {
      if (typeof frame === "string" || frame["type"] !== "sent") return;
      this.#answered++;
      this.#talk();
    };
    this.#talk();
  }

  /** Resolves when all that was said has been answered. */
  stop(): Promise<void> {
    this.#stopped = true;
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#talk();
    });
  }

  #talk(): void {
    while (!this.#stopped && this.#said - this.#answered < WINDOW) {
      this.survivor.ask({ type: "message", to: this.#to, text: String(++this.#said) });
    }
    if (this.#stopped && this.#answered === this.#said) this.#done();
  }
}

describe.each(BOTH_EDGES)("a thousand cuts on the %s edge", (edge) => {
  let relay: TestRelay;
  let proxy: FaultProxy;
  let survivors: Survivor[];
  /** Resolves when there have been enough of them. */
  let enough: Promise<void>;

  beforeEach(async () => {
    relay = await TestRelay.start({ edge });
    proxy = await FaultProxy.start(relay.port);
    survivors = [];
  });
  afterEach(async () => {
    await proxy.close();
    await relay.stop();
  });

  /** From here on every new connection is cut at some place, until there were {@link CUTS}; those that are open are cut now. */
  function cut(seed: number): void {
    const random = seeded(seed);
    let cuts = 0;
    enough = new Promise((resolve) => {
      proxy.onLink = (link) => {
        if (cuts === CUTS) return resolve();
        cuts++;
        link.cutAt(
          random() < 0.5 ? "up" : "down",
          Math.floor(random() * LONGEST),
          random() < 0.5 ? "reset" : "close",
        );
      };
    });
    proxy.cutAll();
  }

  async function arrive(): Promise<Survivor> {
    const survivor = new Survivor(proxy.port);
    survivors.push(survivor);
    const welcomed = survivor.until(() => survivor.welcomes === 1);
    survivor.run();
    await welcomed;
    return survivor;
  }

  const leave = () => Promise.all(survivors.map((survivor) => survivor.leave()));

  /** What somebody heard others say, by whom. */
  function said(heard: readonly Frame[]): Map<unknown, string[]> {
    const texts = new Map<unknown, string[]>();
    for (const frame of heard) {
      if (typeof frame === "string" || frame["type"] !== "message") continue;
      const { code } = Object(frame["from"]);
      const of = texts.get(code) ?? [];
      of.push(String(frame["text"]));
      texts.set(code, of);
    }
    return texts;
  }

  const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));

  test(
    "N12: of what two say to one another nothing is lost, doubled or out of order",
    async () => {
      const [ann, bob] = [await arrive(), await arrive()];
      const invited = bob.until((frame) => frame?.["type"] === "invited");
      ann.ask({ type: "join", code: bob.code });
      await invited;
      const { invitation } = Object(bob.heard.at(-1));
      const paired = ann.until((frame) => frame?.["type"] === "paired");
      bob.ask({ type: "accept", invitation });
      await paired;
      const talkers = [new Talker(ann, ONE), new Talker(bob, ONE)] as const;
      for (const talker of talkers) talker.start();
      cut(1);
      await enough;
      await Promise.all(talkers.map((talker) => talker.stop()));
      const [fromAnn, fromBob] = talkers.map((talker) => talker.said);
      await ann.until(() => said(ann.heard).get(bob.code)?.at(-1) === String(fromBob));
      await bob.until(() => said(bob.heard).get(ann.code)?.at(-1) === String(fromAnn));
      expect(said(ann.heard)).toEqual(new Map([[bob.code, numbers(fromBob ?? 0)]]));
      expect(said(bob.heard)).toEqual(new Map([[ann.code, numbers(fromAnn ?? 0)]]));
      await leave();
      await relay.untilOpen(0);
      expect([relay.running.away, relay.clock.pending, relay.log]).toEqual([0, 0, []]);
    },
    LONG,
  );

  test(
    "N12: of what is said in the chatroom nothing is lost, doubled or out of order for anybody",
    async () => {
      const watcher = await Person.arrive(relay, "classic");
      watcher.enter();
      await watcher.next();
      const people = [await arrive(), await arrive(), await arrive()];
      const talkers: Talker[] = [];
      for (const person of people) {
        const entered = person.until((frame) => frame?.["type"] === "entered");
        person.ask({ type: "enter" });
        await entered;
        talkers.push(new Talker(person, "room"));
      }
      for (const talker of talkers) talker.start();
      cut(2);
      await enough;
      await Promise.all(talkers.map((talker) => talker.stop()));
      const all = new Map<unknown, string[]>();
      for (const { survivor, said } of talkers) all.set(survivor.code, numbers(said));
      for (const person of people) {
        const others = new Map([...all].filter(([code]) => code !== person.code));
        await person.until(() =>
          [...others].every(([code, texts]) => said(person.heard).get(code)?.length === texts.length),
        );
        expect(said(person.heard)).toEqual(others);
      }
      const frames = await watcher.untilMark();
      for (const { survivor, said } of talkers) {
        const texts = frames
          .map((frame) => Object(Object(frame).payload))
          .filter(({ sender }) => sender === `client_${survivor.code.slice(4).padStart(5, "0")}`);
        expect(texts.map(({ text }) => text)).toEqual(numbers(said));
      }
      await leave();
      await relay.untilOpen(1);
      expect([relay.running.away, relay.clock.pending, relay.log]).toEqual([0, 0, []]);
    },
    LONG,
  );
});
