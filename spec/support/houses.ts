import type { DialectName } from "../../actors/protocol/dialect.ts";
import { Crowds } from "../../src/admission/crowds.ts";
import { DIALECTS, Hub } from "../../src/hub.ts";
import type { Link } from "../../src/link.ts";
import { Population } from "../../src/population.ts";
import { Turn } from "../../src/turn.ts";
import { type Ask, asked } from "./asks.ts";
import { MemoryEdge, MemorySocket } from "./memory-edge.ts";
import { heardBy, Person, parse } from "./people.ts";
import type { TestRelay } from "./relay.ts";
import { Streams } from "./streams.ts";
import type { Frame } from "./wire.ts";
import { countingIdentifiers, NOW, TestClock } from "./world.ts";

/** A relay as the model test sees it. People are numbered from 0 in the order of their coming, also once gone. */
export interface House {
  readonly population: Population;
  /** Connects somebody and greets. */
  connect(dialect: DialectName): Promise<void>;
  ask(person: number, ask: Ask): void;
  disconnect(person: number): Promise<void>;
  /** What everybody has heard since the last time; nothing from those who are gone. */
  heard(): Promise<Frame[][]>;
}

/** Hub and actors without a network; a turn ends when somebody listens. */
export class MemoryHouse implements House {
  readonly clock = new TestClock();
  readonly #world = {
    identifiers: countingIdentifiers(),
    clock: this.clock,
    now: () => NOW,
    random: () => 0.5,
    report: (actor: string, error: unknown) => {
      throw new Error(`${actor} failed`, { cause: error });
    },
  };
  readonly population = new Population(this.#world);
  readonly #edge = new MemoryEdge();
  readonly #people: { readonly socket: MemorySocket; readonly link: Link; readonly streams: Streams }[] = [];
  #endTurn: (() => void) | undefined;
  readonly #hub = new Hub({
    population: this.population,
    world: this.#world,
    toldPace: { burst: 0, rate: 0 },
    sessions: { window: 60_000, away: 0, awayPerAddress: 0 },
    crowds: new Crowds(),
    publish: (topic, frame) => this.#edge.publish(topic, frame),
    onError: fail,
    onPresence: () => {},
    turn: new Turn(fail, (flush) => {
      this.#endTurn = flush;
    }),
  });

  get open(): number {
    return this.#hub.open;
  }

  async connect(dialect: DialectName): Promise<void> {
    const spoken = DIALECTS.find(({ name }) => name === dialect);
    if (spoken === undefined) throw new Error(`no dialect ${dialect}`);
    const socket = new MemorySocket(this.#edge);
    const link = this.#hub.accept(socket, spoken);
    socket.listener = link;
    this.#people.push({ socket, link, streams: new Streams() });
    if (dialect === "v1") link.text('{"type":"hello"}');
  }

  ask(person: number, ask: Ask): void {
    const link = this.#people[person]?.link;
    link?.text(asked(link.dialect.name, ask));
  }

  async disconnect(person: number): Promise<void> {
    this.#people[person]?.socket.close();
  }

  async heard(): Promise<Frame[][]> {
    this.#endTurn?.();
    this.#endTurn = undefined;
    return this.#people.map(({ socket, link, streams }) => {
      const { name } = link.dialect;
      const frames = socket
        .take()
        .map((frame) => parse(name, frame))
        .map((frame) => (typeof frame === "object" && name === "v1" ? streams.take(frame) : frame));
      return socket.listener === undefined ? [] : frames;
    });
  }
}

/** A real relay with real sockets. Each connects when its welcome has been heard; it is not heard again. */
export class RelayHouse implements House {
  readonly population: Population;
  readonly #relay: TestRelay;
  readonly #people: (Person | undefined)[] = [];
  #welcomed = -1;

  constructor(relay: TestRelay) {
    this.#relay = relay;
    this.population = relay.running.population;
  }

  async connect(dialect: DialectName): Promise<void> {
    this.#people.push(await Person.arrive(this.#relay, dialect));
    this.#welcomed = this.#people.length - 1;
  }

  ask(person: number, ask: Ask): void {
    const speaker = this.#people[person];
    speaker?.send(asked(speaker.dialect, ask));
  }

  async disconnect(person: number): Promise<void> {
    await this.#people[person]?.disconnect();
    this.#people[person] = undefined;
    await this.#relay.untilOpen(this.#here().length);
  }

  async heard(): Promise<Frame[][]> {
    const here = this.#here();
    const frames = await heardBy(...here);
    const welcomed = this.#people[this.#welcomed];
    this.#welcomed = -1;
    return this.#people.map((person) => {
      const heard = person === undefined ? [] : (frames[here.indexOf(person)] ?? []);
      return person !== undefined && person === welcomed ? [person.welcome, ...heard] : heard;
    });
  }

  #here(): Person[] {
    return this.#people.filter((person) => person !== undefined);
  }
}

function fail(error: unknown): never {
  throw error;
}
