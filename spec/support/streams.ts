import type { Frame, ParsedFrame } from "./wire.ts";

/** `session` of a welcome. */
export interface Session {
  readonly token: string;
  readonly epoch: string;
  readonly seq: number;
  readonly window: number;
  readonly resumed: boolean;
  readonly received: number;
  readonly lost?: string;
}

/** What a v1 client has of its own stream and of the chatroom's; throws when a frame has no place there, or a wrong one. */
export class Streams {
  seq = 0;
  roomSeq: number | undefined;
  /** What the last welcome said about resuming. */
  session: Session | undefined;

  /** Where a client that has lost its socket goes on. */
  position(): object {
    if (this.session === undefined) throw new Error("there was no welcome");
    const { token, epoch } = this.session;
    const { seq, roomSeq } = this;
    return { token, epoch, seq, ...(roomSeq === undefined ? {} : { roomSeq }) };
  }

  /** Takes note of the frame's position; the answer is the frame without it. */
  take(frame: ParsedFrame): ParsedFrame {
    const { seq, roomSeq, ...rest } = frame;
    if (frame["type"] === "welcome") return this.#welcome(frame);
    if (frame["type"] === "entered") this.roomSeq = undefined;
    if (seq === undefined && roomSeq === undefined) throw new Error(`no position: ${JSON.stringify(frame)}`);
    if (seq !== undefined) this.#own(seq, frame);
    if (roomSeq !== undefined) this.#rooms(roomSeq, frame);
    return rest;
  }

  #welcome(frame: ParsedFrame): ParsedFrame {
    const { session, ...rest } = frame;
    this.session = Object(session) as Session;
    if (this.session.resumed) return rest;
    this.seq = this.session.seq;
    this.roomSeq = undefined;
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
