import {
  type Code,
  type Epoch,
  type InvitationId,
  isCode,
  isPairId,
  type Name,
  normaliseName,
  type PairId,
  type Person,
  type Token,
} from "../protocol/identity.ts";
import {
  type Lost,
  type Member,
  type Partner,
  type Place,
  type RelayMessage,
  SIGNAL_KINDS,
  type SignalKind,
  type Welcome,
} from "../protocol/messages.ts";

/**
 * What one frame of a relay says. The relay may be anything: what does not have the shape that PROTOCOL.md gives it is
 * `foreign`, a type that is not known is `unknown`, to be passed over. Never throws. Names come out normalised; texts are
 * bounded, and otherwise as they came.
 */
export type Decoded =
  | ({ readonly is: "message"; readonly message: RelayFrame } & StreamPlace)
  | ({ readonly is: "unknown" } & StreamPlace)
  | { readonly is: "foreign" };

/** The place of a frame in the client's own stream, and in the chatroom's. */
export interface StreamPlace {
  readonly seq?: number;
  readonly roomSeq?: number;
}

/** The relay's messages as they arrive: codes of errors may be new, and a payload is a JSON value. */
export type RelayFrame =
  | Exclude<RelayMessage, { readonly type: "welcome" | "error" | "signal" }>
  | WelcomeFrame
  | SignalFrame
  | ErrorFrame;

export type WelcomeFrame = Welcome & Required<Pick<Welcome, "session">>;

export interface SignalFrame {
  readonly type: "signal";
  readonly pair: PairId;
  readonly kind: SignalKind;
  readonly payload?: unknown;
}

export interface ErrorFrame {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly re?: string;
  readonly id?: number;
  readonly retryAfter?: number;
}

export function decode(frame: string): Decoded {
  try {
    if (frame.length > MOST.frame) return FOREIGN;
    const fields = new Fields(JSON.parse(frame));
    const type = fields.text("type", MOST.word);
    const place = { ...fields.optional("seq", whole), ...fields.optional("roomSeq", whole) };
    const read = READERS.get(type);
    const message = read?.(fields);
    return message === undefined ? { is: "unknown", ...place } : { is: "message", message, ...place };
  } catch {
    return FOREIGN;
  }
}

const FOREIGN: Decoded = { is: "foreign" };

/** Longer than anything that a relay says; in UTF-16 units, and for lists in items. */
const MOST = { frame: 1 << 20, text: 1 << 16, name: 2048, word: 64, sentence: 500, list: 1000 } as const;

const LOST: readonly Lost[] = ["expired", "overrun", "unknown"];

/** Undefined for a word of this type that is not known yet. Throws on a wrong shape. */
type Reader = (fields: Fields) => RelayFrame | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    "welcome",
    (f) => {
      const limits = f.object("limits");
      const session = f.object("session");
      return {
        type: "welcome",
        ...f.person(),
        at: f.whole("at"),
        limits: {
          text: limits.whole("text"),
          name: limits.whole("name"),
          payload: limits.whole("payload"),
          listed: limits.whole("listed"),
          burst: limits.whole("burst"),
          rate: limits.whole("rate"),
        },
        session: {
          token: session.text("token", 256) as Token,
          epoch: session.text("epoch", 256) as Epoch,
          seq: session.whole("seq"),
          ...session.optional("roomSeq", whole),
          window: session.whole("window"),
          resumed: session.flag("resumed"),
          received: session.whole("received"),
          ...session.optional("lost", (value) => wordOf(value, LOST, "unknown")),
        },
      };
    },
  ],
  [
    "paired",
    (f) => ({
      type: "paired",
      pair: f.pair("pair"),
      partner: f.object("partner").partner(),
      polite: f.flag("polite"),
      at: f.whole("at"),
    }),
  ],
  [
    "unpaired",
    (f) => ({
      type: "unpaired",
      pair: f.pair("pair"),
      reason: f.word("reason", ["you", "left", "room", "gone", "failed"], "left"),
    }),
  ],
  [
    "invited",
    (f) => ({
      type: "invited",
      invitation: f.invitation(),
      from: f.object("from").partner(),
      expires: f.whole("expires"),
      at: f.whole("at"),
    }),
  ],
  [
    "ringing",
    (f) => ({
      type: "ringing",
      invitation: f.invitation(),
      code: f.code("code"),
      expires: f.whole("expires"),
      at: f.whole("at"),
    }),
  ],
  [
    "uninvited",
    (f) => ({
      type: "uninvited",
      invitation: f.invitation(),
      reason: f.word("reason", ["declined", "busy", "cancelled", "expired", "gone"], "gone"),
    }),
  ],
  ["presence", (f) => ({ type: "presence", pair: f.pair("pair"), away: f.flag("away") })],
  [
    "message",
    (f) => ({
      type: "message",
      to: f.place("to"),
      from: f.object("from").person(),
      text: f.text("text", MOST.text),
      at: f.whole("at"),
      ...f.optional("id", whole),
    }),
  ],
  ["sent", (f) => ({ type: "sent", to: f.place("to"), id: f.whole("id"), at: f.whole("at") })],
  ["delivered", (f) => ({ type: "delivered", pair: f.pair("pair"), id: f.whole("id") })],
  ["renamed", (f) => ({ type: "renamed", ...f.person(), you: f.flag("you") })],
  ["entered", (f) => ({ type: "entered", ...f.page() })],
  ["left", (f) => ({ type: "left", reason: f.word("reason", ["you", "paired", "failed"], "failed") })],
  [
    "member",
    (f) => {
      const change = f.word("change", ["entered", "left", "renamed", "away", "back"], undefined);
      return (
        change && { type: "member", change, member: f.object("member").person(), count: f.whole("count") }
      );
    },
  ],
  ["count", (f) => ({ type: "count", count: f.whole("count") })],
  ["members", (f) => ({ type: "members", you: f.code("you"), ...f.page() })],
  ["restarting", (f) => ({ type: "restarting", reconnectAfter: f.whole("reconnectAfter") })],
  ["typing", (f) => ({ type: "typing", pair: f.pair("pair"), on: f.flag("on") })],
  [
    "signal",
    (f) => {
      const kind = f.word("kind", SIGNAL_KINDS, undefined);
      return (
        kind && { type: "signal", pair: f.pair("pair"), kind, ...f.optional("payload", (value) => value) }
      );
    },
  ],
  [
    "error",
    (f) => ({
      type: "error",
      code: f.text("code", MOST.word),
      message: f.text("message", MOST.text).slice(0, MOST.sentence),
      ...f.optional("re", (value) => textOf(value, MOST.word)),
      ...f.optional("id", whole),
      ...f.optional("retryAfter", whole),
    }),
  ],
]);

/** The fields of a JSON object, each read as what it must be. What it is not throws, as far as {@link decode}. */
class Fields {
  readonly #object: object;

  constructor(value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Misfit();
    this.#object = value;
  }

  text = (key: string, most: number): string => textOf(this.#value(key), most);
  whole = (key: string): number => whole(this.#value(key));
  object = (key: string): Fields => new Fields(this.#value(key));
  code = (key: string): Code => given(this.#value(key), isCode);
  pair = (key: string): PairId => given(this.#value(key), isPairId);
  place = (key: string): Place => (this.#value(key) === "room" ? "room" : this.pair(key));
  flag = (key: string): boolean => given(this.#value(key), isFlag);
  invitation = (): InvitationId => given(this.#value("invitation"), isInvitation);

  /** One of `words`, or `otherwise` for one that a later version may have added. */
  word<Word extends string, Otherwise>(key: string, words: readonly Word[], otherwise: Otherwise) {
    return wordOf(this.#value(key), words, otherwise);
  }

  /** The field under its own key if it is there, to be spread into an object. */
  optional<Key extends string, Value>(key: Key, read: (value: unknown) => Value): { [K in Key]?: Value } {
    const value = this.#value(key);
    // A computed key of a generic type is wider to the compiler than it is.
    return value === undefined ? {} : ({ [key]: read(value) } as { [K in Key]?: Value });
  }

  person(): Person {
    return { code: this.code("code"), name: nameOf(this.text("name", MOST.name)) };
  }

  partner(): Partner {
    return { ...this.person(), video: this.flag("video"), ...this.#away() };
  }

  member(): Member {
    return { ...this.person(), number: this.whole("number"), ...this.#away() };
  }

  page() {
    const members = this.#value("members");
    if (!Array.isArray(members) || members.length > MOST.list) throw new Misfit();
    return {
      count: this.whole("count"),
      members: members.map((member) => new Fields(member).member()),
      ...this.optional("next", whole),
    };
  }

  #away(): { away?: true } {
    return this.#value("away") === true ? { away: true } : {};
  }

  #value(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? Reflect.get(this.#object, key) : undefined;
  }
}

class Misfit extends Error {}

function given<Value>(value: unknown, is: (value: unknown) => value is Value): Value {
  if (is(value)) return value;
  throw new Misfit();
}

const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isInvitation = (value: unknown): value is InvitationId =>
  typeof value === "string" && value.length > 0 && value.length <= 32;

const whole = (value: unknown): number => given(value, isWhole);

function textOf(value: unknown, most: number): string {
  if (typeof value === "string" && value.length <= most) return value;
  throw new Misfit();
}

function wordOf<Word extends string, Otherwise>(
  value: unknown,
  words: readonly Word[],
  otherwise: Otherwise,
): Word | Otherwise {
  const text = textOf(value, MOST.word);
  return words.find((word) => word === text) ?? otherwise;
}

/** A relay that follows the protocol has normalised it. Of a name with nothing to show, this is shown. */
const nameOf = (raw: string): Name => normaliseName(raw) ?? ("?" as Name);
