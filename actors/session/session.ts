import type { SnapshotFrom } from "xstate";
import { callView } from "../call/view.ts";
import { sessionActions } from "./actions/people.ts";
import { callInput, startingContext } from "./context.ts";
import { PROTOCOL } from "./link.ts";

export type SessionLogic = typeof sessionMachine;
export type SessionSnapshot = SnapshotFrom<SessionLogic>;

/**
 * One person's session with a relay, for every kind of client. The platform provides the actor `socket`, and `call` if it
 * takes calls (`sessionMachine.provide`), the clock and randomness (`SessionInput`). Views send intents and show what
 * `viewOf` makes of the snapshot.
 *
 * The regions: `link` is the way to the relay, `place` is where the person is. A link that breaks leaves the place as it
 * is, since a resume goes on there; only when the relay has forgotten the session (`fresh`) does the place end.
 */
export const sessionMachine = sessionActions.createMachine({
  id: "session",
  context: startingContext,
  initial: "open",
  states: {
    open: {
      type: "parallel",
      entry: "wish",
      states: {
        link: {
          initial: "reaching",
          on: { quit: "#session.ended" },
          states: {
            /** With a socket; there is exactly one, as long as this state lasts. */
            reaching: {
              id: "reaching",
              initial: "opening",
              invoke: {
                src: "socket",
                id: "socket",
                input: ({ context }) => ({ url: context.settings.url, protocol: PROTOCOL }),
                onError: { target: "waiting", actions: "planRetry" },
              },
              on: {
                "socket.closed": [
                  { guard: "isReplaced", target: "replaced" },
                  {
                    guard: "isRefused",
                    target: "refused",
                    actions: ["refuseAsTold", "startAfresh", "tellFresh", "save"],
                  },
                  { target: "waiting", actions: "planRetry" },
                ],
                "socket.refused": [
                  { guard: "isRefused", target: "refused", actions: "refuseAsTold" },
                  { target: "waiting", actions: "planRetry" },
                ],
                foreign: { target: "refused", actions: { type: "refuse", params: "other-protocol" } },
                quit: { target: ".leaving" },
              },
              states: {
                opening: {
                  on: {
                    "socket.opened": [
                      { guard: "isOurProtocol", target: "greeting", actions: "sayHello" },
                      {
                        target: "#session.open.link.refused",
                        actions: { type: "refuse", params: "other-protocol" },
                      },
                    ],
                  },
                  after: { openingTakes: { target: "#session.open.link.waiting", actions: "planRetry" } },
                },
                greeting: {
                  on: {
                    "socket.frame": { actions: "read" },
                    "relay.welcome": [
                      { guard: "isImpossible", actions: "tellForeign" },
                      { guard: "isResumed", target: "online", actions: ["resume", "tellResumed", "save"] },
                      {
                        guard: "wantsRoom",
                        target: "online",
                        actions: ["lose", "tellFresh", "returnToRoom", "save"],
                      },
                      {
                        guard: "wasSomebody",
                        target: "online",
                        actions: ["lose", "tellFresh", "save"],
                      },
                      { target: "online", actions: ["greet", "save"] },
                    ],
                    "relay.error": {
                      target: "#session.open.link.refused",
                      actions: { type: "refuse", params: "rejected" },
                    },
                    // A relay says nothing before its welcome.
                    "relay.*": { actions: "tellForeign" },
                    unknown: { actions: "tellForeign" },
                    gap: { actions: "tellForeign" },
                  },
                  after: { greetingTakes: { target: "#session.open.link.waiting", actions: "planRetry" } },
                },
                online: {
                  id: "online",
                  initial: "catchingUp",
                  entry: "tellCallUp",
                  exit: "tellCallDown",
                  on: {
                    "socket.frame": { actions: "read" },
                    heard: { actions: "advance" },
                    "relay.restarting": { actions: "expectRestart" },
                    gap: {
                      target: "#session.open.link.waiting",
                      actions: ["planRetry", "tellReconnecting"],
                    },
                    "socket.closed": {
                      guard: "isAgain",
                      target: "#session.open.link.waiting",
                      actions: ["planRetry", "tellReconnecting"],
                    },
                    // What broke unnoticed is replaced at once; a resume costs nobody anything.
                    wake: { target: "#reaching", reenter: true, actions: "retryNow" },
                    "network.online": { target: "#reaching", reenter: true, actions: "retryNow" },
                  },
                  states: {
                    catchingUp: { always: { guard: "isCaughtUp", target: "live" } },
                    live: {
                      entry: "tellCaughtUp",
                      initial: "quiet",
                      after: { stable: { actions: "isStable" } },
                      states: {
                        quiet: { on: { asked: "expecting" } },
                        expecting: {
                          on: { heard: { target: "quiet", actions: "advance" } },
                          after: {
                            answerTakes: {
                              target: "#session.open.link.waiting",
                              actions: ["planRetry", "tellReconnecting"],
                            },
                          },
                        },
                      },
                    },
                  },
                },
                leaving: {
                  entry: "sayGoodbye",
                  on: {
                    "socket.closed": "#session.ended",
                    "socket.refused": "#session.ended",
                    quit: "#session.ended",
                  },
                  after: { goodbyeTakes: "#session.ended" },
                },
              },
            },
            waiting: {
              on: {
                retry: { target: "reaching" },
                "network.online": { target: "reaching" },
                "network.offline": { target: "offline" },
                wake: { target: "reaching" },
              },
              after: { backoff: { target: "reaching" } },
            },
            /** The device says that there is no network; it may be wrong about that. */
            offline: {
              on: {
                retry: { target: "reaching" },
                "network.online": { target: "reaching" },
                wake: { target: "reaching" },
              },
              after: { offlineFor: { target: "reaching" } },
            },
            refused: { on: { retry: { target: "reaching" } } },
            /** Another window goes on with what this session was. */
            replaced: {
              entry: ["startAfresh", "tellFresh", "save"],
              on: { retry: { target: "reaching" } },
            },
          },
        },
        place: {
          initial: "starting",
          on: {
            enter: { actions: "enter" },
            fresh: { target: ".lobby" },
            "call.start": { actions: { type: "complain", params: "not-paired" } },
            "call.dismiss": { actions: "dropCall" },
            "relay.paired": { target: ".pair", actions: "pairUp" },
            "relay.entered": { target: ".room", actions: ["beEntered", "tellEntered"] },
          },
          states: {
            /** Where it was, if it goes on with what an earlier run has left. */
            starting: {
              always: [
                { guard: "wasInPair", target: "pair" },
                { guard: "wasInRoom", target: "room" },
                { target: "lobby" },
              ],
            },
            lobby: {
              on: {
                say: [{ guard: "isEmpty" }, { actions: { type: "refuseText", params: "nowhere" } }],
                leave: [
                  { guard: "isInviting", actions: "raiseCancel" },
                  { actions: { type: "complain", params: "nowhere" } },
                ],
                signal: { actions: { type: "complain", params: "not-paired" } },
              },
            },
            pair: {
              type: "parallel",
              invoke: {
                src: "call",
                id: "call",
                input: ({ context }) => callInput(context),
                onSnapshot: {
                  guard: "takesCalls",
                  actions: { type: "showCall", params: ({ event }) => callView(event.snapshot) },
                },
                onError: { actions: ["dropCall", { type: "complain", params: "call-failed" }] },
              },
              on: {
                "relay.unpaired": { guard: "isThisPair", target: "lobby", actions: "unpair" },
              },
              states: {
                chat: {
                  on: {
                    say: [
                      { guard: "isEmpty" },
                      { guard: "isTooLong", actions: { type: "refuseText", params: "too-long" } },
                      { guard: "isFull", actions: { type: "refuseText", params: "outbox-full" } },
                      { actions: { type: "say", params: "pair" } },
                    ],
                    leave: { actions: "leave" },
                    "relay.message": { guard: "isSaidInPair", actions: "hearChat" },
                    "relay.presence": { guard: "isThisPair", actions: ["markPresence", "tellCallPresence"] },
                    "relay.renamed": { actions: "renamePartner" },
                    signal: [
                      {
                        guard: "isBigPayload",
                        actions: { type: "complain", params: "payload-too-long" },
                      },
                      { actions: "signal" },
                    ],
                    "relay.signal": [
                      { guard: "isVideoOfThisPair", actions: "tellCall" },
                      { guard: "isCalling", actions: "declineCall" },
                    ],
                    "call.*": [
                      { guard: "takesCalls", actions: "intendCall" },
                      { actions: { type: "complain", params: "no-calls" } },
                    ],
                  },
                },
                partner: {
                  initial: "still",
                  states: {
                    still: { on: { "relay.typing": { guard: "isPartnerTyping", target: "typing" } } },
                    typing: {
                      on: {
                        "relay.typing": [
                          { guard: "isPartnerTyping", target: "typing", reenter: true },
                          { guard: "isThisPair", target: "still" },
                        ],
                        "relay.message": { guard: "isSaidInPair", target: "still" },
                      },
                      after: { partnerTypesFor: "still" },
                    },
                  },
                },
                /** Whether the person is typing. */
                keys: {
                  initial: "still",
                  states: {
                    still: { on: { typing: { guard: "isTyping", target: "moving" } } },
                    moving: {
                      on: {
                        typing: [
                          { guard: "isTyping", target: "moving", reenter: true },
                          { target: "still", actions: "tellStill" },
                        ],
                        say: "still",
                      },
                      after: { typingStopsAfter: { target: "still", actions: "tellStill" } },
                    },
                  },
                },
                /** Whether the partner has been told so, lately. */
                hint: {
                  initial: "none",
                  states: {
                    none: { on: { typing: { guard: "isTypingOnline", target: "given" } } },
                    given: {
                      entry: { type: "hintTyping", params: true },
                      after: { typingHintEvery: "stale" },
                    },
                    stale: { on: { typing: { guard: "isTypingOnline", target: "given" } } },
                  },
                  on: {
                    // Which the message says as well.
                    say: { target: ".none" },
                    "typing.ended": [
                      {
                        guard: "isOnline",
                        target: ".none",
                        actions: { type: "hintTyping", params: false },
                      },
                      { target: ".none" },
                    ],
                  },
                },
              },
            },
            room: {
              on: {
                say: [
                  { guard: "isEmpty" },
                  { guard: "isTooLong", actions: { type: "refuseText", params: "too-long" } },
                  { guard: "isFull", actions: { type: "refuseText", params: "outbox-full" } },
                  { actions: { type: "say", params: "room" } },
                ],
                leave: { actions: "leave" },
                signal: { actions: { type: "complain", params: "not-paired" } },
                "relay.message": { guard: "isSaidInRoom", actions: "hearChat" },
                "relay.left": { target: "lobby", actions: "beOutside" },
                // Asked for again, from within.
                "relay.entered": { actions: "beEntered" },
                "relay.member": [
                  { guard: "isListWanted", actions: ["hearMember", "list"] },
                  { actions: "hearMember" },
                ],
                "relay.count": { actions: "hearCount" },
              },
            },
          },
        },
        /** One's own invitation. */
        inviting: {
          initial: "starting",
          on: { fresh: { target: ".nobody" } },
          states: {
            starting: {
              always: [
                { guard: "wasRinging", target: "ringing" },
                { guard: "wasAsking", target: "asking" },
                { target: "nobody" },
              ],
            },
            nobody: {
              entry: "endInviting",
              on: {
                join: [
                  { guard: "isNoCode", actions: { type: "complain", params: "bad-code" } },
                  { guard: "isOwnCode", actions: { type: "complain", params: "own-code" } },
                  { guard: "isFull", actions: { type: "complain", params: "outbox-full" } },
                  { target: "asking", actions: "invite" },
                ],
                cancel: { actions: { type: "complain", params: "not-inviting" } },
              },
            },
            asking: {
              on: {
                join: { actions: { type: "complain", params: "still-joining" } },
                "relay.ringing": { guard: "isOurRinging", target: "ringing", actions: "ring" },
                "relay.error": { guard: "isJoinRefused", target: "nobody" },
                "relay.paired": { target: "nobody" },
                cancel: [
                  { guard: "isJoinUnsent", target: "nobody", actions: "withdraw" },
                  { target: "withdrawing" },
                ],
              },
            },
            ringing: {
              on: {
                join: { actions: { type: "complain", params: "still-joining" } },
                "relay.uninvited": {
                  guard: "isOurInvitation",
                  target: "nobody",
                  actions: "tellNotInvited",
                },
                "relay.paired": { target: "nobody" },
                cancel: { actions: "cancel" },
              },
            },
            /** It was taken back before the relay had said which one it is. */
            withdrawing: {
              on: {
                join: { actions: { type: "complain", params: "still-joining" } },
                "relay.ringing": {
                  guard: "isOurRinging",
                  target: "ringing",
                  actions: ["ring", "cancel"],
                },
                "relay.error": { guard: "isJoinRefused", target: "nobody" },
                "relay.paired": { target: "nobody" },
              },
            },
          },
        },
        /** Invitations of others. */
        invited: {
          on: {
            "relay.invited": [
              { guard: "isFromIgnored", actions: "declineQuietly" },
              { guard: "ringsAlready", actions: "updateInvitation" },
              { guard: "mayRing", actions: "beInvited" },
            ],
            "relay.uninvited": { actions: "beUninvited" },
            accept: [
              { guard: "isOurs", actions: "answerInvitation" },
              { actions: { type: "complain", params: "nobody-rings" } },
            ],
            decline: [
              { guard: "isOurs", actions: "answerInvitation" },
              { actions: { type: "complain", params: "nobody-rings" } },
            ],
          },
        },
        people: {
          on: {
            rename: [
              { guard: "isNoName", actions: { type: "refuseText", params: "bad-name" } },
              { actions: "rename" },
            ],
            "relay.renamed": { actions: "beRenamed" },
            list: [
              { guard: "mayList", actions: "list" },
              { actions: { type: "complain", params: "too-many-pages" } },
            ],
            "list.more": [
              { guard: "hasNoMorePages", actions: { type: "complain", params: "no-more" } },
              { guard: "mayList", actions: "list" },
              { actions: { type: "complain", params: "too-many-pages" } },
            ],
            "relay.members": [
              { guard: "isInRoom", actions: "hearMembers" },
              { actions: ["hearMembers", "loseSight"] },
            ],
            ignore: { actions: "ignore" },
            unignore: { actions: "unignore" },
            clear: { actions: "clear" },
          },
        },
        /** What is asked goes out as soon as the link is up, no faster than relays take it. */
        sending: {
          initial: "idle",
          on: {
            "relay.sent": { actions: "markSent" },
            "relay.delivered": { actions: "markDelivered" },
            "relay.error": { actions: "hearError" },
            // While what was missed comes in, an answer may be to something that was dealt with long ago.
            "relay.*": { guard: "isCaughtUp", actions: "settle" },
          },
          states: {
            idle: { always: { guard: "maySend", target: "going" } },
            going: {
              entry: "send",
              always: [{ guard: "hasUnsent", target: "pausing" }, { target: "idle" }],
            },
            pausing: { after: { pause: "idle" } },
          },
        },
        /** Whether the relay knows what has arrived here. */
        acks: {
          initial: "settled",
          states: {
            settled: { on: { heard: { target: "owing" } } },
            owing: {
              on: { heard: { guard: "mayAck", target: "settled", actions: "ack" } },
              after: {
                ackAfter: [{ guard: "isOnline", target: "settled", actions: "ack" }, { target: "settled" }],
              },
            },
          },
        },
        /** Whether the partner knows. It is meant of all before, so one hint is for several messages. */
        receipts: {
          initial: "settled",
          states: {
            settled: {
              on: {
                "relay.message": { guard: "isOwedDelivered", target: "owing" },
                // What was said about this before the link broke may not have arrived.
                "caught.up": { guard: "hasHeardPartner", target: "owing" },
              },
            },
            owing: {
              after: {
                deliveredAfter: [
                  { guard: "isOnline", target: "settled", actions: "sayDelivered" },
                  { target: "settled" },
                ],
              },
            },
          },
        },
        /** Whether the person looks at the view. */
        attention: {
          initial: "looking",
          states: {
            looking: {
              entry: "markRead",
              on: {
                focus: { guard: "isBlur", target: "elsewhere" },
                chat: { guard: "isNews", actions: { type: "announce", params: false } },
              },
            },
            elsewhere: {
              on: {
                focus: { guard: "isFocus", target: "looking" },
                chat: [
                  { guard: "isNews", actions: ["countUnread", { type: "announce", params: true }] },
                  { actions: "countUnread" },
                ],
              },
            },
          },
        },
      },
    },
    ended: { type: "final", entry: ["forget", "save"] },
  },
});
