import { type AnyEventObject, createActor, fromCallback, SimulatedClock } from "xstate";
import type { CallLogic } from "../../actors/call/call.ts";
import type {
  Intent,
  NetworkEvent,
  SessionEmitted,
  SessionInput,
  SocketCommand,
  SocketEvent,
  SocketInput,
} from "../../actors/session/intents.ts";
import { type Resumable, readResumable } from "../../actors/session/resumable.ts";
import { type SessionLogic, sessionMachine } from "../../actors/session/session.ts";
import type { CallEvent, CallInput } from "../../actors/session/setup.ts";
import type { Entry, SessionView } from "../../actors/session/snapshot.ts";
import { entries } from "../../actors/session/transcript.ts";
import { viewOf } from "../../actors/session/view.ts";

import { FakeMedia } from "./fake-peer.ts";

/** The client's clock when a session of these tests starts, and the relay's. */
export const START = 1_700_000_000_000;

type Frame = { readonly type: string; readonly [field: string]: unknown };

/** One socket that a session was given, and the relay behind it. */
export class FakeSocket {
  readonly input: SocketInput;
  readonly #tell: (event: SocketEvent) => void;
  readonly #sent: Frame[] = [];
  /** The code that it was told to close with; undefined while it may go on. */
  closed: number | undefined;
  stopped = false;

  constructor(input: SocketInput, tell: (event: SocketEvent) => void) {
    this.input = input;
    this.#tell = tell;
  }

  command(command: SocketCommand): void {
    if (command.type === "send") this.#sent.push(JSON.parse(command.frame));
    else this.closed = command.code;
  }

  /** The frames that were sent since the last call. */
  take(): Frame[] {
    return this.#sent.splice(0);
  }

  open(protocol = "parley.v1"): void {
    this.#tell({ type: "socket.opened", protocol });
  }

  raw(text: string): void {
    this.#tell({ type: "socket.frame", text });
  }

  frame(frame: object): void {
    this.raw(JSON.stringify(frame));
  }

  close(code: number, reason = ""): void {
    this.#tell({ type: "socket.closed", code, reason });
  }

  refuse(refusal: { readonly status?: number; readonly retryAfter?: number } = {}): void {
    this.#tell({ type: "socket.refused", ...refusal });
  }
}

export const ME = { code: "AAAAAAAA", name: "client_AAAAA" };
export const ADA = { code: "BBBBBBBB", name: "Ada" };
export const BERT = { code: "CCCCCCCC", name: "Bert" };
export const PAIR = "p1";
export const LIMITS = { text: 8192, name: 32, payload: 65536, listed: 200, burst: 120, rate: 40 };

/** A session with everything around it scripted. */
export class SessionRig {
  readonly clock = new SimulatedClock();
  readonly sockets: FakeSocket[] = [];
  /** But for what it has to be resumed with, which is in `saved`. */
  readonly emitted: SessionEmitted[] = [];
  readonly saved: (Resumable | undefined)[] = [];
  readonly media = new FakeMedia();
  readonly #calls: { readonly input: CallInput; readonly told: CallEvent[] }[] = [];
  /** What `random` gives. */
  luck = 0.5;
  /** The position of the relay's last frame in the client's stream, and in the chatroom's. */
  seq = 0;
  roomSeq = 0;
  readonly actor;

  /** `dressed` is the machine that is started, made of the one with scripted parts. */
  constructor(
    input: Partial<SessionInput> = {},
    dressed: (session: SessionLogic, call: CallLogic) => SessionLogic = (session) => session,
  ) {
    const machine = sessionMachine.provide({
      actors: {
        socket: fromCallback<SocketCommand, SocketInput, SocketEvent>(({ input, sendBack, receive }) => {
          const socket = new FakeSocket(input, sendBack);
          this.sockets.push(socket);
          receive((command) => socket.command(command));
          return () => {
            socket.stopped = true;
          };
        }),
        call: this.media.logic,
      },
    });
    this.actor = createActor(dressed(machine, this.media.logic), {
      clock: this.clock,
      inspect: (seen) => {
        if (seen.type === "@xstate.event" && "id" in seen.actorRef && seen.actorRef.id === "call")
          this.#noteCall(seen.event);
      },
      input: {
        url: "wss://chat.example/ws",
        client: "test/1.0",
        video: false,
        now: () => this.now,
        random: () => this.luck,
        ...input,
      },
    });
    this.actor.on("*", (event) => {
      if (event.type === "session.saved") this.saved.push(event.resumable);
      else this.emitted.push(event);
    });
    this.actor.start();
  }

  #noteCall(event: AnyEventObject): void {
    const last = this.#calls.at(-1);
    if (event.type === "xstate.init") this.#calls.push({ input: event["input"], told: [] });
    if (event.type === "signal" && last !== undefined) {
      last.told.push({ type: "signal", pair: event["pair"], kind: event["kind"], ...payloadOf(event) });
    }
  }

  /** What each call's actor was started with, and told of the partner's signals. */
  get calls() {
    return this.#calls.map((call, i) => ({ ...call, stopped: this.media.runs[i]?.stopped === true }));
  }

  get now(): number {
    return START + this.clock.now();
  }

  /** The socket of the present try. */
  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (last === undefined) throw new Error("The session has asked for no socket.");
    return last;
  }

  get view() {
    return viewOf(this.actor.getSnapshot());
  }

  get entries(): Entry[] {
    return [...entries(this.view.transcript)];
  }

  /** What the transcript says, in short: `kind:code`, or `mark name: text` of a chat. */
  get said(): string[] {
    return this.entries.map((entry) =>
      entry.kind === "chat"
        ? `${entry.mark ?? "heard"} ${entry.from.name}: ${entry.text}`
        : `${entry.kind}:${entry.code}`,
    );
  }

  intend(...intents: readonly (Intent | NetworkEvent)[]): this {
    for (const intent of intents) this.actor.send(intent);
    return this;
  }

  pass(ms: number): this {
    this.clock.increment(ms);
    return this;
  }

  /** The relay says something in the client's own stream. */
  tell(...messages: readonly object[]): this {
    for (const message of messages) this.socket.frame({ ...message, seq: ++this.seq });
    return this;
  }

  /** The relay says something in the chatroom's. */
  tellRoom(...messages: readonly object[]): this {
    for (const message of messages) this.socket.frame({ ...message, roomSeq: ++this.roomSeq });
    return this;
  }

  /** Opens the socket and says the first welcome, or one that `session` describes. */
  greet(session: object = {}, person: object = ME): this {
    this.socket.open();
    this.socket.frame(this.welcome(session, person));
    return this;
  }

  welcome(session: object = {}, person: object = ME) {
    const terms = { token: "t1", epoch: "e1", seq: this.seq, window: 120_000, resumed: false, received: 0 };
    return { type: "welcome", ...person, at: START, limits: LIMITS, session: { ...terms, ...session } };
  }

  /** Into a private chat with Ada. */
  pair(partner: object = { ...ADA, video: true }, pair = PAIR): this {
    return this.tell({ type: "paired", pair, partner, polite: true, at: this.now });
  }

  /** Into the chatroom. */
  enter(members: readonly object[] = [{ ...ME, number: 1 }], more: object = {}): this {
    return this.tell({
      type: "entered",
      count: members.length,
      members,
      roomSeq: this.roomSeq,
      ...more,
    });
  }

  /** Another run of the program, with what this one has kept as the text that a browser keeps. */
  reload(input: Partial<SessionInput> = {}, saved = this.saved.at(-1)): SessionRig {
    const resume = readResumable(JSON.parse(JSON.stringify(saved)));
    if (resume === undefined) throw new Error("There is nothing to resume.");
    this.actor.stop();
    const next = new SessionRig({ ...input, resume });
    next.seq = this.seq;
    next.roomSeq = this.roomSeq;
    return next;
  }

  /** The network breaks; the next socket is asked for when the wait is over. */
  lose(code = 1006): this {
    this.socket.close(code);
    const { link } = this.view;
    if (link.is !== "reconnecting" || link.retryAt === undefined) throw new Error(`The link is ${link.is}.`);
    return this.pass(link.retryAt - this.now);
  }
}

/** A chat of somebody else's in the pair, or in the chatroom. */
export const chat = (text: string, about: object = {}) => ({
  type: "message",
  to: PAIR,
  from: ADA,
  text,
  at: START,
  ...about,
});

/** What has become of one's own messages, in order. */
export const marksOf = ({ transcript }: SessionView) =>
  [...entries(transcript)].flatMap((entry) =>
    entry.kind === "chat" && entry.mark !== undefined ? [entry.mark] : [],
  );

const payloadOf = (event: AnyEventObject) => ("payload" in event ? { payload: event["payload"] } : {});
