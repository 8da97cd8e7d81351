import type { Dialect, DialectName } from "../../actors/protocol/dialect.ts";
import type { RelayMessage } from "../../actors/protocol/messages.ts";
import type { Traffic } from "../metrics/counters.ts";
import { RoomStream } from "./room-stream.ts";
import type { Session } from "./session.ts";

/** Sends a frame to everyone who hears `topic`. */
export type Publish = (topic: string, frame: string) => void;

/** Who hears the chatroom, and how: one native publish per dialect that is listening. */
export class Audience {
  readonly stream: RoomStream;
  readonly #dialects: readonly Dialect[];
  readonly #publish: Publish;
  /** Those without a socket are among them: they will want to know. */
  readonly #listeners: Readonly<Record<DialectName, Set<Session>>> = {
    classic: new Set(),
    text: new Set(),
    v1: new Set(),
  };

  /** Those of them who have a socket. */
  readonly #present: Record<DialectName, number> = { classic: 0, text: 0, v1: 0 };
  readonly #traffic: Readonly<Record<DialectName, Traffic>>;

  /** `now` is in ms; frames that are published are counted into `traffic`. */
  constructor(
    dialects: readonly Dialect[],
    publish: Publish,
    now: () => number,
    traffic: Readonly<Record<DialectName, Traffic>>,
  ) {
    this.#dialects = dialects;
    this.#publish = publish;
    this.#traffic = traffic;
    this.stream = new RoomStream(now);
  }

  add(session: Session): void {
    if (this.#hears(session)) return;
    session.ordered = true;
    this.#listeners[session.dialect.name].add(session);
    session.resumable?.stream.entered();
    this.listen(session);
  }

  /** The session has another socket. */
  listen(session: Session): void {
    if (session.link === undefined || !this.#hears(session)) return;
    this.#present[session.dialect.name]++;
    session.link.subscribe(topic(session.dialect));
  }

  /** The session is about to lose its socket. */
  lost(session: Session): void {
    if (session.link !== undefined && this.#hears(session)) this.#present[session.dialect.name]--;
  }

  remove(session: Session): void {
    this.lost(session);
    if (!this.#listeners[session.dialect.name].delete(session)) return;
    session.ordered = false;
    session.resumable?.stream.left();
    session.link?.unsubscribe(topic(session.dialect));
  }

  /** To all but `except`. */
  publish(message: RelayMessage, except: Session | undefined): void {
    for (const dialect of this.#dialects) {
      if (this.#listeners[dialect.name].size === 0) continue;
      const frame = dialect.encode(message);
      if (frame === undefined) continue;
      const isHere = except?.dialect === dialect && except.link !== undefined && this.#hears(except);
      this.#traffic[dialect.name].sent += this.#present[dialect.name] - (isHere ? 1 : 0);
      const stamped = dialect.resumes ? this.stream.add(frame, except?.code) : frame;
      if (except?.dialect === dialect && except.link !== undefined)
        except.link.publish(topic(dialect), stamped);
      else this.#publish(topic(dialect), stamped);
    }
  }

  #hears(session: Session): boolean {
    return this.#listeners[session.dialect.name].has(session);
  }
}

const topic = (dialect: Dialect) => `room/${dialect.name}`;
