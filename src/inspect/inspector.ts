import type { ActorRefLike } from "xstate";
import type { Chart } from "../../actors/chart/chart.ts";
import type { ActorId, FeedMessage, Hello } from "../../actors/inspect/feed.ts";
import type { Slot, Unnumbered } from "../../actors/inspect/observe.ts";
import type { LanedActor } from "../bus.ts";
import type { Population, World } from "../population.ts";
import { indexPage } from "./actor-index.ts";
import { allCharts, type ChartIds, idsOf } from "./charts.ts";
import { type Controlled, sendable, sendByHand } from "./control.ts";
import { Masks } from "./masks.ts";
import type { AcceptFeed, FeedListener, FeedSocket } from "./port.ts";
import { type Leads, RelayObserver } from "./relay-observer.ts";
import { type ClientOwner, ReportingClient } from "./reporting-client.ts";
import { Subjects } from "./subjects.ts";
import { Viewer, type ViewerOwner } from "./viewer.ts";

/** Viewers, and clients that report, at a time. */
const MOST = { viewers: 16, clients: 256 } as const;
/** IANA's registry of close codes: try again later. */
const TRY_LATER = 1013;

export interface InspectorOptions {
  readonly population: Population;
  readonly hub: Controlled["hub"];
  readonly clock: Pick<World["clock"], "setTimeout" | "clearTimeout">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Whether names and codes are told as they are; else names are not, and codes have masks. */
  readonly identities: boolean;
  /** Whether events may be sent by hand. */
  readonly control: boolean;
  /** Whether viewers have shown the admin token, and browsers have a login then. */
  readonly login: boolean;
  /** As viewers are told; asked for each. */
  readonly relay: () => Hello["relay"];
  /** Something threw that should not have; the relay goes on. */
  readonly onError: (error: unknown) => void;
  readonly masks?: Masks;
}

/** Who watches an actor; which, when it is the relay's. */
interface Watched {
  readonly viewers: Set<Viewer>;
  readonly actor?: LanedActor;
}

/** Shows viewers what the actors do. While there is no viewer it has nothing attached and keeps nothing. */
export class Inspector {
  readonly #options: InspectorOptions;
  readonly #masks: Masks;
  readonly #subjects: Subjects;
  readonly #observer: RelayObserver;
  readonly #viewers = new Set<Viewer>();
  readonly #watched = new Map<ActorId, Watched>();
  readonly #clients = new Map<string, ReportingClient>();
  #clientsSoFar = 0;
  #detach: (() => void) | undefined;
  #charts: readonly Chart[] = [];
  #chartIds: ReadonlyMap<string, ChartIds> = new Map();

  constructor(options: InspectorOptions) {
    const { population, hub, now, identities, control, onError } = options;
    this.#options = options;
    this.#masks = options.masks ?? new Masks();
    this.#subjects = new Subjects({
      bus: population.bus,
      masks: this.#masks,
      identities,
      clients: this.#clients,
      sendable: control ? (snapshot) => sendable(snapshot, { bus: population.bus, hub }) : () => [],
    });
    this.#observer = new RelayObserver({
      now,
      onError,
      veil: this.#subjects.veil,
      idOf: (actor) => this.#subjects.idOf(actor),
      met: (teller, told, leads) => this.#met(teller, told, leads),
      place: (id) => this.#place(id),
      dealt: (id) => this.#dealt(id),
      ended: (id) => this.#ended(id),
    });
  }

  /** Whether anything is attached to the actors. */
  get isAttached(): boolean {
    return this.#detach !== undefined;
  }

  /** Takes a viewer's socket. */
  readonly viewer: AcceptFeed = (socket) => {
    if (this.#viewers.size >= MOST.viewers) return refuse(socket, "too many viewers");
    const viewer = new Viewer(socket, this.#viewerOwner);
    this.#viewers.add(viewer);
    if (this.#viewers.size === 1) this.#attach();
    viewer.greet();
    return viewer;
  };

  /** Takes the socket of a client that shows its own machines. */
  readonly client: AcceptFeed = (socket) => {
    if (this.#clients.size >= MOST.clients) return refuse(socket, "too many clients");
    const prefix = `client.${++this.#clientsSoFar}`;
    const client = new ReportingClient(prefix, socket, this.#clientOwner(prefix));
    this.#clients.set(prefix, client);
    if (this.isAttached) client.order(true);
    return client;
  };

  #attach(): void {
    const { population } = this.#options;
    const { bus, logics } = population;
    if (this.#charts.length === 0) {
      this.#charts = allCharts(logics);
      this.#chartIds = idsOf(this.#charts);
    }
    const subscription = population.inspect((inspected) => this.#observer.inspect(inspected));
    bus.observer = this.#observer;
    this.#detach = () => {
      subscription.unsubscribe();
      bus.observer = undefined;
    };
    for (const client of this.#clients.values()) client.order(true);
  }

  #left(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    this.#detach?.();
    this.#detach = undefined;
    this.#masks.forget();
    for (const client of this.#clients.values()) client.order(false);
  }

  /** One place in everybody's order of things. */
  #place(id: ActorId): Slot {
    const slot: Slot = { at: this.#options.now(), event: undefined };
    for (const viewer of this.#watchersOf(id)) viewer.add(slot);
    return slot;
  }

  /** Of invitations only whoever was asked for is of interest. */
  #met(teller: ActorRefLike, told: ActorRefLike, leads: Leads): void {
    const one = this.#subjects.idOf(teller);
    const other = this.#subjects.idOf(told);
    if (one === undefined || other === undefined) return;
    const isInvitation = leads === "both";
    if (leads !== "back") for (const { watch } of this.#watchersOf(one)) watch.meet(one, other, isInvitation);
    if (leads !== "on") for (const { watch } of this.#watchersOf(other)) watch.meet(other, one, isInvitation);
  }

  #dealt(id: ActorId): void {
    for (const viewer of this.#watchersOf(id)) viewer.watch.grow();
  }

  #ended(id: ActorId): void {
    for (const viewer of this.#watchersOf(id)) viewer.watch.ended(id);
  }

  #watchersOf(id: ActorId): ReadonlySet<Viewer> {
    return this.#watched.get(id)?.viewers ?? NOBODY;
  }

  #watch(id: ActorId, viewer: Viewer): void {
    const { viewers, actor } = this.#watched.get(id) ?? this.#observe(id);
    viewers.add(viewer);
    // What it has been handed already is part of what it does from now on.
    if (actor !== undefined) for (const place of this.#observer.placesOf(actor)) viewer.add(place);
  }

  #observe(id: ActorId): Watched {
    const actor = this.#subjects.find(id);
    const watched = { viewers: new Set<Viewer>(), ...(actor === undefined ? {} : { actor }) };
    this.#watched.set(id, watched);
    if (actor !== undefined) this.#observer.observe(actor, id, () => this.#subjects.stateOf(id, actor));
    return watched;
  }

  #unwatch(id: ActorId, viewer: Viewer): void {
    const watched = this.#watched.get(id);
    watched?.viewers.delete(viewer);
    if (watched?.viewers.size !== 0) return;
    this.#watched.delete(id);
    if (watched.actor !== undefined) this.#observer.forget(watched.actor);
  }

  get #viewerOwner(): ViewerOwner {
    const { now, clock, control, population, hub, onError } = this.#options;
    const subjects = this.#subjects;
    return {
      now,
      clock,
      greeting: () => this.#greeting(),
      page: (list) => indexPage(list, subjects, this.#masks, now()),
      watch: {
        now,
        state: (id) => subjects.state(id),
        from: (id, isRoot) => subjects.from(id, isRoot),
        watch: (id, viewer) => this.#watch(id, viewer),
        unwatch: (id, viewer) => this.#unwatch(id, viewer),
      },
      send: control
        ? (id, event) => {
            const actor = subjects.find(id);
            if (actor === undefined) return "There is no such actor.";
            return sendByHand({ bus: population.bus, hub }, actor, event);
          }
        : undefined,
      left: (viewer) => this.#left(viewer),
      onError,
    };
  }

  #clientOwner(prefix: string): ClientOwner {
    return {
      now: this.#options.now,
      veil: this.#subjects.veil,
      charts: () => this.#chartIds,
      isLooking: () => this.isAttached,
      happened: (id, event) => this.#happened(id, event),
      changed: (at) => {
        for (const viewer of this.#viewers) viewer.watch.grow(at);
      },
      missed: (ids, count) => {
        const viewers = new Set([...ids].flatMap((id) => [...this.#watchersOf(id)]));
        for (const viewer of viewers) viewer.miss(count);
      },
      left: () => void this.#clients.delete(prefix),
    };
  }

  #happened(id: ActorId, event: Unnumbered): void {
    this.#place(id).event = event;
    if (event.kind === "stopped") this.#ended(id);
  }

  #greeting(): readonly FeedMessage[] {
    const { now, relay, identities, control, login } = this.#options;
    return [
      { type: "hello", version: 1, at: now(), relay: relay(), identities, control, login },
      ...this.#charts.map((chart) => ({ type: "machine", chart }) as const),
    ];
  }
}

const NOBODY: ReadonlySet<Viewer> = new Set();

/** One too many. */
function refuse(socket: FeedSocket, reason: string): FeedListener {
  socket.end(TRY_LATER, reason);
  return { text: () => {}, closed: () => {} };
}
