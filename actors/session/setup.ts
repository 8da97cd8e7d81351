import { and, fromCallback, not, setup, stateIn } from "xstate";
import { callMachine } from "../call/call.ts";
import type { CallEvent, CallInput } from "../call/intents.ts";
import { isCode, normaliseName } from "../protocol/identity.ts";
import { fitsUtf8 } from "../protocol/limits.ts";
import { rawPayload } from "../protocol/raw-payload.ts";
import { asCode, isBehind, isIgnored, meant, type SessionContext } from "./context.ts";
import type { SessionEvent } from "./events.ts";
import type { SessionEmitted, SessionInput, SocketCommand, SocketEvent, SocketInput } from "./intents.ts";
import * as links from "./link.ts";
import * as outboxes from "./outbox.ts";
import * as peoples from "./people.ts";

export type { CallEvent, CallInput };

/** Invitations that may ring at once, as PROTOCOL.md has it. */
const RINGING = 8;
/** Frames after which the relay is told that they have arrived. */
const ACK_EVERY = 32;

/** What the session's chart is made of, but for its actions. Those are in `actions/`, a file for each subject. */
export const sessionSetup = setup({
  types: {
    context: {} as SessionContext,
    input: {} as SessionInput,
    events: {} as SessionEvent,
    emitted: {} as SessionEmitted,
    children: {} as { socket: "socket"; call: "call" },
  },
  actors: {
    /** The platform's: one socket. It closes with 4000 when it is stopped, unless it was told to close. */
    socket: fromCallback<SocketCommand, SocketInput, SocketEvent>(() => {
      throw new Error("The platform has to provide a socket.");
    }),
    /** One for each pair. Of a client that takes calls the platform provides its parts (`callMachine.provide`). */
    call: callMachine,
  },
  delays: {
    openingTakes: 20_000,
    greetingTakes: 10_000,
    goodbyeTakes: 2000,
    /** An answer that has not come by then will not come on this socket. */
    answerTakes: 20_000,
    /** After this long on one socket the next failure is the first again. */
    stable: 30_000,
    offlineFor: 30_000,
    backoff: ({ context }) => context.retry.delay,
    pause: 200,
    ackAfter: 5000,
    deliveredAfter: 100,
    typingHintEvery: 4000,
    typingStopsAfter: 6000,
    partnerTypesFor: 10_000,
  },
  guards: {
    isOnline: stateIn("#online"),
    isInRoom: stateIn({ open: { place: "room" } }),
    wasInPair: ({ context }) => context.pair !== undefined,
    wasInRoom: ({ context }) => links.isInRoom(context),
    wasRinging: ({ context }) => context.inviting?.invitation !== undefined,
    wasAsking: ({ context }) => context.inviting !== undefined,
    isInviting: not(stateIn({ open: { inviting: "nobody" } })),

    isOurProtocol: ({ event }) => event.type === "socket.opened" && event.protocol === links.PROTOCOL,
    isReplaced: ({ event }) => links.verdict(event).is === "replaced",
    isAgain: ({ event }) => links.verdict(event).is === "again",
    isRefused: ({ event }) => links.verdict(event).is === "refused",
    isImpossible: ({ context, event }) =>
      event.type === "relay.welcome" && !links.isPossible(context, event.message),
    isResumed: ({ event }) => event.type === "relay.welcome" && event.message.session.resumed,
    wantsRoom: ({ context }) => context.stream !== undefined && links.wantsRoom(context),
    wasSomebody: ({ context }) => context.stream !== undefined,
    isCaughtUp: ({ context }) => !isBehind(context.stream),
    isNews: ({ event }) => event.type === "chat" && !event.missed,

    hasUnsent: ({ context }) => outboxes.hasUnsent(context.outbox),
    maySend: and(["isOnline", "hasUnsent"]),
    isFull: ({ context }) => context.outbox.items.length >= outboxes.CAPACITY,
    isTooLong: ({ context, event }) => event.type === "say" && !fitsUtf8(event.text, context.limits.text),
    isEmpty: ({ event }) => event.type === "say" && event.text === "",
    isNoName: ({ event }) => event.type === "rename" && normaliseName(event.name) === undefined,
    isNoCode: ({ event }) => event.type === "join" && !isCode(asCode(event.code)),
    isOwnCode: ({ context, event }) => event.type === "join" && asCode(event.code) === context.me?.code,
    isBigPayload: ({ event }) =>
      event.type === "signal" && event.payload !== undefined && rawPayload(event.payload) === undefined,

    isThisPair: ({ context, event }) =>
      (event.type === "relay.unpaired" ||
        event.type === "relay.presence" ||
        event.type === "relay.signal" ||
        event.type === "relay.typing") &&
      event.message.pair === context.pair?.pair,
    isSaidInPair: ({ context, event }) =>
      event.type === "relay.message" && event.message.to === context.pair?.pair,
    isOwedDelivered: ({ context, event }) =>
      event.type === "relay.message" &&
      event.message.to === context.pair?.pair &&
      event.message.id !== undefined,
    hasHeardPartner: ({ context }) => context.pair?.heard !== undefined,
    isSaidInRoom: ({ context, event }) =>
      event.type === "relay.message" &&
      event.message.to === "room" &&
      !isIgnored(context, event.message.from),
    isPartnerTyping: ({ context, event }) =>
      event.type === "relay.typing" && event.message.on && event.message.pair === context.pair?.pair,
    takesCalls: ({ context }) => context.settings.video,
    isVideoOfThisPair: ({ context, event }) =>
      context.settings.video && event.type === "relay.signal" && event.message.pair === context.pair?.pair,
    isCalling: ({ context, event }) =>
      event.type === "relay.signal" &&
      event.message.pair === context.pair?.pair &&
      (event.message.kind === "start" || event.message.kind === "offer"),
    isTyping: ({ event }) => event.type === "typing" && event.on,
    isTypingOnline: and(["isTyping", "isOnline"]),
    isFocus: ({ event }) => event.type === "focus" && event.on,
    isBlur: ({ event }) => event.type === "focus" && !event.on,

    isOurInvitation: ({ context, event }) =>
      event.type === "relay.uninvited" && event.message.invitation === context.inviting?.invitation,
    isOurRinging: ({ context, event }) =>
      event.type === "relay.ringing" && event.message.code === context.inviting?.code,
    isJoinRefused: ({ event }) =>
      event.type === "relay.error" && event.message.re === "join" && event.message.code !== "already-said",
    isJoinUnsent: ({ context }) => outboxes.withdrawn(context.outbox, "join") !== undefined,

    isFromIgnored: ({ context, event }) =>
      event.type === "relay.invited" && isIgnored(context, event.message.from),
    ringsAlready: ({ context, event }) =>
      event.type === "relay.invited" &&
      context.invitations.some(({ invitation }) => invitation === event.message.invitation),
    mayRing: ({ context }) => context.invitations.length < RINGING,
    isOurs: ({ context, event }) =>
      (event.type === "accept" || event.type === "decline") && meant(context, event) !== undefined,

    mayList: and([not("isFull"), ({ context }) => context.people.asked.length < peoples.ASKED]),
    hasNoMorePages: ({ context }) => context.people.next === undefined,
    isListWanted: and([
      not("isFull"),
      ({ context: { people, limits } }) =>
        !people.whole && people.asked.length === 0 && (people.count ?? 0) <= limits.listed,
    ]),

    mayAck: and(["isOnline", "isAckDue"]),
    isAckDue: ({ context: { stream } }) => stream !== undefined && stream.seq + 1 - stream.acked >= ACK_EVERY,
  },
});
