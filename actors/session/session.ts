import type { SnapshotFrom } from "xstate";
import { sessionActions } from "./actions/people.ts";
import { startingContext } from "./context.ts";
import { invited, inviting } from "./regions/invitations.ts";
import { link } from "./regions/link.ts";
import { place } from "./regions/place.ts";

export type SessionLogic = typeof sessionMachine;
export type SessionSnapshot = SnapshotFrom<SessionLogic>;

/**
 * The session's statechart. The platform provides the actor `socket`, and `call` if it takes calls
 * (`sessionMachine.provide`), the clock and randomness (`SessionInput`). Views send intents and show what `viewOf` makes of
 * the snapshot.
 *
 * The regions: `link` is the way to the relay, `place` is where the person is. A link that breaks leaves the place as it
 * is, since a resume goes on there; only when the relay has forgotten the session (`fresh`) does the place end.
 */
export const sessionMachine = sessionActions.createMachine({
  id: "session",
  description: "One person's session with a relay, on the client's side, for every kind of client.",
  context: startingContext,
  initial: "open",
  states: {
    open: {
      type: "parallel",
      entry: "wish",
      states: {
        link,
        place,
        inviting,
        invited,
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
        sending: {
          description: "What is asked goes out as soon as the link is up, no faster than relays take it.",
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
        acks: {
          description: "Whether the relay knows what has arrived here.",
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
        receipts: {
          description:
            "Whether the partner knows. It is meant of all before, so one hint is for several messages.",
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
        attention: {
          description: "Whether the person looks at the view.",
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
