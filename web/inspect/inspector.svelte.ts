/** What the page shows: what the feed tells, where somebody looks, and at which moment. */
import type { Chart } from "../../actors/chart/chart.ts";
import type { ActorId, FeedMessage, Fields } from "../../actors/inspect/feed.ts";
import { now } from "../platform/clock.svelte.ts";
import { watchLooks } from "../platform/page.ts";
import { type Feed, NOTHING_YET, told } from "./model/feed.ts";
import { fragmentOf, type Place, placeIn } from "./model/fragment.ts";
import type { Interruption, Link } from "./model/link.ts";
import { type Actors, actorsAfter, type Entry, indexOf, type Log, type Seen, since } from "./model/log.ts";
import { filterOf, lastPage, PAGE, type Wanted } from "./model/query.ts";
import { type Sequence, sequenceOf } from "./model/sequence.ts";
import { besides } from "./model/sides.ts";
import { fragment, onFragment, setFragment } from "./platform/address.ts";
import { FeedSocket } from "./platform/feed-socket.ts";

/** What a phone shows at a time; a wide page has the first two always, and one of the others below. */
export type Panel = "actors" | "chart" | "log" | "sequence" | "details";

/** Milliseconds for which somebody has to stop typing before what they look for is asked for. */
const TYPED = 250;

export class Inspector {
  readonly #begin = placeIn(fragment());
  #feed = $state.raw<Feed>(NOTHING_YET);
  link = $state.raw<Link>({ is: "connecting" });
  panel = $state<Panel>(this.#begin.chosen === undefined ? "actors" : "chart");
  wanted = $state.raw<Wanted>(this.#begin.wanted);
  chosen = $state<ActorId | undefined>(this.#begin.chosen);
  /** Whom somebody has chosen to watch; {@link chosen} may be one of those it leads to. */
  root = $state<ActorId | undefined>(this.#begin.root);
  interruption = $state<Interruption>("none");
  /** Whether charts keep what is active in view. */
  follows = $state(true);
  /** Whether the other side's charts of the same person are shown beside. */
  sideBySide = $state(true);
  /** Held on to while somebody looks at what has been. */
  #paused = $state.raw<{ readonly log: Log; readonly at: number }>();
  /** Milliseconds by which the relay's clock is ahead of this machine's. */
  #ahead = $state(0);
  /** When the connection was lost, by the relay's clock: what was told until then is as it was then. */
  #lostAt = $state<number>();
  #query = 0;
  #hand = 0;
  #offset = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  readonly #socket = new FeedSocket({
    onopen: () => {
      this.link = { is: "open" };
      this.#lostAt = undefined;
      this.list(this.#offset);
      this.#watch();
    },
    onmessage: (message) => this.#hear(message),
    ongone: (gone, retryAt) => {
      this.#lostAt ??= Date.now() + this.#ahead;
      if (gone.why === "restart") this.interruption = "restart";
      else if (this.interruption === "none") this.interruption = "lost";
      this.link = { is: "gone", gone, retryAt };
    },
  });

  /** The answer ends it. */
  start(): () => void {
    this.#socket.open();
    const stops = [
      onFragment((asked) => this.#go(placeIn(asked))),
      watchLooks((looks) => looks && this.#comeBack()),
    ];
    return () => {
      for (const stop of stops) stop();
      this.#socket.close();
    };
  }

  #go({ wanted, chosen, root }: Place): void {
    this.wanted = wanted;
    this.list(0);
    if (chosen !== undefined) this.choose(chosen, root);
  }

  /** Somebody has perhaps logged in elsewhere. */
  #comeBack(): void {
    if (this.link.is === "gone" && this.link.gone.why === "forbidden") this.retry();
  }

  readonly retry = (): void => {
    this.link = { is: "connecting" };
    this.#socket.open();
  };

  #hear(message: FeedMessage): void {
    if (message.type === "hello" || message.type === "index") this.#ahead = message.at - Date.now();
    if (message.type === "index") {
      // The answer to a question that has been replaced since.
      if (message.query !== this.#query) return;
      const last = lastPage(message.total);
      if (message.offset > last) {
        this.list(last);
        return;
      }
    }
    this.#feed = told(this.#feed, message);
  }

  get hello() {
    return this.#feed.hello;
  }
  get index() {
    return this.#feed.index;
  }
  get charts(): ReadonlyMap<string, Chart> {
    return this.#feed.charts;
  }
  get answers() {
    return this.#feed.answers;
  }

  /** Whether something narrows the list. */
  readonly isFiltered = $derived(Object.values(this.wanted).some((value) => value !== ""));
  readonly log = $derived(this.#paused?.log ?? this.#feed.log);
  readonly isLive = $derived(this.#paused === undefined);
  /** Serial of the event after which everything is shown. */
  readonly at = $derived(this.#paused?.at ?? this.log.last);
  readonly entry: Entry | undefined = $derived(this.log.entries[indexOf(this.log, this.at)]);
  readonly actors: Actors = $derived(
    this.#paused === undefined ? this.#feed.log.now : actorsAfter(this.#paused.log, this.#paused.at),
  );
  /** The moment of the list, ms since the Unix epoch by the relay's clock; told anew every second. */
  get present(): number {
    return this.#lostAt ?? now() + this.#ahead;
  }
  /** The moment of all else that is shown: the same, or that of the event which was gone back to. */
  get moment(): number {
    return (this.isLive ? undefined : this.entry?.event.at) ?? this.present;
  }
  /** The log as arrows from one to the other: one for each of its entries. */
  readonly sequence: Sequence = $derived(sequenceOf(this.log, this.actors, this.chosen));
  readonly since = $derived(since(this.log, this.#feed.log));
  readonly actor: Seen | undefined = $derived(
    this.chosen === undefined ? undefined : this.actors.get(this.chosen),
  );
  /** Those whose charts stand beside one another. */
  readonly shown: readonly Seen[] = $derived.by(() => {
    if (this.actor === undefined) return [];
    return this.sideBySide ? [this.actor, ...besides(this.actor, this.actors)] : [this.actor];
  });

  /** Of the index, from that row on. */
  readonly list = (offset: number): void => {
    this.#offset = offset;
    this.#query += 1;
    const filter = filterOf(this.wanted);
    this.#socket.send({ type: "list", query: this.#query, filter, offset, limit: PAGE });
  };

  /** Looks for something else, soon. */
  readonly want = (wanted: Partial<Wanted>): void => {
    this.wanted = { ...this.wanted, ...wanted };
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.list(0);
      this.#note();
    }, TYPED);
  };

  /** In the address, for a reload and for others. */
  #note(): void {
    setFragment(fragmentOf(this));
  }

  /** Watches an actor, or another that leads to it, and what that leads to. A phone turns from the list to the chart. */
  readonly choose = (id: ActorId, root = id): void => {
    this.chosen = id;
    this.root = root;
    this.interruption = "none";
    this.goLive();
    if (this.panel === "actors") this.panel = "chart";
    this.#watch();
    this.#note();
  };

  /** Shows another of those that are watched already. */
  readonly show = (id: ActorId): void => {
    this.chosen = id;
    this.#note();
  };

  #watch(): void {
    if (this.root !== undefined) {
      const actors = Array.from(new Set([this.root, this.chosen ?? this.root]));
      this.#socket.send({ type: "watch", actors, follow: true });
    }
  }

  readonly pause = (): void => this.goTo(this.at);

  /** To the last that happened, when what was asked for since is not there any more. */
  readonly goBack = (): void => {
    const last = this.log.entries.findLast(({ event }) => event.kind !== "watching");
    if (last !== undefined) this.goTo(last.serial);
  };

  readonly goLive = (): void => {
    this.#paused = undefined;
  };

  /** Shows everything as it was after an event, and stops there. */
  readonly goTo = (serial: number): void => {
    this.#paused = { log: this.log, at: serial };
  };

  /** The number under which the answer will be among {@link answers}. */
  readonly sendByHand = (actor: ActorId, type: string, fields: Fields): number => {
    this.#hand += 1;
    this.#socket.send({ type: "send", id: this.#hand, actor, event: { ...fields, type } });
    return this.#hand;
  };
}
