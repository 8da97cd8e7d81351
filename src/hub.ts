import { CLOSE, type CloseReason } from "../actors/protocol/close-codes.ts";
import type { Dialect } from "../actors/protocol/dialect.ts";
import { DIALECTS } from "../actors/protocol/dialects.ts";
import type { Code, Epoch, Person } from "../actors/protocol/identity.ts";
import {
  type Hello,
  type Lost,
  type Resume,
  type SessionTerms,
  type Welcome,
  welcome,
} from "../actors/protocol/messages.ts";
import type { Joins } from "./admission/joins.ts";
import type { Pace } from "./admission/pace.ts";
import type { LocalBus, Teller } from "./bus.ts";
import type { EdgeSocket } from "./edge/port.ts";
import type { HubOptions } from "./hub-options.ts";
import { Link, type LinkOwner } from "./link.ts";
import type { Counters } from "./metrics/counters.ts";
import { personOf } from "./population.ts";
import { Audience } from "./session/audience.ts";
import { outboundWriter } from "./session/outbound-writer.ts";
import { type Resumable, Session } from "./session/session.ts";
import { Sessions } from "./session/sessions.ts";
import { Strangers } from "./session/strangers.ts";
import { Stream } from "./session/stream.ts";
import { traits } from "./session/traits.ts";
import { Turn } from "./turn.ts";

/** What a client closes with that comes back no more (none, or RFC 6455 §7.4.1), or is told when nothing is left of it. */
const FAREWELLS: ReadonlySet<number> = new Set([1000, 1005, CLOSE.internal.code, CLOSE.restart.code]);

/** After a restart so many ms are allowed for each client to come back, within these bounds. */
const SPREAD_EACH = 5;
const SPREAD = { min: 1000, max: 30_000 } as const;

/** Between sockets and actors: who is here, on which socket, and who hears the chatroom. */
export class Hub implements LinkOwner {
  readonly turn: Turn;
  readonly bus: LocalBus;
  readonly pace: Pace | undefined;
  readonly joins: Joins | undefined;
  readonly counters: Counters;
  readonly #options: HubOptions;
  readonly #epoch: Epoch;
  readonly #sessions: Sessions;
  readonly #audience: Audience;
  readonly #strangers: Strangers;
  #open = 0;
  #isRestarting = false;

  constructor(options: HubOptions) {
    const { clock, identifiers, now } = options.world;
    this.#options = options;
    this.bus = options.population.bus;
    this.pace = options.pace;
    this.joins = options.joins;
    this.counters = options.counters;
    this.turn = options.turn ?? new Turn(options.onError);
    this.#epoch = identifiers.epoch();
    this.#sessions = new Sessions(clock, options.sessions, (session) => this.#finish(session));
    this.#strangers = new Strangers(clock, (link) => this.#end(link, CLOSE.noHello));
    this.#audience = new Audience(DIALECTS, options.publish, now, this.counters.traffic);
    const { turn, joins, counters } = this;
    const parts = { turn, joins, counters, sessions: this.#sessions, audience: this.#audience };
    const close = (session: Session, reason: CloseReason) => {
      if (session.link === undefined) this.#finish(session);
      else this.#end(session.link, reason);
    };
    this.bus.outbound.subscribe(outboundWriter({ ...parts, close }));
  }

  /** Sockets open, with or without a hello. */
  get open(): number {
    return this.#open;
  }

  /** People without a socket who are expected back. */
  get away(): number {
    return this.#sessions.away;
  }

  /** Everybody at the relay, with a socket or expected back. */
  get people(): Iterable<Session> {
    return this.#sessions;
  }

  /** Sockets on which nobody has said hello yet. */
  get greeting(): number {
    return this.#strangers.size;
  }

  /** Whether somebody who is away may still come back for something that was said to them. */
  get awaitsAnybody(): boolean {
    return this.#sessions.someAway(({ isOwed }) => isOwed);
  }

  /** Whether the relay takes nobody new any more. */
  get isRestarting(): boolean {
    return this.#isRestarting;
  }

  /** Whether somebody has not got all that was said to them. */
  owes(): boolean {
    for (const session of this.#sessions) if (session.isOwed) return true;
    return false;
  }

  /** Tells everybody who can understand it that the relay stops, and when to come back: not all at once. */
  announceRestart(): void {
    this.#isRestarting = true;
    const spread = Math.min(Math.max(this.open * SPREAD_EACH, SPREAD.min), SPREAD.max);
    for (const session of this.#sessions) {
      const reconnectAfter = Math.round(this.#options.world.random() * spread);
      if (session.link !== undefined) session.say({ type: "restarting", reconnectAfter });
    }
    this.turn.finish();
  }

  /** Whether that person has a socket, and may come back without it. */
  mayDrop(code: Code): boolean {
    const session = this.#sessions.get(code);
    return session?.link !== undefined && session.resumable !== undefined;
  }

  /** Closes that person's socket by hand; whoever may come back is expected. */
  drop(code: Code): void {
    // What is under way still leaves by it.
    this.turn.finish();
    this.#sessions.get(code)?.link?.end(CLOSE.byHand);
  }

  /** Ends that person's session by hand, and closes their socket: they may come again as somebody new. */
  disconnect(code: Code): void {
    this.turn.finish();
    const session = this.#sessions.get(code);
    if (session === undefined) return;
    const { link } = session;
    this.#detach(session);
    this.#finish(session, "hand");
    link?.end(CLOSE.byHand);
  }

  /** A socket was accepted, to speak `dialect`; it counts under `source`. */
  accept(socket: EdgeSocket, dialect: Dialect, source = socket.remoteAddress): Link {
    const link = new Link(socket, dialect, source, this);
    this.#open++;
    this.#options.crowds.add(source);
    if (dialect.greeting === undefined) this.#strangers.add(link);
    else this.greeted(link, dialect.greeting);
    return link;
  }

  greeted(link: Link, hello: Hello): void {
    this.#strangers.remove(link);
    const lost = hello.resume === undefined ? undefined : this.#resume(link, hello.resume, hello.video);
    if (hello.resume !== undefined) this.counters.resumes[lost ?? "resumed"]++;
    if (link.session !== undefined) return;
    if (this.#isRestarting) this.#end(link, CLOSE.restart);
    else this.#begin(link, hello, lost);
  }

  failed(link: Link, error: unknown): void {
    this.#options.onError(error);
    this.#end(link, CLOSE.internal);
  }

  lost(link: Link, code: number): void {
    this.#open--;
    this.#options.crowds.remove(link.source);
    this.#strangers.remove(link);
    if (code === CLOSE.tooSlow.code) this.counters.drops.socket_slow_reader++;
    const { session } = link;
    if (session === undefined) return;
    this.#detach(session);
    const mayReturn = session.resumable !== undefined && !FAREWELLS.has(code);
    if (mayReturn && this.#sessions.expect(session, link.source)) {
      this.#tell(session, "dropped", code === CLOSE.byHand.code ? "hand" : "system");
      this.#options.onPresence("away", session.code, { dialect: link.dialect.name });
    } else {
      this.#finish(session);
    }
  }

  /** Closes every socket, after all that was said before. Resolves when it has been done. */
  endAll(reason: CloseReason): Promise<void> {
    return new Promise((resolve) => {
      this.turn.enqueue(() => {
        for (const link of this.#strangers) link.end(reason);
        for (const session of this.#sessions) {
          if (session.link === undefined) this.#finish(session);
          else session.link.end(reason);
        }
        resolve();
      });
    });
  }

  /** `video` says whether this client can take calls. */
  #welcome(person: Person, session: SessionTerms | undefined, video: boolean): Welcome {
    const { world, toldPace, iceServers } = this.#options;
    const servers = video && session !== undefined ? iceServers(person.code) : [];
    return welcome(person, world.now(), toldPace, {
      ...(session === undefined ? {} : { session }),
      ...(servers.length === 0 ? {} : { iceServers: servers }),
    });
  }

  /** Somebody new. */
  #begin(link: Link, { video, client }: Hello, lost: Lost | undefined): void {
    const { population, onPresence } = this.#options;
    const person = population.newPerson();
    const { code } = person;
    const session = new Session(code, link.dialect, this.turn, this.#resumable(link.dialect, code));
    session.attach(link);
    this.#sessions.add(session);
    onPresence("joined", code, { dialect: link.dialect.name, client });
    session.connection = population.connect(person, traits(link.dialect, video), session);
    const terms = this.#terms(session, { resumed: false, ...(lost && { lost }) });
    session.greet(this.#welcome(person, terms, video));
  }

  #resumable({ resumes }: Dialect, code: Code): Resumable | undefined {
    if (!resumes) return undefined;
    const token = this.#options.world.identifiers.token();
    return { token, stream: new Stream(code, this.#audience.stream), received: 0 };
  }

  /** Lets `link` take over a session with all that its client has missed; or says why that is lost. */
  #resume(link: Link, { token, epoch, ...position }: Resume, video: boolean): Lost | undefined {
    // What is under way is part of what was missed.
    this.turn.finish();
    const session = this.#sessions.find(token);
    if (typeof session === "string") return session;
    const { connection } = session;
    if (connection === undefined) return "unknown";
    const missed = epoch === this.#epoch ? session.missed(position) : "unknown";
    const wasAway = this.#sessions.back(session);
    this.#replaceLink(session);
    if (typeof missed === "string") {
      this.#finish(session);
      return missed;
    }
    session.attach(link);
    const terms = this.#terms(session, { resumed: true });
    session.replay(this.#welcome(personOf(connection), terms, video), missed);
    this.#audience.listen(session);
    if (wasAway) {
      this.#tell(session, "resumed");
      this.#options.onPresence("back", session.code, { dialect: link.dialect.name });
    }
    return undefined;
  }

  /** Closes a socket whose session goes on without it. */
  #replaceLink(session: Session): void {
    const { link } = session;
    if (link === undefined) return;
    this.#detach(session);
    link.end(CLOSE.replaced);
  }

  #detach(session: Session): void {
    this.#audience.lost(session);
    session.detach();
  }

  #terms(session: Session, how: Pick<SessionTerms, "resumed" | "lost">): SessionTerms | undefined {
    if (session.resumable === undefined) return undefined;
    const { token, received, stream } = session.resumable;
    const { window } = this.#options.sessions;
    const { seq, roomSeq } = stream;
    const position = { epoch: this.#epoch, seq, ...(roomSeq === undefined ? {} : { roomSeq }) };
    return { token, ...position, window, received, ...how };
  }

  /** Nobody comes any more. */
  #finish(session: Session, teller: Teller = "system"): void {
    this.#sessions.remove(session);
    this.#audience.remove(session);
    this.#tell(session, "disconnected", teller);
    this.#options.onPresence("left", session.code, { dialect: session.dialect.name });
  }

  #tell(
    { connection }: Session,
    type: "dropped" | "resumed" | "disconnected",
    teller: Teller = "system",
  ): void {
    if (connection !== undefined) this.bus.hand(connection, { type }, teller);
  }

  #end(link: Link, reason: CloseReason): void {
    if (reason === CLOSE.noHello) this.counters.drops.socket_no_hello++;
    else if (reason === CLOSE.internal) this.counters.drops.socket_failed++;
    this.turn.enqueue(() => link.end(reason));
  }
}
