import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { type WebSocket, WebSocketServer } from "ws";
import type { Chart } from "../../actors/chart/chart.ts";
import type {
  ActorId,
  ActorState,
  FeedEvent,
  FeedMessage,
  Filter,
  Hello,
  MachineCount,
  ViewerMessage,
} from "../../actors/inspect/feed.ts";
import { loadStatic, type StaticFiles } from "../../src/http/static.ts";
import { Conditions } from "./conditions.ts";

/** The inspector's page as `src/setup.mjs` has built it. */
const BUILT = fileURLToPath(new URL("../../dist/inspect", import.meta.url));

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
].join("; ");

/** When everything in these tests begins, ms since the Unix epoch. */
export const BEGINNING = Date.UTC(2026, 0, 5, 12);

type WithoutNumber<Event> = Event extends FeedEvent
  ? Omit<Event, "n" | "at"> & { readonly at?: number }
  : never;
/** An event as a test tells it; it gets a number, and a time. */
export type Told = WithoutNumber<FeedEvent>;

/** A listener that serves the inspector's page with its policy, and a feed that tells what a test wants. */
export class FakeFeed {
  readonly hello: Hello;
  readonly charts: readonly Chart[];
  /** Every living actor. A test changes it as it likes. */
  readonly actors = new Map<ActorId, ActorState>();
  /** Whom an actor leads to, when it is watched. */
  readonly leadsTo = new Map<ActorId, readonly ActorId[]>();
  /** What viewers have asked for. */
  readonly asked: ViewerMessage[] = [];
  /** What its clock shows. A test moves it as it likes. */
  time = BEGINNING;
  /** What is answered to an event that is sent by hand, other than that it was. */
  refusal: string | undefined;
  /** The status with which page and feed are refused. */
  status: 401 | 503 | undefined;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #conditions = new Conditions();
  #files: StaticFiles = new Map();
  #events = 0;

  private constructor(charts: readonly Chart[], hello: Partial<Hello>) {
    this.charts = charts;
    this.hello = {
      type: "hello",
      version: 1,
      at: BEGINNING,
      relay: { version: "0.1.0", edge: "uWebSockets.js" },
      identities: false,
      control: false,
      login: false,
      ...hello,
    };
    this.#http = createServer(({ url = "/" }, answer) => {
      const file = this.#files.get(url.replace(/^\/inspect/, ""));
      const status = url === "/login" ? 200 : (this.status ?? (file === undefined ? 404 : 200));
      answer.writeHead(status, {
        "Content-Security-Policy": POLICY,
        "Content-Type": file?.contentType ?? "text/plain",
        "X-Content-Type-Options": "nosniff",
      });
      answer.end(status === 200 ? (file?.content ?? "Log in") : "");
    });
    this.#http.on("upgrade", (request, socket, head) => {
      if (this.status !== undefined || request.url !== "/inspect/feed") {
        socket.end(`HTTP/1.1 ${this.status ?? 404} No\r\nConnection: close\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (viewer) => this.#greet(viewer));
    });
  }

  static async open(charts: readonly Chart[], hello: Partial<Hello> = {}): Promise<FakeFeed> {
    const feed = new FakeFeed(charts, hello);
    feed.#files = await loadStatic(BUILT);
    feed.#http.listen(0, "127.0.0.1");
    await once(feed.#http, "listening");
    return feed;
  }

  get url(): string {
    const address = this.#http.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/inspect/`;
  }

  /** Tells every viewer. */
  tell(message: FeedMessage): void {
    for (const viewer of this.#sockets.clients) viewer.send(JSON.stringify(message));
  }

  /** Tells every viewer anew what they have listed, as a relay does when something has changed. */
  relist(): void {
    const last = this.asked.findLast((message) => message.type === "list");
    if (last !== undefined) this.#answer(last, (message) => this.tell(message));
  }

  /** Tells of events, and keeps the actors as they leave them. */
  batch(events: readonly Told[], missed = 0): void {
    this.#events += missed;
    this.tell({ type: "batch", missed, events: events.map((event) => this.#happen(event)) });
  }

  #happen(told: Told): FeedEvent {
    this.#events += 1;
    const event = { at: BEGINNING + 50 * this.#events, ...told, n: this.#events };
    if (event.kind === "started") this.actors.set(event.actor.id, event.actor);
    if (event.kind === "stopped") this.actors.delete(event.id);
    const actor = event.kind === "transition" ? this.actors.get(event.id) : undefined;
    if (event.kind === "transition" && actor !== undefined) {
      const { active, changed, context, sendable } = event;
      this.actors.set(event.id, { ...actor, active, changed, context, sendable });
    }
    return event;
  }

  /** Waits until a viewer has asked for something like that; what it was. */
  async until<Type extends ViewerMessage["type"]>(
    type: Type,
    isThat: (message: Extract<ViewerMessage, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ViewerMessage, { type: Type }>> {
    type Message = Extract<ViewerMessage, { type: Type }>;
    const isMessage = (message: ViewerMessage): message is Message =>
      message.type === type && isThat(message as Message);
    const find = () => this.asked.findLast(isMessage);
    await this.#conditions.until(
      () => find() !== undefined,
      () => `waited in vain for ${type}; asked was: ${JSON.stringify(this.asked)}`,
    );
    const found = find();
    if (found === undefined) throw new Error("it was there");
    return found;
  }

  /** Everybody's feed ends. */
  drop(code: number, reason = ""): void {
    for (const viewer of this.#sockets.clients) viewer.close(code, reason);
  }

  async close(): Promise<void> {
    for (const viewer of this.#sockets.clients) viewer.terminate();
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, "close");
  }

  #greet(viewer: WebSocket): void {
    const tell = (message: FeedMessage) => viewer.send(JSON.stringify(message));
    tell({ ...this.hello, at: this.time });
    for (const chart of this.charts) tell({ type: "machine", chart });
    viewer.on("message", (frame) => {
      const message = JSON.parse(String(frame)) as ViewerMessage;
      this.asked.push(message);
      this.#answer(message, tell);
      this.#conditions.check();
    });
  }

  #answer(message: ViewerMessage, tell: (message: FeedMessage) => void): void {
    if (message.type === "list") {
      const { query, offset, limit, filter } = message;
      const all = Array.from(this.actors.values()).filter((actor) => isLike(actor, filter, this.time));
      tell({
        type: "index",
        query,
        at: this.time,
        offset,
        total: all.length,
        actors: all.slice(offset, offset + Math.min(limit, 200)),
        machines: this.#counts(),
      });
    } else if (message.type === "watch") {
      const ids = message.actors.flatMap((id) => [id, ...(this.leadsTo.get(id) ?? [])]);
      tell({ type: "watching", actors: ids.flatMap((id) => this.actors.get(id) ?? []) });
    } else if (this.refusal === undefined) {
      tell({ type: "sent", id: message.id });
    } else {
      tell({ type: "error", id: message.id, message: this.refusal });
    }
  }

  #counts(): MachineCount[] {
    const counts = new Map<
      string,
      { machine: string; side: "relay" | "client"; actors: number; states: Record<string, number> }
    >();
    for (const { machine, side, active } of this.actors.values()) {
      const count = counts.get(`${side} ${machine}`) ?? { machine, side, actors: 0, states: {} };
      count.actors += 1;
      for (const state of active) count.states[state] = (count.states[state] ?? 0) + 1;
      counts.set(`${side} ${machine}`, count);
    }
    return Array.from(counts.values());
  }
}

function isLike(actor: ActorState, filter: Filter, now: number): boolean {
  const { machine, side, text, state, olderThan, stuckFor } = filter;
  return (
    (machine === undefined || actor.machine === machine) &&
    (side === undefined || actor.side === side) &&
    (text === undefined || actor.id.includes(text) || actor.code === text) &&
    (state === undefined || actor.active.some((id) => id === state || id.startsWith(`${state}.`))) &&
    (olderThan === undefined || now - actor.born >= olderThan) &&
    (stuckFor === undefined || now - actor.changed >= stuckFor)
  );
}
