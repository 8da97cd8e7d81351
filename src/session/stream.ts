import type { Code } from "../../actors/protocol/identity.ts";
import type { Lost, Resume } from "../../actors/protocol/messages.ts";
import { withPosition } from "../../actors/protocol/v1.ts";
import { History } from "./history.ts";
import type { RoomStream } from "./room-stream.ts";

const BOUNDS = { entries: 512, bytes: 256 * 1024 };

interface Entry {
  /** As it was sent, with its position. */
  readonly frame: string;
  readonly bytes: number;
  /** The chatroom's position when it was said: what is in one stream has its place in the other. */
  readonly roomSeq: number;
}

/** A time in the chatroom: the positions after which and up to which it was heard. */
interface Stay {
  readonly from: number;
  readonly to: number;
}

/** What one person is told, numbered, and the end of it kept until their client has it. */
export class Stream {
  readonly #code: Code;
  readonly #room: RoomStream;
  readonly #history = new History<Entry>(BOUNDS);
  /** Those of which something may still be kept; the last has no end while its person is a member. */
  #stays: Stay[] = [];
  /** The end of the last stay of which nothing is kept. */
  #forgottenStay = 0;
  /** The chatroom's position when the client was last dropped. */
  #droppedAt = 0;

  constructor(code: Code, room: RoomStream) {
    this.#code = code;
    this.#room = room;
  }

  /** The position of what was told last. */
  get seq(): number {
    return this.#history.last;
  }

  /** Of all that is kept of it, UTF-8. */
  get bytes(): number {
    return this.#history.bytes;
  }

  /** Keeps `frame`; the answer is the same with its position, as it is to be sent. */
  add(frame: string, isEntering: boolean): string {
    const { seq: roomSeq } = this.#room;
    const placed = withPosition(frame, "seq", this.seq + 1);
    const stamped = isEntering ? withPosition(placed, "roomSeq", roomSeq) : placed;
    this.#history.add({ frame: stamped, bytes: Buffer.byteLength(stamped), roomSeq });
    return stamped;
  }

  /** The client has all up to `seq`. */
  forget(seq: number): void {
    this.#history.forget(seq);
  }

  /** The chatroom's position, while the person hears it. */
  get roomSeq(): number | undefined {
    return this.#isMember ? this.#room.seq : undefined;
  }

  /** Nobody reads any more. */
  dropped(): void {
    this.#droppedAt = this.#room.seq;
  }

  /** Whether a client that was dropped may not have everything. */
  get isOwed(): boolean {
    return this.#history.size > 0 || (this.#isMember && this.#room.seq > this.#droppedAt);
  }

  get #isMember(): boolean {
    return this.#stays.at(-1)?.to === Number.POSITIVE_INFINITY;
  }

  /** The person hears the chatroom from here on, */
  entered(): void {
    const { first, seq } = this.#room;
    while (this.#stays[0] !== undefined && this.#stays[0].to < first) {
      this.#forgottenStay = this.#stays.shift()?.to ?? 0;
    }
    this.#stays.push({ from: seq, to: Number.POSITIVE_INFINITY });
  }

  /** or no longer. */
  left(): void {
    const stay = this.#stays.pop();
    if (stay !== undefined && stay.from < this.#room.seq)
      this.#stays.push({ from: stay.from, to: this.#room.seq });
  }

  /** All that a client that has everything up to there has missed, in the order in which it was said. */
  missed({ seq, roomSeq = 0 }: Pick<Resume, "seq" | "roomSeq">): string[] | Lost {
    if (seq > this.seq || roomSeq > this.#room.seq) return "unknown";
    if (seq < this.#history.first - 1) return "overrun";
    const frames: string[] = [];
    let from = Math.max(roomSeq, (this.#history.get(seq) ?? this.#history.forgotten)?.roomSeq ?? 0);
    if (from < this.#forgottenStay) return "overrun";
    for (let next = seq + 1; next <= this.seq; next++) {
      const entry = this.#history.get(next);
      if (entry === undefined || !this.#hearRoom(from, entry.roomSeq, frames)) return "overrun";
      from = Math.max(from, entry.roomSeq);
      frames.push(entry.frame);
    }
    return this.#hearRoom(from, this.#room.seq, frames) ? frames : "overrun";
  }

  /** Adds what this person heard of the chatroom after `from` and up to `to`; false when not all of it is kept. */
  #hearRoom(from: number, to: number, frames: string[]): boolean {
    for (const stay of this.#stays) {
      const end = Math.min(stay.to, to);
      for (let next = Math.max(stay.from, from) + 1; next <= end; next++) {
        const entry = this.#room.get(next);
        if (entry === undefined) return false;
        if (entry.except !== this.#code) frames.push(entry.frame);
      }
    }
    return true;
  }
}
