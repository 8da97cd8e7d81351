import { CLOSE, type CloseReason } from "../actors/protocol/close-codes.ts";
import type { Dialect } from "../actors/protocol/dialect.ts";
import { type ErrorCode, type ErrorMessage, errorMessage } from "../actors/protocol/errors.ts";
import { type Asked, type ClientMessage, type Hello, numberOf } from "../actors/protocol/messages.ts";
import { Joiner, type Joins } from "./admission/joins.ts";
import { type Pace, Talker } from "./admission/pace.ts";
import { tell } from "./bus.ts";
import type { EdgeSocket, SocketListener } from "./edge/port.ts";
import type { Counters, Traffic } from "./metrics/counters.ts";
import type { Session } from "./session/session.ts";
import type { Turn } from "./turn.ts";

/** What a link needs of the relay behind it. */
export interface LinkOwner {
  readonly turn: Turn;
  /** How fast a client may talk, when that is limited. */
  readonly pace: Pace | undefined;
  /** Who may join, when that is limited. */
  readonly joins: Joins | undefined;
  readonly counters: Counters;
  /** A client said hello: the link gets its session. */
  greeted(link: Link, hello: Hello): void;
  /** Something in the relay threw while the client was heard. */
  failed(link: Link, error: unknown): void;
  /** The socket is gone; `code` as in {@link SocketListener.closed}. */
  lost(link: Link, code: number): void;
}

/** One socket and the dialect spoken on it: limits and decodes what comes in. */
export class Link implements SocketListener {
  readonly dialect: Dialect;
  /** Where it comes from, as its address counts. */
  readonly source: string;
  /** Undefined until the client has said hello, and once a newer socket has taken it over. */
  session: Session | undefined;
  /** How fast its client has talked; from the first frame on, when there is a pace. */
  talker: Talker | undefined;
  readonly #socket: EdgeSocket;
  readonly #owner: LinkOwner;
  readonly #traffic: Traffic;
  /** From the first join on. */
  #joiner: Joiner | undefined;

  constructor(socket: EdgeSocket, dialect: Dialect, source: string, owner: LinkOwner) {
    this.#socket = socket;
    this.dialect = dialect;
    this.source = source;
    this.#owner = owner;
    this.#traffic = owner.counters.traffic[dialect.name];
  }

  text(frame: string, byteLength = Buffer.byteLength(frame)): void {
    this.#came(byteLength);
    try {
      if (this.#isInTime(byteLength, frame)) this.#hear(frame);
    } catch (error) {
      this.#owner.failed(this, error);
    }
  }

  #hear(frame: string): void {
    const message = this.dialect.decode(frame);
    if (message === undefined) return;
    const { session } = this;
    if (message.type === "hello") this.#hello(message);
    else if (session === undefined) this.#hearStranger(message);
    else if (!session.counts(message)) this.#refuse("already-said", message);
    else if (message.type === "error") this.#say(message);
    else if (message.type === "ack") session.resumable?.stream.forget(message.seq);
    else if (message.type !== "join" || this.#mayJoin(numberOf(message))) this.#pass(session, message);
  }

  #pass({ connection }: Session, message: Asked): void {
    if (connection !== undefined) tell(connection, message);
  }

  /** Counts a join. One that may not be is answered here and goes no further. */
  #mayJoin(id: number | undefined): boolean {
    const { joins } = this.#owner;
    if (joins === undefined) return true;
    this.#joiner ??= new Joiner(joins, this.source);
    const refusal = this.#joiner.refusal(id);
    if (refusal === undefined) return true;
    if (refusal === "abuse") this.#endTooFast();
    else this.#say(refusal);
    return false;
  }

  #hearStranger(message: Exclude<ClientMessage, Hello> | ErrorMessage): void {
    if (message.type === "error") this.#say(message);
    else this.#refuse("hello-first", message);
  }

  binary(byteLength: number): void {
    this.#came(byteLength);
    if (this.#isInTime(byteLength)) this.#refuse("binary-frame");
  }

  #came(byteLength: number): void {
    this.#traffic.received++;
    this.#traffic.receivedBytes += byteLength;
  }

  /** Counts a frame. One that comes too fast is answered here and goes no further. */
  #isInTime(byteLength: number, frame?: string): boolean {
    const { pace } = this.#owner;
    if (pace === undefined) return true;
    this.talker ??= new Talker();
    switch (this.talker.count(pace, byteLength)) {
      case "heard":
        return true;
      case "refused":
        this.#tooFast(this.talker.wait, frame);
        return false;
      case "abuse":
        this.#endTooFast();
        return false;
    }
  }

  #endTooFast(): void {
    this.#owner.counters.drops.socket_too_fast++;
    this.end(CLOSE.tooFast);
  }

  /** It is decoded all the same, so that the client hears which message it was. */
  #tooFast(wait: number, frame?: string): void {
    const message = frame === undefined ? undefined : this.dialect.decode(frame);
    if (message !== undefined) this.session?.counts(message);
    this.#say(errorMessage("too-fast", { ...whatAbout(message), retryAfter: Math.ceil(wait) }));
  }

  closed(code: number): void {
    this.#owner.lost(this, code);
  }

  /** Bytes that were written and have not been taken yet. */
  get unsent(): number {
    return this.#socket.bufferedAmount();
  }

  /** Writes one frame now. */
  write(frame: string): void {
    this.#traffic.sent++;
    this.#socket.send(frame);
  }

  /** What is written by `write` leaves together. */
  cork(write: () => void): void {
    this.#socket.cork(write);
  }

  /** To everyone who hears `topic` but this one. */
  publish(topic: string, frame: string): void {
    this.#socket.publish(topic, frame);
  }

  subscribe(topic: string): void {
    this.#socket.subscribe(topic);
  }

  unsubscribe(topic: string): void {
    this.#socket.unsubscribe(topic);
  }

  /** Closes the socket when all that was said before has been written. */
  end({ code, reason }: CloseReason): void {
    this.session?.flush();
    this.#socket.end(code, reason);
  }

  #hello(hello: Hello): void {
    if (this.session !== undefined) this.#refuse("already-greeted", hello);
    else this.#owner.greeted(this, hello);
  }

  #refuse(code: ErrorCode, answered?: ClientMessage | ErrorMessage): void {
    this.#say(errorMessage(code, whatAbout(answered)));
  }

  /** Somebody with a session hears it in their stream. */
  #say(error: ErrorMessage): void {
    this.#owner.counters.refused(error.code);
    if (this.session !== undefined) this.session.say(error);
    else this.#owner.turn.enqueue(() => this.#write(error));
  }

  #write(error: ErrorMessage): void {
    const frame = this.dialect.encode(error);
    if (frame !== undefined) this.write(frame);
  }
}

/** By what a client can tell which of its messages an error answers, also one that could not be understood. */
function whatAbout(message: ClientMessage | ErrorMessage | undefined) {
  if (message === undefined) return {};
  if (message.type === "error") return { re: message.re, id: message.id };
  return { re: message.type, id: numberOf(message) };
}
