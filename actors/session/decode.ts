import { Fields, listOf, MOST, textOf, whole, wordOf } from "../protocol/fields.ts";
import type { Epoch, PairId, Token } from "../protocol/identity.ts";
import {
  type IceServer,
  type Lost,
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
        ...f.optional("iceServers", iceServers),
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

/** ICE servers that a call may use: at most as many as a browser likes. What is not understood of a list makes it foreign. */
function iceServers(value: unknown): readonly IceServer[] {
  return listOf(value, ICE_SERVERS, (one) => {
    const server = new Fields(one);
    return {
      urls: listOf(server.value("urls"), ICE_SERVERS, (url) => textOf(url, MOST.sentence)),
      ...server.optional("username", (text) => textOf(text, MOST.sentence)),
      ...server.optional("credential", (text) => textOf(text, MOST.sentence)),
    };
  });
}

const ICE_SERVERS = 16;
