import { callView } from "../../call/view.ts";
import { sessionActions } from "../actions/people.ts";
import { callInput } from "../context.ts";

export const place = sessionActions.createStateConfig({
  description: "Where the person is.",
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
    starting: {
      description: "Where it was, if it goes on with what an earlier run has left.",
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
        keys: {
          description: "Whether the person is typing.",
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
        hint: {
          description: "Whether the partner has been told so, lately.",
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
});
