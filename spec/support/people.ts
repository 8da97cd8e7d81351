import { expect } from "@jest/globals";
import type { DialectName } from "../../actors/protocol/dialect.ts";
import { type Code, isCode } from "../../actors/protocol/identity.ts";
import { type Ask, asked, ENDPOINTS, isMark } from "./asks.ts";
import type { TestRelay } from "./relay.ts";
import { Streams } from "./streams.ts";
import {
  type Frame,
  type Heard,
  hasVideo,
  invited,
  paired,
  ringing,
  type Who,
  welcome,
  wire,
} from "./wire.ts";
import type { Client } from "./ws-client.ts";

/** What a v1 client says first, beside its type. */
interface HelloFields {
  readonly capabilities?: readonly string[];
  readonly [field: string]: unknown;
}

/** Somebody at a real socket, on any dialect: asks in its words and expects its frames. */
export class Person implements Who {
  readonly dialect: DialectName;
  readonly client: Client;
  /** The first frame. */
  readonly welcome: Frame;
  readonly code: Code;
  name: string;
  /** Whether others are told that they can take a call. */
  readonly video: boolean;
  /** Of v1 frames, whose positions are checked and taken off. */
  readonly streams: Streams;
  #lastId = 0;

  private constructor(
    dialect: DialectName,
    client: Client,
    first: Frame,
    video: boolean,
    streams = new Streams(),
  ) {
    const { code, name } = introduced(first);
    this.dialect = dialect;
    this.client = client;
    this.video = video;
    this.streams = streams;
    this.welcome = this.#read(first);
    this.code = code;
    this.name = name;
  }

  /** Connects and greets. `hello` adds fields to what a v1 client says first. */
  static async arrive(relay: TestRelay, dialect: DialectName, hello: HelloFields = {}): Promise<Person> {
    const { path, options } = ENDPOINTS[dialect];
    const client = await relay.connect(path, options);
    if (dialect === "v1") client.send(JSON.stringify({ type: "hello", ...hello }));
    const first = parse(dialect, await client.next());
    const video = hasVideo(dialect) || (hello.capabilities?.includes("video") ?? false);
    const person = new Person(dialect, client, first, video);
    expect(person.welcome).toEqual(wire(dialect, welcome(person, relay.pace)));
    return person;
  }

  /** Loses the socket, and the relay knows. Only on v1. */
  async vanish(relay: TestRelay): Promise<void> {
    const { away } = relay.running;
    this.client.destroy();
    await relay.untilAway(away + 1);
  }

  /** The same person on a new socket, wherever the old one is. Fields of `other` replace those of the resume. */
  async comeBack(relay: TestRelay, other: object = {}): Promise<Person> {
    const { path, options } = ENDPOINTS.v1;
    const client = await relay.connect(path, options);
    client.send(JSON.stringify({ type: "hello", resume: { ...this.streams.position(), ...other } }));
    const first = parse("v1", await client.next());
    const person = new Person("v1", client, first, this.video, this.streams);
    person.#lastId = this.#lastId;
    return person;
  }

  join(other: Who | string): void {
    this.#ask({ do: "join", code: typeof other === "string" ? other : other.code });
  }

  /** On v1 with the next number, which is the answer; `to` is the place, on other dialects wherever they are. */
  say(text: string, to = "room"): number {
    this.#lastId++;
    this.#ask({ do: "say", text, to, id: this.#lastId });
    return this.#lastId;
  }

  rename(name: string): void {
    this.#ask({ do: "rename", name });
  }

  enter(): void {
    this.#ask({ do: "enter" });
  }

  leave(): void {
    this.#ask({ do: "leave" });
  }

  list(): void {
    this.#ask({ do: "list" });
  }

  /** Hears that `asker` wants to be paired, and accepts. Only on v1. */
  async accept(asker: Person): Promise<void> {
    this.send({ type: "accept", invitation: await this.invitedBy(asker) });
  }

  /** Hears that `asker` wants to be paired; the answer is the invitation's id. Only on v1. */
  async invitedBy(asker: Person): Promise<string> {
    const frame = await this.next();
    const { invitation } = Object(frame);
    expect(frame).toEqual(invited(invitation, asker, asker.video));
    return invitation;
  }

  /** Hears that `asked` has been told, on every dialect; the answer is the invitation's id where it is said. */
  async ringing(asked: Who): Promise<string> {
    const frame = await this.next();
    const { invitation } = Object(frame);
    expect(frame).toEqual(wire(this.dialect, ringing(invitation, asked)));
    return String(invitation);
  }

  /** Any frame: text as it is, anything else as JSON. */
  send(frame: unknown): void {
    this.client.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** The next frame. */
  async next(): Promise<Frame> {
    return this.#read(parse(this.dialect, await this.client.next()));
  }

  /** Expects the next frames to say exactly this, as far as the dialect has words for it. */
  async hears(...heard: readonly Heard[]): Promise<void> {
    const expected = heard.map((one) => wire(this.dialect, one)).filter((frame) => frame !== undefined);
    const frames: Frame[] = [];
    while (frames.length < expected.length) frames.push(await this.next());
    expect(frames).toEqual(expected);
  }

  /** All frames up to the answer to a mark set now: everything asked before it has been dealt with. */
  async untilMark(): Promise<Frame[]> {
    this.#ask({ do: "mark" });
    const frames: Frame[] = [];
    for (;;) {
      const frame = await this.client.next();
      const read = this.#read(parse(this.dialect, frame));
      if (!isMark(frame)) frames.push(read);
      else if (this.streams.isNew) return frames;
    }
  }

  #read(frame: Frame): Frame {
    return typeof frame === "object" && this.dialect === "v1" ? this.streams.take(frame) : frame;
  }

  async disconnect(): Promise<void> {
    await this.client.close();
  }

  #ask(ask: Ask): void {
    this.client.send(asked(this.dialect, ask));
  }
}

/** `asker` joins `asked`, who accepts where they are asked. */
export async function joinAndAccept(asker: Person, asked: Person): Promise<void> {
  asker.join(asked);
  if (asked.dialect !== "v1") return;
  await asked.accept(asker);
  await asker.ringing(asked);
}

/** The same of two who are in the lobby; both are told. */
export async function pairUp(asker: Person, asked: Person, pair: string): Promise<void> {
  await joinAndAccept(asker, asked);
  await asker.hears(paired(pair, asked, false, asked.video));
  await asked.hears(paired(pair, asker, true, asker.video));
}

/** All that each of them hears until everything that they said has been dealt with and has arrived. */
export async function heardBy(...people: readonly Person[]): Promise<Frame[][]> {
  const marks = () => Promise.all(people.map((person) => person.untilMark()));
  // When the first marks are answered all has been said, when the second are it has arrived.
  const said = await marks();
  const arrived = await marks();
  return said.map((frames, i) => [...frames, ...(arrived[i] ?? [])]);
}

/** Expects that none of them has heard anything that was not asked for, whatever they said until now. */
export async function expectSilence(...people: readonly Person[]): Promise<void> {
  expect(await heardBy(...people)).toEqual(people.map(() => []));
}

export const parse = (dialect: DialectName, frame: string): Frame =>
  dialect === "text" ? frame : JSON.parse(frame);

/** Code and name in the first frame of any dialect. */
function introduced(first: Frame): { code: Code; name: string } {
  const { code, name } = typeof first === "string" ? fields(first) : { ...first, ...Object(first.payload) };
  if (!isCode(code) || typeof name !== "string") throw new Error(`not a welcome: ${JSON.stringify(first)}`);
  return { code, name };
}

function fields(line: string): { code: unknown; name: unknown } {
  const [, code, name] = line.split(":");
  return { code, name };
}
