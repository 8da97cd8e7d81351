import type { CloseReason } from "../actors/protocol/close-codes.ts";
import type { Dialect } from "../actors/protocol/dialect.ts";
import { type ErrorCode, errorMessage } from "../actors/protocol/errors.ts";
import type { Code } from "../actors/protocol/identity.ts";
import type { ClientMessage, Hello, RelayMessage } from "../actors/protocol/messages.ts";
import type { EdgeSocket, SocketListener } from "./edge/port.ts";
import type { Outbox, Turn } from "./turn.ts";

/** What a link needs of the relay behind it. */
export interface LinkOwner {
  readonly turn: Turn;
  /** A client said hello; the answer is the code its connection is known by from here on. */
  greeted(link: Link, hello: Hello): void;
  /** Hands what the client said to its connection. */
  heard(code: Code, message: Exclude<ClientMessage, Hello>): void;
  /** The socket is gone. */
  lost(link: Link): void;
}

/** One socket and the dialect spoken on it: decodes what comes in, gathers and encodes what goes out. */
export class Link implements SocketListener, Outbox {
  readonly dialect: Dialect;
  /** Undefined until the client has said hello. */
  code: Code | undefined;
  inRoom = false;
  readonly #socket: EdgeSocket;
  readonly #owner: LinkOwner;
  #frames: string[] | undefined;

  constructor(socket: EdgeSocket, dialect: Dialect, owner: LinkOwner) {
    this.#socket = socket;
    this.dialect = dialect;
    this.#owner = owner;
  }

  text(frame: string): void {
    const message = this.dialect.decode(frame);
    if (message === undefined) return;
    if (message.type === "error") this.say(message);
    else if (message.type === "hello") this.#hello(message);
    else if (this.code === undefined) this.#refuse("hello-first", message);
    else this.#owner.heard(this.code, message);
  }

  binary(): void {
    this.#refuse("binary-frame");
  }

  closed(): void {
    this.#frames = undefined;
    this.#owner.lost(this);
  }

  say(message: RelayMessage): void {
    const frame = this.dialect.encode(message);
    if (frame === undefined) return;
    if (this.#frames === undefined) {
      this.#frames = [frame];
      this.#owner.turn.wait(this);
    } else {
      this.#frames.push(frame);
    }
  }

  flush(): void {
    const frames = this.#frames;
    if (frames === undefined) return;
    this.#frames = undefined;
    const [only] = frames;
    if (frames.length === 1 && only !== undefined) this.#socket.send(only);
    else this.#socket.cork(() => frames.forEach((frame) => void this.#socket.send(frame)));
  }

  /** To everyone who hears `topic` but this one. */
  publish(topic: string, frame: string): void {
    this.#socket.publish(topic, frame);
  }

  hearRoom(topic: string): void {
    this.inRoom = true;
    this.#socket.subscribe(topic);
  }

  leaveRoom(topic: string): void {
    this.inRoom = false;
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

  #refuse(code: ErrorCode, { type, id }: RefusedMessage = {}): void {
    this.say(errorMessage(code, { ...(type === undefined ? {} : { re: type }), id }));
  }
}

/** What an error says of the message that it answers. */
interface RefusedMessage {
  readonly type?: string;
  readonly id?: number;
}
