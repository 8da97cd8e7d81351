import { Fields, Misfit, MOST, textOf, whole } from "../protocol/fields.ts";
import type { SignalKind } from "../protocol/messages.ts";
import type { CallEvent, Candidate, Description } from "./intents.ts";
import type { PartnerMedia } from "./snapshot.ts";

/** What the partner has said, once it has been understood. PROTOCOL.md, "What a call says". */
export type HeardEvent =
  | ({ readonly type: "heard.start" } & About)
  | ({ readonly type: "heard.offer" | "heard.answer"; readonly description: Description } & About)
  | { readonly type: "heard.candidate"; readonly candidate: Candidate }
  | { readonly type: "heard.media"; readonly media: PartnerMedia }
  | ({ readonly type: "heard.hangup"; readonly reason: HangupReason } & Pick<About, "call">);

/** Only v1 clients say these. */
export interface About {
  /** Which call it is: the number that whoever called has given it. */
  readonly call?: number;
  readonly media?: PartnerMedia;
}

const HANGUP_REASONS = ["declined", "busy", "cancelled", "timeout", "no-video", "ended", "failed"] as const;
export type HangupReason = (typeof HANGUP_REASONS)[number];

/** What the partner's client means; undefined for what nobody can understand. Never throws. */
export function understood({ kind, payload }: Pick<CallEvent, "kind" | "payload">): HeardEvent | undefined {
  try {
    return READERS[kind](payload);
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

const READERS: Readonly<Record<SignalKind, (payload: unknown) => HeardEvent>> = {
  start: (payload) => ({ type: "heard.start", ...about(payload) }),
  offer: (payload) => ({
    type: "heard.offer",
    description: descriptionOf(payload, "offer"),
    ...about(payload),
  }),
  answer: (payload) => ({
    type: "heard.answer",
    description: descriptionOf(payload, "answer"),
    ...about(payload),
  }),
  candidate(payload) {
    const { media } = about(payload);
    if (media !== undefined) return { type: "heard.media", media };
    return { type: "heard.candidate", candidate: candidateOf(payload) };
  },
  hangup(payload) {
    if (!isObject(payload)) return { type: "heard.hangup", reason: "ended" };
    const fields = new Fields(payload);
    const said = fields.value("reason");
    const reason = HANGUP_REASONS.find((known) => known === said) ?? "ended";
    return { type: "heard.hangup", reason, ...fields.optional("call", whole) };
  },
};

function about(payload: unknown): About {
  if (!isObject(payload)) return {};
  const fields = new Fields(payload);
  return { ...fields.optional("call", whole), ...fields.optional("media", mediaOf) };
}

function mediaOf(value: unknown): PartnerMedia {
  const fields = new Fields(value);
  return { muted: fields.flag("muted"), camera: fields.flag("camera"), screen: fields.flag("screen") };
}

function descriptionOf(payload: unknown, type: Description["type"]): Description {
  return { type, sdp: new Fields(payload).text("sdp", MOST.text) };
}

/** Bare, as browsers have it, or within `candidate`, as some clients wrap it; null is the end of them. */
function candidateOf(payload: unknown): Candidate {
  if (payload === null || payload === undefined || payload === "") return LAST;
  const fields = new Fields(payload);
  const inner = fields.value("candidate");
  if (inner === null) return LAST;
  if (typeof inner === "object") return candidateOf(inner);
  return {
    candidate: fields.text("candidate", MOST.name),
    ...fields.optional("sdpMid", (value) => (value === null ? null : textOf(value, MOST.word))),
    ...fields.optional("sdpMLineIndex", (value) => (value === null ? null : whole(value))),
    ...fields.optional("usernameFragment", (value) => (value === null ? null : textOf(value, MOST.sentence))),
  };
}

const LAST: Candidate = { candidate: "" };

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
