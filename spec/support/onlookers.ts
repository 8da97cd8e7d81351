import type {
  ActorState,
  FeedEvent,
  FeedMessage,
  ReportedEvent,
  ViewerMessage,
} from "../../actors/inspect/feed.ts";
import { Inspector, type InspectorOptions } from "../../src/inspect/inspector.ts";
import { Masks } from "../../src/inspect/masks.ts";
import type { AcceptFeed, FeedListener, FeedSocket } from "../../src/inspect/port.ts";
import { MemoryHouse } from "./houses.ts";
import { nthCode } from "./world.ts";

/** Between two batches, ms. */
export const BATCH = 16;

/** An inspector on `house`, which throws what goes wrong, with masks that are the same in every run. */
export function inspectorOf(house: MemoryHouse, options: Partial<InspectorOptions> = {}): Inspector {
  return new Inspector({
    population: house.population,
    hub: house.hub,
    clock: house.clock,
    now: () => house.time,
    identities: true,
    control: false,
    login: false,
    relay: () => ({ version: "1.2.3", edge: "ws" }),
    onError: (error) => {
      throw error;
    },
    masks: new Masks(new Uint8Array(32)),
    ...options,
  });
}

/** One end of the inspector's sockets: keeps what it is sent. */
export class FeedEnd implements FeedSocket {
  readonly frames: string[] = [];
  /** Bytes that it says are not taken yet. */
  behind = 0;
  /** The code that it was closed with. */
  ended: number | undefined;
  readonly #listener: FeedListener;
  #read = 0;

  constructor(accept: AcceptFeed) {
    this.#listener = accept(this);
  }

  send(frame: string): void {
    this.frames.push(frame);
  }

  bufferedAmount(): number {
    return this.behind;
  }

  end(code: number): void {
    this.ended ??= code;
  }

  say(frame: unknown): void {
    this.#listener.text(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  leave(): void {
    this.#listener.closed();
  }

  /** What has come since the last call. */
  take(): unknown[] {
    const frames = this.frames.slice(this.#read).map((frame) => JSON.parse(frame));
    this.#read = this.frames.length;
    return frames;
  }
}

type Told<Type extends FeedMessage["type"]> = Extract<FeedMessage, { type: Type }>;

/** A viewer of an inspector. */
export class Onlooker extends FeedEnd {
  readonly greeting: readonly unknown[];
  readonly #house: MemoryHouse;

  constructor(house: MemoryHouse, { viewer }: Inspector) {
    super(viewer);
    this.#house = house;
    this.greeting = this.take();
  }

  ask(message: ViewerMessage): void {
    this.say(message);
  }

  watch(...actors: readonly string[]): readonly ActorState[] {
    return this.#watch(actors, false);
  }

  follow(...actors: readonly string[]): readonly ActorState[] {
    return this.#watch(actors, true);
  }

  /** Messages of that type that have come since the last call; others are dropped. */
  told<Type extends FeedMessage["type"]>(type: Type): Told<Type>[] {
    return this.take().filter((message): message is Told<Type> => Object(message).type === type);
  }

  /** What has happened since the last call. */
  events(): FeedEvent[] {
    this.#house.clock.pass(BATCH);
    return this.told("batch").flatMap(({ events }) => events);
  }

  /** The same in short: who heard what of whom, which transitions were taken and where that led. */
  story(): string[] {
    return this.events().map(inShort);
  }

  #watch(actors: readonly string[], follow: boolean): readonly ActorState[] {
    this.take();
    this.ask({ type: "watch", actors, follow });
    return this.told("watching").flatMap((message) => message.actors);
  }
}

/** `conn.A < pair.1: pair.ended [place.paired:3] lobby here idle`, with states by their last keys. */
export function inShort(event: FeedEvent | ReportedEvent): string {
  if (event.kind === "started") return `${event.actor.id} started`;
  if (event.kind === "stopped") return `${event.id} ${event.why}`;
  const { id, from, origin, event: heard } = event;
  const told = `${id} < ${from ?? origin}: ${heard.type}`;
  if (event.kind === "data") return told;
  const taken = event.taken.map((transition) => transition.split(".").slice(-2).join("."));
  const active = event.active.map((state) => state.split(".").at(-1));
  return `${told} [${taken.join(" ")}] ${active.join(" ")}`;
}

/** Two people on v1 in the lobby, who have heard their welcome, and somebody who follows the first. */
export async function two() {
  const house = new MemoryHouse();
  const inspector = inspectorOf(house);
  await house.connect("v1");
  await house.connect("v1");
  await house.heard();
  const onlooker = new Onlooker(house, inspector);
  onlooker.follow(`conn.${nthCode(1)}`);
  return { house, inspector, onlooker };
}
