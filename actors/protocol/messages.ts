import type { ErrorMessage } from "./errors.ts";
import type { Code, Epoch, InvitationId, Name, PairId, Person, Token } from "./identity.ts";
import { LIMITS } from "./limits.ts";

/**
 * The one language that the actors speak. Dialects translate it at the edge; v1's wire is this shape as JSON.
 * Times (`at`) are milliseconds since the Unix epoch by the relay's clock.
 */

/** Where something is said: the chatroom, or one private pair. */
export type Place = "room" | PairId;

/** Text that is valid JSON: carried through the relay unread. */
export type RawJson = string;

export const SIGNAL_KINDS = ["start", "offer", "answer", "candidate", "hangup"] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** What a client can ask of the relay. */
export type ClientMessage =
  | Hello
  /** The client has everything up to `seq`; it need not be kept for it any longer. */
  | { readonly type: "ack"; readonly seq: number }
  | Asked;

/** What a person asks of the relay, by way of their connection. */
export type Asked = Numbered &
  (
    | { readonly type: "join"; readonly code: Code }
    | { readonly type: "accept" | "decline" | "cancel"; readonly invitation: InvitationId }
    | Say
    | { readonly type: "delivered"; readonly pair: PairId; readonly id: number }
    | { readonly type: "rename"; readonly name: Name }
    | { readonly type: "enter" }
    | { readonly type: "leave" }
    | { readonly type: "members"; readonly after: number; readonly limit: number }
    | { readonly type: "typing"; readonly pair: PairId; readonly on: boolean }
    | {
        readonly type: "signal";
        readonly pair?: PairId;
        readonly kind: SignalKind;
        readonly payload?: RawJson;
      }
  );

/**
 * The client's own number for what it asks, by which a re-sent one is recognised; absent where the dialect has none.
 * `delivered` has an `id` too, but that is the number of the partner's message.
 */
interface Numbered {
  readonly id?: number;
}

/** The client's own number for what it asks, if it has one. */
export function numberOf(message: { readonly type: string; readonly id?: unknown }): number | undefined {
  return message.type !== "delivered" && typeof message.id === "number" ? message.id : undefined;
}

/** First of all on v1; other dialects greet without a word. */
export interface Hello {
  readonly type: "hello";
  /** What kind of client this is, e.g. `parley-web/1.0`; for the operator's eyes only. */
  readonly client?: string;
  readonly video: boolean;
  readonly resume?: Resume;
}

/** A client that lost its socket wants to go on where it was. */
export interface Resume extends Position {
  readonly token: Token;
  /** The last position in the chatroom's stream; absent if it has none. */
  readonly roomSeq?: number;
}

/** A place in a stream: all up to `seq` has been received. Numbers of different epochs have nothing to do with one another. */
export interface Position {
  readonly epoch: Epoch;
  readonly seq: number;
}

/** Why a client could not go on where it was. */
export type Lost =
  /** It was away for too long. */
  | "expired"
  /** More was said meanwhile than is kept. */
  | "overrun"
  /** Nobody has this token, or the position is none. */
  | "unknown";

export interface Say {
  readonly type: "message";
  readonly text: string;
  /** Absent on dialects whose clients mean "wherever I am". */
  readonly to?: Place;
  /** The client's own number for it; absent where the dialect has no acknowledgements. */
  readonly id?: number;
}

export type PairEnd =
  /** You left it. */
  | "you"
  /** Your partner left it, */
  | "left"
  /** entered the chatroom, */
  | "room"
  /** or is no longer connected. */
  | "gone"
  /** The relay failed to keep it. */
  | "failed";

export interface Chat {
  readonly type: "message";
  readonly to: Place;
  readonly from: Person;
  readonly text: string;
  readonly id?: number;
  readonly at: number;
}

export interface Member extends Person {
  /** Grows with each entry into the chatroom: the cursor for pages of the list. */
  readonly number: number;
  /** Without a socket at the moment. */
  readonly away?: true;
}

/** Somebody to talk to. */
export interface Partner extends Person {
  readonly video: boolean;
  /** Without a socket at the moment. */
  readonly away?: true;
}

export type InvitationEnd =
  /** Whoever was asked said no, */
  | "declined"
  /** or was paired with somebody else. */
  | "busy"
  /** Whoever asked took it back. */
  | "cancelled"
  /** Nobody said anything in time. */
  | "expired"
  /** The other is no longer connected. */
  | "gone";

/** The first thing a client hears. */
export interface Welcome extends Person {
  readonly type: "welcome";
  readonly at: number;
  /** So that a client can say beforehand what won't go through. */
  readonly limits: TextLimits & PaceLimits;
  /** On dialects that can resume. */
  readonly session?: SessionTerms;
  /** For clients that can take a call, where the relay has been given some. */
  readonly iceServers?: readonly IceServer[];
}

/** A STUN or TURN server for calls, in the shape of WebRTC's `RTCIceServer`. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** How a client can go on after it has lost its socket. */
export interface SessionTerms extends Position {
  readonly token: Token;
  /** Milliseconds for which it may be away. */
  readonly window: number;
  /** The chatroom's position, where the client is in it. */
  readonly roomSeq?: number;
  /** Whether it goes on where it was; all that it missed up to `seq` follows. */
  readonly resumed: boolean;
  /** The highest number of a message of its own that has been dealt with. */
  readonly received: number;
  /** Why it doesn't, though it wanted to. What it missed is gone, and this is a new identity. */
  readonly lost?: Lost;
}

type TextLimits = Readonly<Record<"text" | "name" | "payload" | "listed", number>>;

/** How many frames one connection may send: `burst` at once, and `rate` in a second after that; 0 is unlimited. */
export interface PaceLimits {
  readonly burst: number;
  readonly rate: number;
}

export function welcome(
  { code, name }: Person,
  at: number,
  pace: PaceLimits,
  more: Pick<Welcome, "session" | "iceServers"> = {},
): Welcome {
  const limits = { ...TOLD_LIMITS, burst: pace.burst, rate: pace.rate };
  return { type: "welcome", code, name, at, limits, ...more };
}

const TOLD_LIMITS = {
  text: LIMITS.text,
  name: LIMITS.name,
  payload: LIMITS.payload,
  listed: LIMITS.listed,
};

/** What the relay says to a client. */
export type RelayMessage =
  | Welcome
  | {
      readonly type: "paired";
      readonly pair: PairId;
      readonly partner: Partner;
      /** Whose offer gives way when both call at once (perfect negotiation): exactly one of the two. */
      readonly polite: boolean;
      readonly at: number;
    }
  | { readonly type: "unpaired"; readonly pair: PairId; readonly reason: PairEnd }
  /** Somebody wants to be paired; told again when they are renamed, or go away or come back. */
  | {
      readonly type: "invited";
      readonly invitation: InvitationId;
      readonly from: Partner;
      /** Milliseconds until it is over by itself, from `at` on. */
      readonly expires: number;
      readonly at: number;
    }
  /** Whoever was asked to be paired has been told. */
  | {
      readonly type: "ringing";
      readonly invitation: InvitationId;
      readonly code: Code;
      readonly expires: number;
      readonly at: number;
    }
  /** An invitation is over without a pair. */
  | { readonly type: "uninvited"; readonly invitation: InvitationId; readonly reason: InvitationEnd }
  /** The partner lost their socket, or is back. */
  | { readonly type: "presence"; readonly pair: PairId; readonly away: boolean }
  | Chat
  | { readonly type: "sent"; readonly to: Place; readonly id: number; readonly at: number }
  | { readonly type: "delivered"; readonly pair: PairId; readonly id: number }
  /** You or your partner have a new name. */
  | { readonly type: "renamed"; readonly code: Code; readonly name: Name; readonly you: boolean }
  | {
      readonly type: "entered";
      readonly count: number;
      readonly members: readonly Member[];
      readonly next?: number;
    }
  | { readonly type: "left"; readonly reason: "you" | "paired" | "failed" }
  | MemberChange
  /** How many there are, in a chatroom too large to tell who. */
  | { readonly type: "count"; readonly count: number }
  | {
      readonly type: "members";
      readonly you: Code;
      readonly count: number;
      readonly members: readonly Member[];
      /** Ask again with `after` set to this for the next page. */
      readonly next?: number;
    }
  /** The relay is about to stop; come back that many milliseconds after it has closed the socket. */
  | { readonly type: "restarting"; readonly reconnectAfter: number }
  | { readonly type: "typing"; readonly pair: PairId; readonly on: boolean }
  | { readonly type: "signal"; readonly pair: PairId; readonly kind: SignalKind; readonly payload?: RawJson }
  | ErrorMessage;

export interface MemberChange {
  readonly type: "member";
  readonly change: "entered" | "left" | "renamed" | "away" | "back";
  readonly member: Person;
  readonly count: number;
}
