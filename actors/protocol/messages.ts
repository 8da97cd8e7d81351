import type { ErrorMessage } from "./errors.ts";
import type { Code, Name, PairId, Person } from "./identity.ts";
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
  | { readonly type: "join"; readonly code: Code }
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
    };

/** First of all on v1; other dialects greet without a word. */
export interface Hello {
  readonly type: "hello";
  /** What kind of client this is, e.g. `parley-web/1.0`; for the operator's eyes only. */
  readonly client?: string;
  readonly video: boolean;
}

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
}

/** The first thing a client hears. */
export interface Welcome extends Person {
  readonly type: "welcome";
  /** So that a client can say beforehand what won't go through. */
  readonly limits: Readonly<Record<"text" | "name" | "payload" | "listed", number>>;
}

export function welcome({ code, name }: Person): Welcome {
  return { type: "welcome", code, name, limits: TOLD_LIMITS };
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
      readonly partner: Person & { readonly video: boolean };
      /** Whose offer gives way when both call at once (perfect negotiation): exactly one of the two. */
      readonly polite: boolean;
      readonly at: number;
    }
  | { readonly type: "unpaired"; readonly pair: PairId; readonly reason: PairEnd }
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
  | { readonly type: "typing"; readonly pair: PairId; readonly on: boolean }
  | { readonly type: "signal"; readonly pair: PairId; readonly kind: SignalKind; readonly payload?: RawJson }
  | ErrorMessage;

export interface MemberChange {
  readonly type: "member";
  readonly change: "entered" | "left" | "renamed";
  readonly member: Person;
  readonly count: number;
}
