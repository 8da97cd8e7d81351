import type { Outlet } from "../../actors/ports.ts";
import type { Dialect } from "../../actors/protocol/dialect.ts";
import type { ErrorMessage } from "../../actors/protocol/errors.ts";
import type { Code, Token } from "../../actors/protocol/identity.ts";
import {
  type ClientMessage,
  type Lost,
  numberOf,
  type RelayMessage,
  type Resume,
  type Welcome,
} from "../../actors/protocol/messages.ts";
import type { Talker } from "../admission/pace.ts";
import type { LanedActor } from "../bus.ts";
import type { Link } from "../link.ts";
import type { Outbox, Turn } from "../turn.ts";
import type { Stream } from "./stream.ts";

/** What a client needs to go on where another socket of its own was. */
export interface Resumable {
  readonly token: Token;
  readonly stream: Stream;
  /** The highest number of the client's own that has been heard. */
  received: number;
}

/** One person at the relay, with or without a socket: gathers, encodes and numbers what they are told. */
export class Session implements Outbox, Outlet {
  readonly code: Code;
  readonly dialect: Dialect;
  /** Only where the dialect can resume. */
  readonly resumable: Resumable | undefined;
  connection: LanedActor | undefined;
  /** While its person is in the chatroom, every message has its own place among the chatroom's. */
  ordered = false;
  readonly #turn: Turn;
  #link: Link | undefined;
  /** How fast their client has talked, from one socket to the next. */
  #talker: Talker | undefined;
  // Most that waits, waits alone: a list for each would be one more thing to collect.
  #first: RelayMessage | undefined;
  #more: RelayMessage[] | undefined;

  constructor(code: Code, dialect: Dialect, turn: Turn, resumable: Resumable | undefined) {
    this.code = code;
    this.dialect = dialect;
    this.#turn = turn;
    this.resumable = resumable;
  }

  /** Their socket; undefined while they are away. */
  get link(): Link | undefined {
    return this.#link;
  }

  /** They are heard, and hear, on `link` from here on. */
  attach(link: Link): void {
    this.#link = link;
    link.session = this;
    link.talker = this.#talker ?? link.talker;
  }

  /** Their socket is no longer theirs. */
  detach(): void {
    if (this.#link === undefined) return;
    this.#talker = this.#link.talker;
    this.#link.session = undefined;
    this.#link = undefined;
    this.resumable?.stream.dropped();
  }

  /** Whether something that was said to them may not have arrived. */
  get isOwed(): boolean {
    if (this.#link !== undefined) return this.#link.unsent > 0;
    return this.resumable?.stream.isOwed ?? false;
  }

  /** Bytes that are held for them: what their socket has not taken yet, or of their own stream while they are away. */
  get held(): number {
    return this.#link?.unsent ?? this.resumable?.stream.bytes ?? 0;
  }

  /** The first thing that a new client hears. It is part of no stream. */
  greet(welcome: Welcome): void {
    this.#turn.enqueue(() => this.#writeWelcome(welcome));
  }

  /** All that a client has missed up to `seq`; or why it can't have it. */
  missed(position: Pick<Resume, "seq" | "roomSeq">): string[] | Lost {
    return this.resumable?.stream.missed(position) ?? "unknown";
  }

  /** What a client that goes on hears first. */
  replay(welcome: Welcome, missed: readonly string[]): void {
    this.#link?.cork(() => {
      this.#writeWelcome(welcome);
      for (const frame of missed) this.#link?.write(frame);
    });
  }

  /** Takes note of a message's number, if it has one that counts; false when it was heard before. */
  counts(message: ClientMessage | ErrorMessage): boolean {
    const { resumable } = this;
    if (resumable === undefined) return true;
    const id = numberOf(message);
    if (id === undefined) return true;
    if (id <= resumable.received) return false;
    resumable.received = id;
    return true;
  }

  /** Says `message` when the turn ends. It is encoded only then: what waits should be small. */
  say(message: RelayMessage): void {
    if (this.ordered) {
      this.#turn.enqueue(() => this.#write(message));
    } else if (this.#first === undefined) {
      this.#first = message;
      this.#turn.enqueue(this);
    } else if (this.#more === undefined) {
      this.#more = [message];
    } else {
      this.#more.push(message);
    }
  }

  flush(): void {
    const first = this.#first;
    const more = this.#more;
    if (first === undefined) return;
    this.#first = undefined;
    this.#more = undefined;
    if (more === undefined || this.#link === undefined) {
      this.#write(first);
      for (const message of more ?? []) this.#write(message);
      return;
    }
    this.#link.cork(() => {
      this.#write(first);
      for (const message of more) this.#write(message);
    });
  }

  #writeWelcome(welcome: Welcome): void {
    const frame = this.dialect.encode(welcome);
    if (frame !== undefined) this.#link?.write(frame);
  }

  #write(message: RelayMessage): void {
    const frame = this.dialect.encode(message);
    if (frame === undefined) return;
    // Numbered and kept also while nobody is there to read it.
    const { resumable } = this;
    const written = resumable === undefined ? frame : resumable.stream.add(frame, message.type === "entered");
    this.#link?.write(written);
  }
}
