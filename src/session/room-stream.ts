import type { Code } from "../../actors/protocol/identity.ts";
import { withPosition } from "../../actors/protocol/v1.ts";
import { History } from "./history.ts";

const BOUNDS = { entries: 1024, bytes: 512 * 1024 };
/** How long something said in the chatroom is kept, ms. */
const KEPT_FOR = 120_000;

export interface RoomEntry {
  /** As it was published, with its position. */
  readonly frame: string;
  readonly bytes: number;
  /** Who said it, and so does not hear it. */
  readonly except: Code | undefined;
  readonly at: number;
}

/** What the chatroom's members have heard lately, for those of them who were away. */
export class RoomStream {
  readonly #now: () => number;
  readonly #history = new History<RoomEntry>(BOUNDS);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The position of what was said last. */
  get seq(): number {
    return this.#history.last;
  }

  /** The position of the oldest that is kept. */
  get first(): number {
    this.#forgetStale();
    return this.#history.first;
  }

  /** Keeps `frame`; the answer is the same with its position, as it is to be published. */
  add(frame: string, except: Code | undefined): string {
    const stamped = withPosition(frame, "roomSeq", this.seq + 1);
    this.#forgetStale();
    this.#history.add({ frame: stamped, bytes: Buffer.byteLength(stamped), except, at: this.#now() });
    return stamped;
  }

  /** What was said there, as long as it is kept. */
  get(seq: number): RoomEntry | undefined {
    this.#forgetStale();
    return this.#history.get(seq);
  }

  #forgetStale(): void {
    const stale = this.#now() - KEPT_FOR;
    this.#history.forgetWhile(({ at }) => at < stale);
  }
}
