import { CLOSE } from "../../actors/protocol/close-codes.ts";
import type { DialectName } from "../../actors/protocol/dialect.ts";
import { DIALECTS } from "../../actors/protocol/dialects.ts";
import { Crowds } from "../../src/admission/crowds.ts";
import { Hub } from "../../src/hub.ts";
import type { Link } from "../../src/link.ts";
import { Counters } from "../../src/metrics/counters.ts";
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
  readonly clock: TestClock;
  /** Connects somebody and greets. */
  connect(dialect: DialectName): Promise<void>;
  ask(person: number, ask: Ask): void;
  /** A v1 client says that it has all that it has heard. */
  ack(person: number): void;
  /** With a goodbye. */
  disconnect(person: number): Promise<void>;
  /** The socket breaks. Of what was heard on v1, the last `lost` frames had not arrived. */
  cut(person: number, lost: number): Promise<void>;
  /** A v1 client goes on on a new socket, without the last `lost` frames; the old socket may still be there. */
  resume(person: number, lost: number): Promise<void>;
  /** A v1 client wants to go on as somebody who has gone: it is the next person. */
  comeLate(person: number): Promise<void>;
  /** What everybody has heard since the last time; nothing from those who have no socket. */
  heard(): Promise<Frame[][]>;
}

interface MemoryPerson {
  socket: MemorySocket;
  link: Link;
  readonly streams: Streams;
}

/** Hub and actors without a network; a turn ends when somebody listens. */
export class MemoryHouse implements House {
  readonly clock = new TestClock();
  /** What the relay's clock shows; a test may change it. */
  time = NOW;
  /** Whether an actor may fail; else that fails the test. */
  survives = false;
  readonly #world = {
    identifiers: countingIdentifiers(),
    clock: this.clock,
    now: () => this.time,
    random: () => 0.5,
    report: (actor: string, error: unknown) => {
      if (this.survives) return;
      throw new Error(`${actor} failed`, { cause: error });
    },
  };
  readonly #counters = new Counters();
  readonly population = new Population(this.#world, this.#counters);
  readonly #edge = new MemoryEdge();
  readonly #people: MemoryPerson[] = [];
  #endTurn: (() => void) | undefined;
  readonly hub = new Hub({
    population: this.population,
    world: this.#world,
    counters: this.#counters,
    iceServers: () => [],
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

  /** How many clients have a socket. */
  get sockets(): number {
    return this.#people.filter(({ socket }) => socket.listener !== undefined).length;
  }

  /** How many sockets hear the chatroom in that dialect. */
  hearers(dialect: DialectName): number {
    return this.#edge.topic(`room/${dialect}`).size;
  }

  /** Whether that person has a socket. */
  isHere(person: number): boolean {
    return this.#person(person).socket.listener !== undefined;
  }

  dialectOf(person: number): DialectName {
    return this.#person(person).link.dialect.name;
  }

  /** Sockets that are open, and people who are expected back. */
  get left(): readonly [open: number, away: number] {
    return [this.hub.open, this.hub.away];
  }

  async connect(dialect: DialectName): Promise<void> {
    const connected = this.#open(dialect);
    this.#people.push({ ...connected, streams: new Streams() });
    if (dialect === "v1") connected.link.text('{"type":"hello"}');
  }

  ask(person: number, ask: Ask): void {
    const { link } = this.#person(person);
    link.text(asked(link.dialect.name, ask));
  }

  /** Sends a frame as it is. */
  frame(person: number, frame: object): void {
    this.#person(person).link.text(JSON.stringify(frame));
  }

  ack(person: number): void {
    const { link, streams } = this.#person(person);
    link.text(JSON.stringify({ type: "ack", seq: streams.seq }));
  }

  async disconnect(person: number): Promise<void> {
    this.#person(person).socket.close();
  }

  async cut(person: number, lost: number): Promise<void> {
    const { socket, streams } = this.#person(person);
    streams.rewind(lost);
    socket.close(1006);
  }

  async resume(person: number, lost: number): Promise<void> {
    const client = this.#person(person);
    const { socket, streams } = client;
    const wasHere = socket.listener !== undefined;
    streams.rewind(lost);
    Object.assign(client, this.#open("v1"));
    client.link.text(resuming(streams));
    if (wasHere && socket.endedWith !== CLOSE.replaced.code) throw new Error("two sockets for one session");
  }

  async comeLate(person: number): Promise<void> {
    const connected = this.#open("v1");
    this.#people.push({ ...connected, streams: new Streams() });
    connected.link.text(resuming(this.#person(person).streams));
  }

  async heard(): Promise<Frame[][]> {
    this.#endTurn?.();
    this.#endTurn = undefined;
    return this.#people.map(({ socket, link, streams }) => {
      if (socket.listener === undefined) return [];
      const { name } = link.dialect;
      return socket
        .take()
        .map((frame) => parse(name, frame))
        .map((frame) => {
          if (name !== "v1" || typeof frame === "string") return frame;
          return withTerms(streams.take(frame), streams);
        });
    });
  }

  #person(number: number): MemoryPerson {
    const person = this.#people[number];
    if (person === undefined) throw new Error(`nobody has number ${number}`);
    return person;
  }

  #open(dialect: DialectName): Pick<MemoryPerson, "socket" | "link"> {
    const spoken = DIALECTS.find(({ name }) => name === dialect);
    if (spoken === undefined) throw new Error(`no dialect ${dialect}`);
    const socket = new MemorySocket(this.#edge);
    const link = this.hub.accept(socket, spoken);
    socket.listener = link;
    return { socket, link };
  }
}

/** A real relay with real sockets. Each connects when its welcome has been heard; it is not heard again. */
export class RelayHouse implements House {
  readonly population: Population;
  readonly clock: TestClock;
  readonly #relay: TestRelay;
  readonly #people: Person[] = [];
  readonly #here = new Set<Person>();
  /** Those whose welcome is still to be told. */
  readonly #welcomed = new Set<Person>();

  constructor(relay: TestRelay) {
    this.#relay = relay;
    this.population = relay.running.population;
    this.clock = relay.clock;
  }

  async connect(dialect: DialectName): Promise<void> {
    this.#arrived(this.#people.length, await Person.arrive(this.#relay, dialect));
  }

  ask(person: number, ask: Ask): void {
    const speaker = this.#person(person);
    speaker.send(asked(speaker.dialect, ask));
  }

  ack(person: number): void {
    const reader = this.#person(person);
    reader.send({ type: "ack", seq: reader.streams.seq });
  }

  async disconnect(person: number): Promise<void> {
    await this.#person(person).disconnect();
    await this.#gone(person);
  }

  async cut(person: number, lost: number): Promise<void> {
    const { client, streams } = this.#person(person);
    client.destroy();
    streams.rewind(lost);
    await this.#gone(person);
  }

  async resume(person: number, lost: number): Promise<void> {
    const before = this.#person(person);
    before.streams.rewind(lost);
    const after = await before.comeBack(this.#relay);
    if (this.#here.delete(before)) {
      const { code } = await before.client.untilClosed();
      if (code !== CLOSE.replaced.code) throw new Error(`the old socket was closed with ${code}`);
    }
    this.#arrived(person, after);
    await this.#relay.untilOpen(this.#here.size);
  }

  async comeLate(person: number): Promise<void> {
    const resume = this.#person(person).streams.position();
    this.#arrived(this.#people.length, await Person.arrive(this.#relay, "v1", { resume }));
  }

  async heard(): Promise<Frame[][]> {
    const here = [...this.#here];
    const frames = await heardBy(...here);
    const heard = this.#people.map((person) => {
      const welcomes = this.#welcomed.has(person) ? [withTerms(person.welcome, person.streams)] : [];
      return [...welcomes, ...(frames[here.indexOf(person)] ?? [])];
    });
    this.#welcomed.clear();
    return heard;
  }

  #person(number: number): Person {
    const person = this.#people[number];
    if (person === undefined) throw new Error(`nobody has number ${number}`);
    return person;
  }

  #arrived(number: number, person: Person): void {
    this.#people[number] = person;
    this.#here.add(person);
    this.#welcomed.add(person);
  }

  /** Resolves when the relay knows. */
  async #gone(person: number): Promise<void> {
    this.#here.delete(this.#person(person));
    await this.#relay.untilOpen(this.#here.size);
  }
}

const resuming = (streams: Streams) => JSON.stringify({ type: "hello", resume: streams.position() });

/** A welcome as the model has it: with what it says of going on, but for numbers that are checked elsewhere. */
function withTerms(frame: Frame, streams: Streams): Frame {
  if (typeof frame === "string" || frame["type"] !== "welcome") return frame;
  return { ...frame, session: streams.terms };
}

function fail(error: unknown): never {
  throw error;
}
