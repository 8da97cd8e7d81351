import { Fields, Misfit, MOST, nameOf, textOf, whole } from "../protocol/fields.ts";
import type { Epoch, Name, PairId, Person, Token } from "../protocol/identity.ts";
import type { Partner } from "../protocol/messages.ts";
import type { SessionContext } from "./context.ts";
import type { Ask, Item } from "./outbox.ts";
import type { Ignored, Invitation, Inviting } from "./snapshot.ts";

/**
 * What it takes to go on with a session after its program has begun anew, as plain JSON: a browser keeps it for the tab,
 * and forgets it when there is none. It is as good as the person, and only of use within the relay's wait.
 */
export interface Resumable {
  readonly token: Token;
  readonly epoch: Epoch;
  readonly seq: number;
  /** In the chatroom. */
  readonly roomSeq?: number;
  readonly me: Person;
  /** The name that the person has chosen. */
  readonly chosen?: Name;
  readonly pair?: SavedPair;
  readonly inviting?: Inviting & { readonly invitation?: Invitation["invitation"] };
  readonly invitations: readonly Invitation[];
  readonly ignored: readonly Ignored[];
  /** What had not been dealt with; what was signalled for a call that is over is not in it. */
  readonly asks: readonly Item[];
  /** The number that the next of them will have. */
  readonly next: number;
}

interface SavedPair {
  readonly pair: PairId;
  readonly partner: Partner;
  readonly polite: boolean;
  /** A call was going on, which does not outlive the program: the partner is told that it is over. */
  readonly calling: boolean;
}

/** Undefined while there is nothing to resume. */
export function resumableOf(context: SessionContext): Resumable | undefined {
  const { stream, me, pair, chosen, inviting, invitations, ignored, outbox } = context;
  if (stream === undefined || me === undefined) return undefined;
  const { token, epoch, seq, roomSeq } = stream;
  return {
    token,
    epoch,
    seq,
    ...(roomSeq === undefined || pair !== undefined ? {} : { roomSeq }),
    me,
    ...(chosen === undefined ? {} : { chosen }),
    ...(pair === undefined ? {} : { pair: savedPair(context, pair) }),
    ...(inviting === undefined ? {} : { inviting }),
    invitations,
    ignored,
    asks: outbox.items.filter(({ ask }) => ask.type !== "signal" && ask.type !== "members"),
    next: outbox.next,
  };
}

function savedPair(
  { call }: SessionContext,
  { pair, partner, polite }: Omit<SavedPair, "calling">,
): SavedPair {
  const calling = call !== undefined && call.is !== "idle" && call.is !== "ended";
  return { pair, partner, polite, calling };
}

/** What was kept, read back; undefined for whatever is none. Never throws. */
export function readResumable(value: unknown): Resumable | undefined {
  try {
    const f = new Fields(value);
    return {
      token: f.text("token", 256) as Token,
      epoch: f.text("epoch", 256) as Epoch,
      seq: f.whole("seq"),
      ...f.optional("roomSeq", whole),
      me: f.object("me").person(),
      ...f.optional("chosen", chosenOf),
      ...f.optional("pair", pairOf),
      ...f.optional("inviting", invitingOf),
      invitations: f.list("invitations", 8, invitationOf),
      ignored: f.list("ignored", 1000, (one) => ({
        code: one.code("code"),
        name: one.optional("name", chosenOf).name,
      })),
      asks: f.list("asks", 1000, (one) => ({ id: one.whole("id"), ask: askOf(one.object("ask")) })),
      next: f.whole("next"),
    };
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

function pairOf(value: unknown): SavedPair {
  const f = new Fields(value);
  return {
    pair: f.pair("pair"),
    partner: f.object("partner").partner(),
    polite: f.flag("polite"),
    calling: f.flag("calling"),
  };
}

function invitingOf(value: unknown) {
  const f = new Fields(value);
  return {
    code: f.code("code"),
    until: f.optional("until", whole).until,
    ...f.optional("invitation", () => f.invitation()),
  };
}

function invitationOf(f: Fields): Invitation {
  const from = f.object("from");
  return {
    invitation: f.invitation(),
    from: { ...from.person(), video: from.flag("video"), away: from.flag("away") },
    until: f.whole("until"),
  };
}

function askOf(f: Fields): Ask {
  const type = f.word(
    "type",
    ["join", "accept", "decline", "cancel", "message", "rename", "enter", "leave"],
    undefined,
  );
  switch (type) {
    case "join":
      return { type, code: f.code("code") };
    case "accept":
    case "decline":
    case "cancel":
      return { type, invitation: f.invitation() };
    case "message":
      return { type, to: f.place("to"), text: f.text("text", 1 << 16) };
    case "rename":
      return { type, name: chosenOf(f.value("name")) };
    case "enter":
    case "leave":
      return { type };
    case undefined:
      throw new Misfit();
  }
}

const chosenOf = (value: unknown): Name => nameOf(textOf(value, MOST.name));
