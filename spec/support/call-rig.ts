import { createActor, fromCallback, SimulatedClock } from "xstate";
import type { CallInput, CallIntent, CallNews, PeerEvent } from "../../actors/call/intents.ts";
import { callView } from "../../actors/call/view.ts";
import type { Code, Name, PairId } from "../../actors/protocol/identity.ts";
import type { SignalKind } from "../../actors/protocol/messages.ts";
import { FakeMedia } from "./fake-peer.ts";

export const START = 1_700_000_000_000;
const PAIR = "p1" as PairId;
const ADA = { code: "BBBBBBBB" as Code, name: "Ada" as Name };

export interface Said {
  readonly kind: SignalKind;
  readonly payload?: unknown;
}

/** One side's calls, with everything around them scripted. */
export class CallRig {
  readonly clock: SimulatedClock;
  readonly media = new FakeMedia();
  readonly #said: Said[] = [];
  readonly actor;

  constructor(input: Partial<CallInput> = {}, clock = new SimulatedClock()) {
    this.clock = clock;
    const session = createActor(
      fromCallback<Said & { readonly type: "signal" }>(({ receive }) => {
        receive(({ kind, payload }) => this.#said.push(JSON.parse(JSON.stringify({ kind, payload }))));
      }),
      { clock },
    );
    session.start();
    this.actor = createActor(this.media.logic, {
      parent: session,
      id: "call",
      input: {
        pair: PAIR,
        partner: { ...ADA, video: true },
        polite: true,
        iceServers: [],
        now: () => START + clock.now(),
        ...input,
      },
    });
    this.actor.start();
  }

  get view() {
    return callView(this.actor.getSnapshot());
  }

  get is() {
    return this.view.is;
  }

  /** How it ended: `reason`, or `failed: diagnosis`. */
  get end() {
    const { view } = this;
    if (view.is !== "ended") return `not ended: ${view.is}`;
    return view.diagnosis === undefined ? view.reason : `${view.reason}: ${view.diagnosis}`;
  }

  get peer() {
    return this.media.peer;
  }

  /** What went to the partner since the last call. */
  take(): Said[] {
    return this.#said.splice(0);
  }

  intend(...events: readonly (CallIntent | CallNews)[]): this {
    for (const event of events) this.actor.send(event);
    return this;
  }

  hear(kind: SignalKind, payload?: unknown): this {
    const signal = { type: "signal", pair: PAIR, kind } as const;
    this.actor.send(payload === undefined ? signal : { ...signal, payload });
    return this;
  }

  says(...events: readonly PeerEvent[]): this {
    this.peer.say(...events);
    return this;
  }

  pass(ms: number): this {
    this.clock.increment(ms);
    return this;
  }

  /** One's own call, ringing at the partner. */
  ring(camera = true): this {
    return this.intend({ type: "call.start", camera }).says({ type: "media.ready", camera });
  }

  /** A call of a v1 partner's. */
  rung(): this {
    return this.hear("start", THEIRS);
  }

  /** The partner's call, accepted, with the descriptions exchanged. */
  connect(): this {
    this.rung().intend({ type: "call.accept", camera: true });
    this.says({ type: "media.ready", camera: true }, { type: "peer.offers", description: OFFER });
    return this.hear("answer", { ...ANSWER, ...THEIRS });
  }

  live(): this {
    this.connect().says({ type: "peer.connected" });
    this.take();
    this.peer.take();
    return this;
  }
}

export const OFFER = { type: "offer", sdp: "v=0 offer" } as const;
export const ANSWER = { type: "answer", sdp: "v=0 answer" } as const;
export const CANDIDATE = {
  candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host",
  sdpMid: "0",
  sdpMLineIndex: 0,
};
export const SHOWN = { muted: false, camera: true, screen: false };
/** What a v1 partner says of a call of theirs. */
export const THEIRS = { call: 7, media: SHOWN };

/** Two sides of one pair, of whom what each says waits in a lane until it is delivered. */
export class CallPair {
  readonly clock = new SimulatedClock();
  /** The polite one. */
  readonly a = new CallRig({ polite: true }, this.clock);
  readonly b = new CallRig({ polite: false }, this.clock);
  readonly #lanes = { a: [] as Said[], b: [] as Said[] };

  /** Delivers the next `count` signals of that side's. */
  deliver(from: "a" | "b", count = Number.POSITIVE_INFINITY): this {
    this.#lanes[from].push(...this[from].take());
    const to = from === "a" ? this.b : this.a;
    for (const { kind, payload } of this.#lanes[from].splice(0, count)) to.hear(kind, payload);
    return this;
  }

  /** Until nobody has anything to say; connections do their part. */
  settle(): this {
    for (let round = 0; round < 20; round++) {
      for (const side of [this.a, this.b]) this.#negotiate(side);
      this.deliver("a").deliver("b");
    }
    return this;
  }

  /** What browsers would do, in short. */
  #negotiate(side: CallRig): void {
    for (const peer of side.media.peers.filter(({ stopped }) => !stopped)) {
      for (const command of peer.take()) {
        if (command.type === "offer") peer.say({ type: "peer.offers", description: OFFER });
        if (command.type === "offered") {
          peer.say({ type: "peer.answers", description: ANSWER }, { type: "peer.connected" });
        }
        if (command.type === "answered") peer.say({ type: "peer.connected" });
      }
    }
  }

  get are() {
    return [this.a.is, this.b.is];
  }

  get ends() {
    return [this.a.end, this.b.end];
  }
}
