import { once } from "node:events";
import type { Socket } from "node:net";

/** One end of a connection; remembers what came, piece by piece, and how it ended. */
export class End {
  readonly socket: Socket;
  readonly pieces: string[] = [];
  readonly ended: Promise<unknown>;
  readonly closed: Promise<string>;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => void this.pieces.push(chunk.toString("latin1")));
    this.ended = new Promise((resolve) => socket.once("end", resolve));
    let how = "closed";
    socket.on("error", (error: NodeJS.ErrnoException) => {
      how = error.code ?? error.message;
    });
    this.closed = new Promise((resolve) => socket.once("close", () => resolve(how)));
  }

  get text(): string {
    return this.pieces.join("");
  }

  /** Resolves when `bytes` have come. */
  async arrived(bytes: number): Promise<void> {
    while (this.text.length < bytes) await once(this.socket, "data");
  }
}
