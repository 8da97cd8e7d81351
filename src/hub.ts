import type { Outbound, Traits } from "../actors/ports.ts";
import { classic } from "../actors/protocol/classic.ts";
import { CLOSE, type CloseReason } from "../actors/protocol/close-codes.ts";
import type { Dialect, DialectName } from "../actors/protocol/dialect.ts";
import type { Code } from "../actors/protocol/identity.ts";
import type { Hello, RelayMessage } from "../actors/protocol/messages.ts";
import { text } from "../actors/protocol/text.ts";
import { v1 } from "../actors/protocol/v1.ts";
import type { Crowds } from "./admission/crowds.ts";
import type { Joins } from "./admission/joins.ts";
import type { Pace } from "./admission/pace.ts";
import { tell } from "./bus.ts";
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
  /** Is told where each socket comes from. */
  readonly crowds: Crowds;
  readonly pace?: Pace | undefined;
  readonly joins?: Joins | undefined;
  /** Sends a frame to everyone who hears `topic`. */
  readonly publish: (topic: string, frame: string) => void;
  /** Something threw that should not have; the relay goes on. */
  readonly onError: (error: unknown) => void;
  /** Somebody came or went. */
  readonly onPresence: (change: "joined" | "left", code: Code, how: Presence) => void;
  readonly turn?: Turn;
}

/** What is known of how somebody is connected; `client` is what their client calls itself, unchecked. */
export interface Presence {
  readonly dialect: DialectName;
  readonly client?: string | undefined;
}

/** Between sockets and actors: which link speaks for which code, and who hears the chatroom. */
export class Hub implements LinkOwner {
  readonly turn: Turn;
  readonly pace: Pace | undefined;
  readonly joins: Joins | undefined;
  readonly #options: HubOptions;
  readonly #links = new Map<Code, Link>();
  readonly #waitingForHello = new Map<Link, unknown>();
  /** Whose sockets are subscribed to the chatroom. */
  readonly #listeners: Record<DialectName, Set<Link>> = {
    classic: new Set(),
    text: new Set(),
    v1: new Set(),
  };
  #open = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.pace = options.pace;
    this.joins = options.joins;
    this.turn = options.turn ?? new Turn(options.onError);
    options.population.bus.outbound.subscribe((outbound) => this.#write(outbound));
  }

  /** Sockets open, with or without a hello. */
  get open(): number {
    return this.#open;
  }

  /** A socket was accepted, to speak `dialect`; it counts under `source`. */
  accept(socket: EdgeSocket, dialect: Dialect, source = socket.remoteAddress): Link {
    const link = new Link(socket, dialect, source, this);
    this.#open++;
    this.#options.crowds.add(source);
    if (dialect.greeting === undefined) {
      const timer = this.#options.clock.setTimeout(() => this.#end(link, CLOSE.noHello), HELLO_WITHIN);
      this.#waitingForHello.set(link, timer);
    } else {
      this.greeted(link, dialect.greeting);
    }
    return link;
  }

  greeted(link: Link, { video, client }: Hello): void {
    this.#stopWaiting(link);
    const person = this.#options.population.newPerson();
    link.code = person.code;
    this.#links.set(person.code, link);
    this.#options.onPresence("joined", person.code, { dialect: link.dialect.name, client });
    link.connection = this.#options.population.connect(person, traits(link.dialect, video), link);
  }

  failed(link: Link, error: unknown): void {
    this.#options.onError(error);
    this.#end(link, CLOSE.internal);
  }

  lost(link: Link): void {
    this.#open--;
    this.#options.crowds.remove(link.source);
    this.#stopWaiting(link);
    const { code } = link;
    if (code === undefined) return;
    this.#links.delete(code);
    this.#unsubscribe(link);
    if (link.connection !== undefined) tell(link.connection, { type: "disconnected" });
    this.#options.onPresence("left", code, { dialect: link.dialect.name });
  }

  /** Closes every socket, after all that was said before. Resolves when it has been done. */
  endAll(reason: CloseReason): Promise<void> {
    return new Promise((resolve) => {
      this.turn.enqueue(() => {
        for (const link of [...this.#links.values(), ...this.#waitingForHello.keys()]) link.end(reason);
        resolve();
      });
    });
  }

  #write(outbound: Outbound): void {
    if (outbound.kind === "room") {
      this.turn.enqueue(() => this.#publish(outbound.message, outbound.except));
      return;
    }
    if (outbound.kind === "direct") {
      outbound.to.say(outbound.message);
      return;
    }
    const link = this.#links.get(outbound.kind === "missed" ? outbound.by : outbound.to);
    if (link === undefined) return;
    switch (outbound.kind) {
      case "missed":
        this.joins?.missed(link.source);
        break;
      case "subscribe":
        link.ordered = true;
        this.turn.enqueue(() => this.#subscribe(link));
        break;
      case "unsubscribe":
        this.turn.enqueue(() => this.#unsubscribe(link));
        break;
      case "close":
        this.#end(link, outbound.reason);
        break;
    }
  }

  /** One native publish per dialect that is listening. */
  #publish(message: RelayMessage, except: Code | undefined): void {
    const sender = except === undefined ? undefined : this.#links.get(except);
    for (const dialect of DIALECTS) {
      if (this.#listeners[dialect.name].size === 0) continue;
      const frame = dialect.encode(message);
      if (frame === undefined) continue;
      if (sender?.dialect === dialect) sender.publish(topic(dialect), frame);
      else this.#options.publish(topic(dialect), frame);
    }
  }

  #subscribe(link: Link): void {
    // Its socket may have closed since.
    if (link.code === undefined || this.#links.get(link.code) !== link) return;
    link.ordered = true;
    link.subscribe(topic(link.dialect));
    this.#listeners[link.dialect.name].add(link);
  }

  #unsubscribe(link: Link): void {
    if (!this.#listeners[link.dialect.name].delete(link)) return;
    link.ordered = false;
    link.unsubscribe(topic(link.dialect));
  }

  #end(link: Link, reason: CloseReason): void {
    this.turn.enqueue(() => link.end(reason));
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
