import { type ActorId, type ActorState, FEED_LIMITS, type ViewerMessage } from "../../actors/inspect/feed.ts";
import type { Slot } from "../../actors/inspect/observe.ts";

/** What a watch needs of the inspector. */
export interface WatchOwner<Watcher> {
  readonly now: () => number;
  readonly state: (id: ActorId) => ActorState | undefined;
  /** Where a look at an actor leads, farther when it is one of those that were asked for. */
  readonly from: (id: ActorId, isRoot: boolean) => readonly ActorId[];
  /** From now on, or no longer, what happens to that actor is told to the watcher. */
  readonly watch: (id: ActorId, watcher: Watcher) => void;
  readonly unwatch: (id: ActorId, watcher: Watcher) => void;
}

/** The actors that one viewer watches: those it asked for, and those to which they lead when they are followed. */
export class Watch<Watcher extends { add(slot: Slot): void }> {
  readonly #owner: WatchOwner<Watcher>;
  readonly #viewer: Watcher;
  #roots: readonly ActorId[] = [];
  #follows = false;
  readonly #watched = new Set<ActorId>();

  constructor(owner: WatchOwner<Watcher>, viewer: Watcher) {
    this.#owner = owner;
    this.#viewer = viewer;
  }

  /** In place of what was watched before; the answer is how they all are. */
  begin({ actors, follow }: Extract<ViewerMessage, { type: "watch" }>): readonly ActorState[] {
    this.end();
    this.#roots = actors;
    this.#follows = follow;
    return [...this.#reached()].flatMap((id) => this.#add(id, () => {}) ?? []);
  }

  /** What the watched lead to by now is watched too; `at` is when it began, ms, if that was not now. */
  grow(at = this.#owner.now()): void {
    if (!this.#follows) return;
    for (const id of this.#reached()) {
      if (!this.#watched.has(id)) this.#start(id, at);
    }
  }

  /** An event that is about to be told leads from `id` to `other`; only from a root if it is `onlyFromRoot`. */
  meet(id: ActorId, other: ActorId, onlyFromRoot: boolean): void {
    if (!this.#follows || this.#watched.has(other) || this.#watched.size >= FEED_LIMITS.followed) return;
    if (!onlyFromRoot || this.#roots.includes(id)) this.#start(other);
  }

  /** What nothing leads to any more is no longer watched. Not at once: it may have yet to deal with the very event. */
  shrink(): void {
    const reached = this.#reached();
    for (const id of this.#watched) {
      if (reached.has(id)) continue;
      this.#remove(id);
      const at = this.#owner.now();
      this.#viewer.add({ at, event: { kind: "stopped", at, id, why: "unfollowed" } });
    }
  }

  /** That actor is no more. */
  ended(id: ActorId): void {
    this.#remove(id);
    this.#roots = this.#roots.filter((root) => root !== id);
  }

  end(): void {
    for (const id of this.#watched) this.#remove(id);
    this.#roots = [];
  }

  #start(id: ActorId, at = this.#owner.now()): void {
    this.#add(id, (actor) => this.#viewer.add({ at, event: { kind: "started", at, actor } }));
  }

  /** `tell` is told how it is, before anything happens to it. */
  #add(id: ActorId, tell: (state: ActorState) => void): ActorState | undefined {
    const state = this.#owner.state(id);
    if (state === undefined) return undefined;
    tell(state);
    this.#watched.add(id);
    this.#owner.watch(id, this.#viewer);
    return state;
  }

  #remove(id: ActorId): void {
    this.#watched.delete(id);
    this.#owner.unwatch(id, this.#viewer);
  }

  #reached(): ReadonlySet<ActorId> {
    const reached = new Set(this.#roots);
    if (!this.#follows) return reached;
    // What is added while it is gone through is gone through too.
    for (const id of reached) {
      for (const next of this.#owner.from(id, this.#roots.includes(id)))
        if (reached.size < FEED_LIMITS.followed) reached.add(next);
    }
    return reached;
  }
}
