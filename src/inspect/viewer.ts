import {
  type ActorId,
  FEED_LIMITS,
  type FeedEvent,
  type FeedMessage,
  type ViewerMessage,
} from "../../actors/inspect/feed.ts";
import type { Slot } from "../../actors/inspect/observe.ts";
import { readViewerFrame } from "../../actors/inspect/viewer-frames.ts";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import { TokenBucket } from "../admission/token-bucket.ts";
import type { World } from "../population.ts";
import type { List } from "./actor-index.ts";
import type { FeedListener, FeedSocket } from "./port.ts";
import { Watch, type WatchOwner } from "./watch.ts";

/** Between two batches, ms: a frame of a screen. */
const BATCH_EVERY = 16;
/** Between two looks at what a viewer has listed, ms. */
const LIST_EVERY = 1000;
/** How much longer than making an index the pause after it is at least: of a large relay it is made less often. */
const LIST_SHARE = 200;
/** Bytes that may wait for a viewer to read them. */
const BEHIND = 1024 * 1024;
/** Characters of a viewer's frame. */
const FRAME = 64 * 1024;
/** Frames of one viewer: so many at once, and one in so many ms from then on. */
const FRAMES = { burst: 50, interval: 20 } as const;

/** What a viewer needs of the inspector. */
export interface ViewerOwner {
  readonly now: () => number;
  readonly clock: Pick<World["clock"], "setTimeout" | "clearTimeout">;
  /** What is told first of all. */
  readonly greeting: () => readonly FeedMessage[];
  readonly page: (list: List) => Extract<FeedMessage, { type: "index" }>;
  readonly watch: WatchOwner<Viewer>;
  /** Undefined where nothing may be sent by hand; else it sends, and says why it can't. */
  readonly send: ((actor: ActorId, event: Sent) => string | undefined) | undefined;
  readonly left: (viewer: Viewer) => void;
  readonly onError: (error: unknown) => void;
}

type Sent = Extract<ViewerMessage, { type: "send" }>["event"];

/** One page that somebody looks at: what it lists and watches, and what waits to be told. */
export class Viewer implements FeedListener {
  readonly watch: Watch<Viewer>;
  readonly #socket: FeedSocket;
  readonly #owner: ViewerOwner;
  readonly #frames: TokenBucket;
  #isOpen = true;
  #pending: Slot[] = [];
  #missed = 0;
  /** The number of the last event. */
  #last = 0;
  #batchTimer: unknown;
  #list: List | undefined;
  /** What was listed last, but for when. */
  #listed = "";
  #listTimer: unknown;

  constructor(socket: FeedSocket, owner: ViewerOwner) {
    this.#socket = socket;
    this.#owner = owner;
    this.#frames = new TokenBucket(FRAMES, owner.now());
    this.watch = new Watch<Viewer>(owner.watch, this);
  }

  greet(): void {
    for (const message of this.#owner.greeting()) this.#tell(message);
  }

  text(frame: string): void {
    if (!this.#isOpen) return;
    try {
      this.#hear(frame);
    } catch (error) {
      this.#owner.onError(error);
      this.#tell({ type: "error", message: "The relay could not do this." });
    }
  }

  closed(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#owner.clock.clearTimeout(this.#batchTimer);
    this.#owner.clock.clearTimeout(this.#listTimer);
    this.#pending = [];
    this.watch.end();
    this.#owner.left(this);
  }

  /** Something happens: told with the next batch. Of more than there is room for the oldest is missed. */
  add(slot: Slot): void {
    if (this.#pending.length === FEED_LIMITS.pending) {
      // A place that nothing came to is none.
      if (this.#pending.shift()?.event !== undefined) this.#missed++;
    }
    this.#pending.push(slot);
    this.#awaitBatch();
  }

  /** So many were not even told to the relay. */
  miss(count: number): void {
    this.#missed += count;
    this.#awaitBatch();
  }

  #hear(frame: string): void {
    const wait = this.#frames.take(FRAMES, this.#owner.now());
    if (wait > 0 || frame.length > FRAME) {
      this.#tell({ type: "error", message: wait > 0 ? "Too many frames." : "This frame is too long." });
      return;
    }
    const read = readViewerFrame(frame);
    if (!read.ok) this.#refuse(read.problem, read.id);
    else if (read.message.type === "list") this.#show(read.message);
    else if (read.message.type === "send") this.#send(read.message);
    else this.#watch(read.message);
  }

  #watch(message: Extract<ViewerMessage, { type: "watch" }>): void {
    // What has happened until now is not to come after how things are now.
    this.#owner.clock.clearTimeout(this.#batchTimer);
    this.#flush();
    this.#tell({ type: "watching", at: this.#owner.now(), actors: this.watch.begin(message) });
  }

  #send({ id, actor, event }: Extract<ViewerMessage, { type: "send" }>): void {
    const { send } = this.#owner;
    const problem = send === undefined ? "Sending by hand is not allowed here." : send(actor, event);
    if (problem === undefined) this.#tell({ type: "sent", id });
    else this.#refuse(problem, id);
  }

  #refuse(message: string, id?: number): void {
    this.#tell({ type: "error", message, ...(id === undefined ? {} : { id }) });
  }

  #show(list: List): void {
    this.#owner.clock.clearTimeout(this.#listTimer);
    this.#list = list;
    this.#listed = "";
    this.#refresh();
  }

  readonly #refresh = (): void => {
    if (this.#list === undefined) return;
    const begun = this.#owner.now();
    const page = this.#owner.page(this.#list);
    const listed = JSON.stringify({ ...page, at: 0 });
    if (listed !== this.#listed) this.#tell(page);
    this.#listed = listed;
    if (!this.#isOpen) return;
    const pause = Math.max(LIST_EVERY, LIST_SHARE * (this.#owner.now() - begun));
    this.#listTimer = this.#owner.clock.setTimeout(this.#refresh, pause);
  };

  #awaitBatch(): void {
    if (this.#isOpen) this.#batchTimer ??= this.#owner.clock.setTimeout(this.#flush, BATCH_EVERY);
  }

  readonly #flush = (): void => {
    this.#batchTimer = undefined;
    this.watch.shrink();
    const missed = this.#missed;
    this.#last += missed;
    const events = this.#pending.flatMap(({ event }): FeedEvent[] =>
      event === undefined ? [] : [{ n: ++this.#last, ...event }],
    );
    this.#pending = [];
    this.#missed = 0;
    if (events.length > 0 || missed > 0) this.#tell({ type: "batch", events, missed });
    // What shrinking has told of is in this batch.
    this.#owner.clock.clearTimeout(this.#batchTimer);
    this.#batchTimer = undefined;
  };

  #tell(message: FeedMessage): void {
    if (!this.#isOpen) return;
    if (this.#socket.bufferedAmount() <= BEHIND) {
      this.#socket.send(JSON.stringify(message));
      return;
    }
    this.closed();
    this.#socket.end(CLOSE.tooSlow.code, CLOSE.tooSlow.reason);
  }
}
