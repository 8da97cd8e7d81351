import type { Code, Name, Person } from "../protocol/identity.ts";
import type { InvitationEnd, Lost, PairEnd } from "../protocol/messages.ts";
import type { EndedReason, RefusedReason, Why } from "./snapshot.ts";

/**
 * Everything that the session says in words of its own, in one table, so that it can be translated. Names and codes of
 * others are put in as they are: a view makes the whole sentence safe to show.
 */
export const PHRASES = {
  notices: {
    connected: (me: Person) =>
      `You are ${me.name}. Your code is ${me.code}; give it to others to be reached.`,
    reconnecting: (why: Why) => PHRASES.why[why],
    restarting: () => "The relay is about to restart; this client comes back by itself.",
    resumed: () => "Connected again; nothing was missed.",
    reloaded: () => "This program has begun anew; what was said before is no longer shown.",
    returning: () => "You go back to the chatroom.",
    lost: (why: Lost, me: Person) =>
      `${PHRASES.lost[why]} What was said meanwhile is gone, and whatever chat you were in is over. Your new code is ${me.code}.`,
    renamed: (name: Name) => `You are now called ${name}.`,
    "partner-renamed": (old: Name, name: Name) => `${old} is now called ${name}.`,
    inviting: (code: Code) => `Asking ${code} …`,
    ringing: (code: Code) => `${code} has been asked; wait for them to accept.`,
    invited: (from: Person) => `${from.name} (code: ${from.code}) invites you to a private chat.`,
    uninvited: (who: string, reason: InvitationEnd, own: boolean) =>
      own ? PHRASES.notAccepted[reason](who) : PHRASES.noLongerInvited[reason](who),
    paired: (partner: Person) => `You are in a private chat with ${partner.name} (code: ${partner.code}).`,
    unpaired: (partner: Person, reason: PairEnd) => PHRASES.unpaired[reason](partner.name),
    "partner-away": (name: Name) => `${name} has lost the connection; it may come back.`,
    "partner-back": (name: Name) => `${name} is back.`,
    entered: (count: number) =>
      count <= 1 ? "You are in the chatroom, alone so far." : `You are in the chatroom, ${count} in all.`,
    left: (reason: "you" | "paired" | "failed") => PHRASES.left[reason],
    "member-entered": (name: Name) => `${name} has come in.`,
    "member-left": (name: Name) => `${name} has left.`,
    "member-renamed": (old: Name, name: Name) => `${old} is now called ${name}.`,
    listed: (listed: number, count: number) =>
      count === 0 ? "Nobody is in the chatroom." : `In the chatroom: ${count}, of whom ${listed} follow.`,
    "call-rings": (name: Name) => `${name} is calling.`,
    "call-ended": (sentence: string) => sentence,
    "no-video": (name: Name, link: string) =>
      `${name} is calling; this client has no video. Open ${link} in a browser to take calls.`,
    ignored: (who: string) => `You no longer hear ${who} in the chatroom, nor their invitations.`,
    unignored: (who: string) => `You hear ${who} again.`,
  },
  why: {
    lost: "The connection is lost; trying again.",
    offline: "This device is offline; waiting for the network.",
    restart: "The relay restarts; trying again.",
    failed: "The relay could not go on with this connection; trying again.",
    busy: "The relay has asked to wait; trying again later.",
    gap: "Something was missed; fetching it.",
  } satisfies Record<Why, string>,
  lost: {
    expired: "You were away for too long.",
    overrun: "Too much was said while you were away.",
    unknown: "The relay has restarted.",
  } satisfies Record<Lost, string>,
  notAccepted: {
    declined: (who) => `${who} has declined.`,
    busy: (who) => `${who} is in another chat now.`,
    cancelled: (who) => `You no longer invite ${who}.`,
    expired: (who) => `${who} has not answered.`,
    gone: (who) => `${who} is no longer connected.`,
  } satisfies Record<InvitationEnd, (who: string) => string>,
  noLongerInvited: {
    declined: (who) => `You have declined the invitation of ${who}.`,
    busy: (who) => `The invitation of ${who} is over, since you are in another chat.`,
    cancelled: (who) => `${who} no longer invites you.`,
    expired: (who) => `The invitation of ${who} is over.`,
    gone: (who) => `${who}, who invited you, is no longer connected.`,
  } satisfies Record<InvitationEnd, (who: string) => string>,
  unpaired: {
    you: (name) => `You have left the chat with ${name}.`,
    left: (name) => `${name} has left the chat.`,
    room: (name) => `${name} has gone to the chatroom.`,
    gone: (name) => `${name} is no longer connected.`,
    failed: (name) => `The relay had to end the chat with ${name}; start it again.`,
  } satisfies Record<PairEnd, (name: Name) => string>,
  left: {
    you: "You have left the chatroom.",
    paired: "You have left the chatroom for a private chat.",
    failed: "The chatroom had to be closed; enter it again.",
  },
  refused: {
    forbidden: {
      sentence: "The relay does not let this client in.",
      advice: "Ask whoever runs it to allow where you come from.",
    },
    "not-found": {
      sentence: "There is no relay at this address.",
      advice: "Check the address; it usually ends in /ws.",
    },
    "other-protocol": {
      sentence: "This server speaks another protocol.",
      advice: "Check the address, or update this client or the relay.",
    },
    rejected: {
      sentence: "The relay has refused what this client sent.",
      advice:
        "What was on its way has been given up. Try again; if it happens again, update this client or the relay.",
    },
  } satisfies Record<RefusedReason, { readonly sentence: string; readonly advice: string }>,
  ended: {
    quit: "Goodbye.",
    replaced: "Another window or program goes on with this chat.",
  } satisfies Record<EndedReason, string>,
  errors: {
    "bad-code": "A code has 8 characters of A–Z and 0–9.",
    nowhere: "You are not in a chat. Join somebody's code or enter the chatroom first.",
    "outbox-full": "Too much is waiting to be sent; this was not taken. Try it again in a moment.",
    "not-inviting": "You have not invited anybody.",
    "nobody-rings": "There is no such invitation.",
    "nobody-of-that-name": "Nobody of that name is known here; use the code.",
    "ambiguous-name": "Several have that name; use the code.",
    "ignore-full": "No more can be ignored.",
    "own-code": "This is your own code; give it to somebody else.",
    "still-joining": "An earlier invitation has not been answered yet; cancel it first.",
    "bad-name": "A name has 1 to 32 visible characters.",
    "too-long": "This is too long; it was not sent.",
    "payload-too-long": "The call's signalling is too long for the relay.",
    "not-paired": "You are not in a private chat.",
    "too-many-pages": "The list has been asked for already; wait for it.",
    "no-calls": "This client takes no calls.",
    "call-failed": "The call has failed in this client.",
    "no-more": "There are no further pages.",
    lost: "This was not delivered: the connection was lost for too long.",
  },
} as const;

/** What a notice is about; stable, beside its text. */
export type NoticeCode = keyof typeof PHRASES.notices;

/** Mistakes that the session notices by itself; codes that the relay has too mean the same. */
export type OwnErrorCode = keyof typeof PHRASES.errors;
