import type { Outlet } from "../actors/ports.ts";
import { CLOSE, type CloseReason } from "../actors/protocol/close-codes.ts";
import type { Dialect } from "../actors/protocol/dialect.ts";
import { type ErrorCode, type ErrorMessage, errorMessage } from "../actors/protocol/errors.ts";
import type { Code } from "../actors/protocol/identity.ts";
import type { ClientMessage, Hello, RelayMessage } from "../actors/protocol/messages.ts";
import { Joiner, type Joins } from "./admission/joins.ts";
import { type Pace, Talker } from "./admission/pace.ts";
import { type LanedActor, tell } from "./bus.ts";
import type { EdgeSocket, SocketListener } from "./edge/port.ts";
import type { Outbox, Turn } from "./turn.ts";

/** What a link needs of the relay behind it. */
export interface LinkOwner {
  readonly turn: Turn;
  /** How fast a client may talk, when that is limited. */
  readonly pace: Pace | undefined;
  /** Who may join, when that is limited. */
  readonly joins: Joins | undefined;
  /** A client said hello: the link gets its code and its connection. */
  greeted(link: Link, hello: Hello): void;
  /** Something in the relay threw while the client was heard. */
  failed(link: Link, error: unknown): void;
  /** The socket is gone. */
  lost(link: Link): void;
}

/** One socket and the dialect spoken on it: decodes what comes in, gathers and encodes what goes out. */
export class Link implements SocketListener, Outbox, Outlet {
  readonly dialect: Dialect;
  /** Where it comes from, as its address counts. */
  readonly source: string;
  /** Undefined until the client has said hello; the connection follows at once. */
  code: Code | undefined;
  connection: LanedActor | undefined;
  /** While its person is in the chatroom, every message has its own place among the chatroom's. */
  ordered = false;
  readonly #socket: EdgeSocket;
  readonly #owner: LinkOwner;
  // Most that waits, waits alone: a list for each would be one more thing to collect.
  #first: RelayMessage | undefined;
  #more: RelayMessage[] | undefined;
  /** From the first frame on, when there is a pace. */
  #talker: Talker | undefined;
  /** From the first join on. */
  #joiner: Joiner | undefined;

  constructor(socket: EdgeSocket, dialect: Dialect, source: string, owner: LinkOwner) {
    this.#socket = socket;
    this.dialect = dialect;
    this.source = source;
    this.#owner = owner;
  }

  text(frame: string, byteLength = Buffer.byteLength(frame)): void {
    try {
      if (this.#isInTime(byteLength, frame)) this.#hear(frame);
    } catch (error) {
      this.#owner.failed(this, error);
    }
  }

  #hear(frame: string): void {
    const message = this.dialect.decode(frame);
    if (message === undefined) return;
    if (message.type === "error") this.say(message);
    else if (message.type === "hello") this.#hello(message);
    else if (this.connection === undefined) this.#refuse("hello-first", message);
    else if (message.type !== "join" || this.#mayJoin()) tell(this.connection, message);
  }

  /** Counts a join. One that may not be is answered here and goes no further. */
  #mayJoin(): boolean {
    const { joins } = this.#owner;
    if (joins === undefined) return true;
    this.#joiner ??= new Joiner(joins, this.source);
    const refusal = this.#joiner.refusal();
    if (refusal === undefined) return true;
    if (refusal === "abuse") this.end(CLOSE.tooFast);
    else this.say(refusal);
    return false;
  }

  binary(byteLength: number): void {
    if (this.#isInTime(byteLength)) this.#refuse("binary-frame");
  }

  /** Counts a frame. One that comes too fast is answered here and goes no further. */
  #isInTime(byteLength: number, frame?: string): boolean {
    const { pace } = this.#owner;
    if (pace === undefined) return true;
    this.#talker ??= new Talker();
    switch (this.#talker.count(pace, byteLength)) {
      case "heard":
        return true;
      case "refused":
        this.#tooFast(this.#talker.wait, frame);
        return false;
      case "abuse":
        this.end(CLOSE.tooFast);
        return false;
    }
  }

  /** It is decoded all the same, so that the client hears which message it was. */
  #tooFast(wait: number, frame?: string): void {
    const message = frame === undefined ? undefined : this.dialect.decode(frame);
    this.say(errorMessage("too-fast", { ...whatAbout(message), retryAfter: Math.ceil(wait) }));
  }

  closed(): void {
    this.#first = undefined;
    this.#more = undefined;
    this.#owner.lost(this);
  }

  /** Says `message` when the turn ends. It is encoded only then: what waits should be small. */
  say(message: RelayMessage): void {
    if (this.ordered) {
      this.#owner.turn.enqueue(() => this.#write(message));
    } else if (this.#first === undefined) {
      this.#first = message;
      this.#owner.turn.enqueue(this);
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
    if (more === undefined) {
      this.#write(first);
      return;
    }
    this.#socket.cork(() => {
      this.#write(first);
      for (const message of more) this.#write(message);
    });
  }

  #write(message: RelayMessage): void {
    const frame = this.dialect.encode(message);
    if (frame !== undefined) this.#socket.send(frame);
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
    this.flush();
    this.#socket.end(code, reason);
  }

  #hello(hello: Hello): void {
    if (this.code !== undefined) this.#refuse("already-greeted", hello);
    else this.#owner.greeted(this, hello);
  }

  #refuse(code: ErrorCode, answered?: ClientMessage): void {
    this.say(errorMessage(code, whatAbout(answered)));
  }
}

/** By what a client can tell which of its messages an error answers, also one that could not be understood. */
function whatAbout(message: ClientMessage | ErrorMessage | undefined) {
  if (message?.type === "error") return { re: message.re, id: message.id };
  return { re: message?.type, id: message?.type === "message" ? message.id : undefined };
}
