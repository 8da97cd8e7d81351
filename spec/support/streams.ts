import type { Frame, ParsedFrame } from "./wire.ts";

/** `session` of a welcome. */
export interface Session {
  readonly token: string;
  readonly epoch: string;
  readonly seq: number;
  readonly window: number;
  readonly resumed: boolean;
  readonly received: number;
  readonly roomSeq?: number;
  readonly lost?: string;
}

/** What a v1 client has of its own stream and of the chatroom's; throws when a frame has no place there, or a wrong one. */
export class Streams {
  seq = 0;
  roomSeq: number | undefined;
  /** What the last welcome said about resuming. */
  session: Session | undefined;
  /** Every frame, with where the client was before it. */
  readonly #taken: { readonly frame: ParsedFrame; readonly seq: number; readonly roomSeq?: number }[] = [];

  /** What the last welcome said that a client can't know from its frames. */
  get terms(): object {
    if (this.session === undefined) throw new Error("there was no welcome");
    const { resumed, received, roomSeq, lost } = this.session;
    return { resumed, received, isMember: roomSeq !== undefined, ...(lost === undefined ? {} : { lost }) };
  }

  /** Whether the client's own stream has got beyond what it had missed when it resumed. */
  get isNew(): boolean {
    return this.seq > (this.session?.seq ?? -1);
  }

  /** As though the last `count` frames had never arrived, answers to marks not counted. */
  rewind(count: number): void {
    for (let left = count; left > 0; ) {
      const last = this.#taken.pop();
      if (last === undefined) throw new Error(`there were no ${count} frames`);
      this.seq = last.seq;
      this.roomSeq = last.roomSeq;
      if (last.frame["code"] !== "unknown-type") left--;
    }
  }

  /** Where a client that has lost its socket goes on. */
  position(): object {
    if (this.session === undefined) throw new Error("there was no welcome");
    const { token, epoch } = this.session;
    return { token, epoch, ...this.#here() };
  }

  #here() {
    const { seq, roomSeq } = this;
    return roomSeq === undefined ? { seq } : { seq, roomSeq };
  }

  /** Takes note of the frame's position; the answer is the frame without it. */
  take(frame: ParsedFrame): ParsedFrame {
    const { seq, roomSeq, ...rest } = frame;
    if (frame["type"] === "welcome") return this.#welcome(frame);
    this.#taken.push({ frame, ...this.#here() });
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
