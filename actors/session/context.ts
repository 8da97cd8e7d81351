import type { CallInput } from "../call/intents.ts";
import type { CallEnd, CallView } from "../call/snapshot.ts";
import { cutOff } from "../call/view.ts";
import type { Epoch, Name, PairId, Person, Token } from "../protocol/identity.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { IceServer, Partner } from "../protocol/messages.ts";
import type { WelcomeFrame } from "./decode.ts";
import type { SessionInput } from "./intents.ts";
import { type Ask, added, FRESH_PACE, EMPTY as NOTHING_TO_SEND, type Outbox, type Pace } from "./outbox.ts";
import { called, NOBODY, type People } from "./people.ts";
import { type NoticeCode, type OwnErrorCode, PHRASES } from "./phrases.ts";
import type { Resumable } from "./resumable.ts";
import type {
  EntryBase,
  Ignored,
  Invitation,
  Inviting,
  NoticeEntry,
  RefusedReason,
  Transcript,
  Unread,
  Why,
} from "./snapshot.ts";
import { append, EMPTY as NOTHING_SAID } from "./transcript.ts";

/** What the session knows. Everything in it is replaced and never changed. */
export interface SessionContext {
  readonly settings: SessionInput;
  /** The name that the person has chosen, to be taken again by a new identity. */
  readonly chosen: Name | undefined;
  readonly me: Person | undefined;
  readonly limits: WelcomeFrame["limits"];
  /** Where the session stands with the relay; undefined when there is nothing to resume. */
  readonly stream: Stream | undefined;
  readonly outbox: Outbox;
  readonly pace: Pace;
  /** Only while in a pair. */
  readonly pair: Pair | undefined;
  readonly inviting: Asked | undefined;
  readonly invitations: readonly Invitation[];
  readonly people: People;
  readonly transcript: Transcript;
  readonly unread: Unread;
  readonly ignored: readonly Ignored[];
  readonly retry: Retry;
  readonly refusal: RefusedReason;
  /** The relay is about to restart, and has asked to come back so many milliseconds after that. */
  readonly restart: number | undefined;
  /** What to add to a time of the relay's to have the client's; undefined until the relay has told one. */
  readonly offset: number | undefined;
  /** For calls; the relay's latest. */
  readonly iceServers: readonly IceServer[];
  /** The call with the partner, or how the last one ended when its pair did. */
  readonly call: CallView | undefined;
}

export interface Stream {
  readonly token: Token;
  readonly epoch: Epoch;
  /** The last frame of the client's own stream, and of the chatroom's while in it. */
  readonly seq: number;
  readonly roomSeq: number | undefined;
  /** The relay knows that all up to here has arrived. */
  readonly acked: number;
  /** What was missed goes up to here. */
  readonly target: number;
  /** And of the chatroom's up to here. Its last frames may be one's own, which do not come. */
  readonly roomTarget: number;
}

/** Whether what comes next is among what was missed, which is no news. */
export function isBehind(stream: Stream | undefined): boolean {
  return stream === undefined || stream.seq < stream.target;
}

export interface Pair {
  readonly pair: PairId;
  readonly partner: Partner;
  readonly polite: boolean;
  /** The number of the partner's last message that had one. */
  readonly heard: number | undefined;
}

export interface Asked extends Inviting {
  /** Known once it rings. */
  readonly invitation?: Invitation["invitation"];
}

/** The next try, while the link is down. */
export interface Retry {
  readonly attempt: number;
  readonly why: Why;
  readonly delay: number;
  readonly at: number;
}

export function startingContext({ input }: { readonly input: SessionInput }): SessionContext {
  const context = emptyContext(input);
  return input.resume === undefined ? context : { ...context, ...restored(context, input.resume) };
}

function emptyContext(input: SessionInput): SessionContext {
  return {
    settings: input,
    chosen: undefined,
    me: undefined,
    limits: { ...LIMITS, burst: 0, rate: 0 },
    stream: undefined,
    outbox: NOTHING_TO_SEND,
    pace: FRESH_PACE,
    pair: undefined,
    inviting: undefined,
    invitations: [],
    people: NOBODY,
    transcript: NOTHING_SAID,
    unread: NONE_UNREAD,
    ignored: [],
    retry: { attempt: 0, why: "lost", delay: 0, at: 0 },
    refusal: "other-protocol",
    restart: undefined,
    offset: undefined,
    iceServers: [],
    call: undefined,
  };
}

/** What another run of the program has left. Nothing of what was said is, but for what is still on its way. */
function restored(context: SessionContext, saved: Resumable): Change {
  const { token, epoch, seq, roomSeq, me, chosen, pair, inviting, invitations, ignored } = saved;
  const { asks: items, next } = saved;
  const outbox: Outbox = { items, next, sent: 0 };
  const told = notice(context, "reloaded", PHRASES.notices.reloaded());
  const unsent = items.reduce((transcript, { id, ask }) => {
    if (ask.type !== "message") return transcript;
    const { to: place, text } = ask;
    const at = context.settings.now();
    return append(transcript, { kind: "chat", place, from: me, text, mark: "sending", number: id, at });
  }, told.transcript);
  const known: Change = {
    ...told,
    me,
    chosen,
    inviting,
    invitations,
    ignored,
    transcript: unsent,
    outbox,
    stream: { token, epoch, seq, roomSeq, acked: seq, target: seq, roomTarget: 0 },
  };
  if (pair === undefined) return known;
  const { calling, ...rest } = pair;
  return {
    ...known,
    ...(calling ? asking({ ...context, ...known }, hangup(pair.pair, "ended")) : {}),
    pair: { ...rest, heard: undefined },
  };
}

/** The end of a call, or the answer to one that can't be taken. */
export const hangup = (pair: PairId, reason: "ended" | "no-video"): Ask => ({
  type: "signal",
  pair,
  kind: "hangup",
  payload: { reason },
});

export const NONE_UNREAD: Unread = { count: 0, first: undefined };

/** What an action changes. */
export type Change = Partial<SessionContext>;

/** A notice in the transcript. */
export function notice(
  context: SessionContext,
  code: NoticeCode,
  text: string,
  about: { readonly place?: EntryBase["place"]; readonly members?: NoticeEntry["members"] } = {},
): Pick<SessionContext, "transcript"> {
  const { place = "lobby", members } = about;
  const entry = { kind: "notice", code, text, place, at: context.settings.now() } as const;
  return { transcript: append(context.transcript, members === undefined ? entry : { ...entry, members }) };
}

/** An error in the transcript: one of the session's own. */
export function complaint(
  context: SessionContext,
  code: OwnErrorCode,
  about: { readonly place?: EntryBase["place"]; readonly draft?: string } = {},
): Change {
  const { place = "lobby", draft } = about;
  const entry = {
    kind: "error",
    code,
    text: PHRASES.errors[code],
    place,
    at: context.settings.now(),
  } as const;
  return { transcript: append(context.transcript, draft === undefined ? entry : { ...entry, draft }) };
}

/** What the call's actor of a pair is started with. */
export function callInput({ pair, iceServers, settings: { now } }: SessionContext): CallInput {
  if (pair === undefined) throw new Error("There is nobody to call.");
  const { partner, polite } = pair;
  return { pair: pair.pair, partner, polite, iceServers, now };
}

/** How the call has ended when its pair has. */
export function callAfter({ call, settings }: SessionContext, reason: CallEnd): CallView | undefined {
  return call && cutOff(call, reason, settings.now());
}

/** Something is asked of the relay; it goes out as soon as the link is up. */
export function asking(context: SessionContext, ask: Ask): Change {
  const outbox = added(context.outbox, ask);
  return outbox === undefined ? complaint(context, "outbox-full") : { outbox };
}

/** What a welcome says about who and where one is. */
export function welcomed(welcome: WelcomeFrame): Change {
  const { token, epoch, seq } = welcome.session;
  const stream = { token, epoch, seq, roomSeq: undefined, acked: seq, target: seq, roomTarget: 0 };
  return { ...told(welcome), stream };
}

/** What every welcome says anew. */
export function told({ code, name, limits, iceServers = [] }: WelcomeFrame): Change {
  return { me: { code, name }, limits, iceServers };
}

/** A time of the relay's by the client's clock: not in the future, and not absurdly long ago. */
export function localTime({ settings, offset = 0 }: SessionContext, at: number): number {
  const now = settings.now();
  return Math.min(now, Math.max(at + offset, now - DAY));
}

const DAY = 24 * 60 * 60 * 1000;

/** When something that began `at` the relay's time, and lasts so long, is over. */
export function deadline(context: SessionContext, at: number, lasts: number): number {
  return localTime(context, at) + Math.min(lasts, 10 * 60 * 1000);
}

/** A code as people type it: blanks around it and small letters do not matter. */
export const asCode = (typed: string) => typed.trim().toUpperCase();

export const isIgnored = ({ ignored }: SessionContext, { code }: Person) =>
  ignored.some((one) => one.code === code);

/** Which invitation is answered: the one that is named, or by whom, or else the one that came first. */
export function meant(
  { invitations }: SessionContext,
  { invitation, who }: { readonly invitation?: string; readonly who?: string },
) {
  if (invitation !== undefined) return invitations.find((one) => one.invitation === invitation);
  if (who === undefined) return invitations[0];
  const [person, ...others] = called(
    invitations.map(({ from }) => from),
    who.trim(),
  );
  return others.length > 0 ? undefined : invitations.find(({ from }) => from === person);
}
