import type { EdgeSocket, SocketListener } from "../../src/edge/port.ts";

/** An edge without a network: sockets are arrays, topics are sets. */
export class MemoryEdge {
  readonly #topics = new Map<string, Set<MemorySocket>>();

  topic(name: string): Set<MemorySocket> {
    const known = this.#topics.get(name) ?? new Set();
    this.#topics.set(name, known);
    return known;
  }

  publish(topic: string, frame: string, except?: MemorySocket): void {
    for (const socket of this.topic(topic)) if (socket !== except) socket.send(frame);
  }

  forget(socket: MemorySocket): void {
    for (const members of this.#topics.values()) members.delete(socket);
  }
}

/** Keeps what it is sent, until {@link MemorySocket.take}. */
export class MemorySocket implements EdgeSocket {
  readonly remoteAddress = "127.0.0.1";
  listener: SocketListener | undefined;
  /** The code that the relay closed it with. */
  endedWith: number | undefined;
  readonly #edge: MemoryEdge;
  #received: string[] = [];

  constructor(edge: MemoryEdge) {
    this.#edge = edge;
  }

  take(): string[] {
    const received = this.#received;
    this.#received = [];
    return received;
  }

  /** The client is gone; without a goodbye the code is 1006. */
  close(code = 1005): void {
    this.#edge.forget(this);
    this.listener?.closed(code);
    this.listener = undefined;
  }

  send(frame: string): void {
    this.#received.push(frame);
  }

  cork(write: () => void): void {
    write();
  }

  subscribe(topic: string): void {
    this.#edge.topic(topic).add(this);
  }

  unsubscribe(topic: string): void {
    this.#edge.topic(topic).delete(this);
  }

  publish(topic: string, frame: string): void {
    this.#edge.publish(topic, frame, this);
  }

  bufferedAmount(): number {
    return 0;
  }

  end(code: number): void {
    this.endedWith = code;
    this.close(code);
  }
}
