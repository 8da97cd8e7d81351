import { type ActorId, type ActorState, FEED_LIMITS, type ViewerMessage } from "../../actors/inspect/feed.ts";
import type { Slot } from "../../actors/inspect/observe.ts";

/** What a watch needs of the inspector. */
export interface WatchOwner<Watcher> {
  readonly now: () => number;
  readonly state: (id: ActorId) => ActorState | undefined;
  /** Where a look at an actor leads. */
  readonly from: (id: ActorId) => readonly ActorId[];
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
    return [...this.#reached()].flatMap((id) => this.#add(id) ?? []);
  }

  /** What the watched lead to by now is watched too. */
  grow(): void {
    if (!this.#follows) return;
    for (const id of this.#reached()) {
      if (this.#watched.has(id)) continue;
      const actor = this.#add(id);
      if (actor !== undefined) this.#viewer.add({ event: { kind: "started", at: this.#owner.now(), actor } });
    }
  }

  /** What nothing leads to any more is no longer watched. Not at once: it may have yet to deal with the very event. */
  shrink(): void {
    const reached = this.#reached();
    for (const id of this.#watched) {
      if (reached.has(id)) continue;
      this.#remove(id);
      this.#viewer.add({ event: { kind: "stopped", at: this.#owner.now(), id, why: "unfollowed" } });
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

  #add(id: ActorId): ActorState | undefined {
    const state = this.#owner.state(id);
    if (state === undefined) return undefined;
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
      for (const next of this.#owner.from(id)) if (reached.size < FEED_LIMITS.followed) reached.add(next);
    }
    return reached;
  }
}
