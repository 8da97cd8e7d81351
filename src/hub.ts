import type { Outbound, Traits } from "../actors/ports.ts";
import { connectionName } from "../actors/ports.ts";
import { classic } from "../actors/protocol/classic.ts";
import { CLOSE, type CloseReason } from "../actors/protocol/close-codes.ts";
import type { Dialect, DialectName } from "../actors/protocol/dialect.ts";
import type { Code } from "../actors/protocol/identity.ts";
import type { ClientMessage, Hello, RelayMessage } from "../actors/protocol/messages.ts";
import { text } from "../actors/protocol/text.ts";
import { v1 } from "../actors/protocol/v1.ts";
import type { EdgeSocket } from "./edge/port.ts";
import { Link, type LinkOwner } from "./link.ts";
import type { Population, World } from "./population.ts";
import { Turn } from "./turn.ts";

export const DIALECTS: readonly Dialect[] = [classic, text, v1];

/** How long a client that must say hello may take, ms. */
const HELLO_WITHIN = 10_000;

export interface HubOptions {
  readonly population: Population;
  readonly clock: World["clock"];
  /** Sends a frame to everyone who hears `topic`. */
  readonly publish: (topic: string, frame: string) => void;
  /** Somebody came or went. */
  readonly onPresence: (change: "joined" | "left", code: Code, dialect: DialectName) => void;
  readonly turn?: Turn;
}

/** Between sockets and actors: which link speaks for which code, and who hears the chatroom. */
export class Hub implements LinkOwner {
  readonly turn: Turn;
  readonly #options: HubOptions;
  readonly #links = new Map<Code, Link>();
  readonly #waitingForHello = new Map<Link, unknown>();
  readonly #listeners: Record<DialectName, number> = { classic: 0, text: 0, v1: 0 };
  #open = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.turn = options.turn ?? new Turn();
    options.population.bus.outbound.subscribe((outbound) => this.#write(outbound));
  }

  /** Sockets open, with or without a hello. */
  get open(): number {
    return this.#open;
  }

  /** A socket was accepted, to speak `dialect`. */
  accept(socket: EdgeSocket, dialect: Dialect): Link {
    const link = new Link(socket, dialect, this);
    this.#open++;
    if (dialect.greeting === undefined) {
      const timer = this.#options.clock.setTimeout(() => link.end(CLOSE.noHello), HELLO_WITHIN);
      this.#waitingForHello.set(link, timer);
    } else {
      this.greeted(link, dialect.greeting);
    }
    return link;
  }

  greeted(link: Link, { video }: Hello): void {
    this.#stopWaiting(link);
    const person = this.#options.population.newPerson();
    link.code = person.code;
    this.#links.set(person.code, link);
    this.#options.onPresence("joined", person.code, link.dialect.name);
    this.#options.population.connect(person, traits(link.dialect, video));
  }

  heard(code: Code, message: Exclude<ClientMessage, Hello>): void {
    this.#options.population.bus.tell(connectionName(code), message);
  }

  lost(link: Link): void {
    this.#open--;
    this.#stopWaiting(link);
    const { code } = link;
    if (code === undefined) return;
    this.#links.delete(code);
    this.#muteRoom(link);
    this.#options.population.bus.tell(connectionName(code), { type: "disconnected" });
    this.#options.onPresence("left", code, link.dialect.name);
  }

  /** Closes every socket, when what was said before has been written. */
  endAll(reason: CloseReason): void {
    for (const link of [...this.#links.values(), ...this.#waitingForHello.keys()]) link.end(reason);
  }

  #write(outbound: Outbound): void {
    if (outbound.kind === "room") {
      this.#publish(outbound.message, outbound.except);
      return;
    }
    const link = this.#links.get(outbound.to);
    if (link === undefined) return;
    switch (outbound.kind) {
      case "direct":
        link.say(outbound.message);
        break;
      case "subscribe":
        link.hearRoom(topic(link.dialect));
        this.#listeners[link.dialect.name]++;
        break;
      case "unsubscribe":
        this.#muteRoom(link);
        break;
      case "close":
        link.end(outbound.reason);
        break;
    }
  }

  /** One native publish per dialect that is listening. */
  #publish(message: RelayMessage, except: Code | undefined): void {
    const sender = except === undefined ? undefined : this.#links.get(except);
    this.turn.flushMembers();
    for (const dialect of DIALECTS) {
      if (this.#listeners[dialect.name] === 0) continue;
      const frame = dialect.encode(message);
      if (frame === undefined) continue;
      if (sender?.dialect === dialect) sender.publish(topic(dialect), frame);
      else this.#options.publish(topic(dialect), frame);
    }
  }

  #muteRoom(link: Link): void {
    if (!link.inRoom) return;
    link.leaveRoom(topic(link.dialect));
    this.#listeners[link.dialect.name]--;
  }

  #stopWaiting(link: Link): void {
    const timer = this.#waitingForHello.get(link);
    if (timer === undefined) return;
    this.#waitingForHello.delete(link);
    this.#options.clock.clearTimeout(timer);
  }
}

const topic = (dialect: Dialect) => `room/${dialect.name}`;

const TRAITS = new Map<string, Traits>();

/** One shared object per combination: a connection should not carry its own. */
function traits({ name, receipts, signals }: Dialect, video: boolean): Traits {
  const key = `${name}/${video}`;
  const known = TRAITS.get(key);
  if (known !== undefined) return known;
  const made = { receipts, signals, video };
  TRAITS.set(key, made);
  return made;
}
