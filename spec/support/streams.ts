import type { Frame } from "./wire.ts";

/** What a v1 client has of its own stream and of the chatroom's; throws when a frame has no place there, or a wrong one. */
export class Streams {
  seq = 0;
  roomSeq: number | undefined;
  /** What the last welcome said about resuming. */
  session: unknown;

  /** Takes note of the frame's position; the answer is the frame without it. */
  take(frame: Frame): Frame {
    if (typeof frame === "string") return frame;
    const { seq, roomSeq, ...rest } = frame;
    if (frame["type"] === "welcome") return this.#welcome(frame);
    if (frame["type"] === "entered") this.roomSeq = undefined;
    if (seq === undefined && roomSeq === undefined) throw new Error(`no position: ${JSON.stringify(frame)}`);
    if (seq !== undefined) this.#own(seq, frame);
    if (roomSeq !== undefined) this.#rooms(roomSeq, frame);
    return rest;
  }

  #welcome(frame: Exclude<Frame, string>): Frame {
    const { session, ...rest } = frame;
    const { seq, resumed } = Object(session);
    if (!resumed) {
      this.seq = seq;
      this.roomSeq = undefined;
    }
    this.session = session;
    return rest;
  }

  #own(seq: unknown, frame: Frame): void {
    if (seq !== this.seq + 1) throw new Error(`seq ${seq} after ${this.seq}: ${JSON.stringify(frame)}`);
    this.seq = seq;
  }

  #rooms(roomSeq: unknown, frame: Frame): void {
    if (typeof roomSeq !== "number" || roomSeq <= (this.roomSeq ?? -1)) {
      throw new Error(`roomSeq ${roomSeq} after ${this.roomSeq}: ${JSON.stringify(frame)}`);
    }
    this.roomSeq = roomSeq;
  }
}
