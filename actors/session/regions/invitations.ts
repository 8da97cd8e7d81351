import { sessionActions } from "../actions/people.ts";

export const inviting = sessionActions.createStateConfig({
  description: "One's own invitation.",
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
        cancel: [{ guard: "isJoinUnsent", target: "nobody", actions: "withdraw" }, { target: "withdrawing" }],
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
    withdrawing: {
      description: "It was taken back before the relay had said which one it is.",
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
});

export const invited = sessionActions.createStateConfig({
  description: "Invitations of others.",
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
});
