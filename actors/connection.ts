import { not, type SnapshotFrom, stateIn } from "xstate";
import { connectionSetup } from "./connection-actions.ts";
import type { Invitation } from "./connection-events.ts";
import { connectionLane } from "./connection-lane.ts";
import { withDataLane } from "./data-lane.ts";
import { type Inviting, NO_INVITATIONS } from "./invitation-actions.ts";
import type { Outlet, PairHandle, Peer, Ports } from "./ports.ts";
import { withSharedStart } from "./shared-start.ts";
import { withStamps } from "./stamped.ts";

/** What the relay knows of one connected person. */
export interface ConnectionContext {
  readonly peer: Peer;
  readonly outlet: Outlet;
  /** The pair they are in; only while `paired`. */
  readonly pair: PairHandle | undefined;
  /** Whom they have asked to be paired with; from `asking` on until it is decided. */
  readonly inviting: Inviting | undefined;
  /** Who has asked them and waits for an answer. */
  readonly invitations: readonly Invitation[];
}

export type ConnectionInput = Pick<ConnectionContext, "peer" | "outlet">;

export type ConnectionLogic = ReturnType<typeof createConnectionMachine>;
export type ConnectionSnapshot = SnapshotFrom<ConnectionLogic>;

/** The actor logic of one connection: its statechart with its data lane. */
export function createConnectionLogic(ports: Ports) {
  const machine = withSharedStart(createConnectionMachine(ports), startingContext);
  return withDataLane(withStamps(machine, ports.now), connectionLane(ports));
}

const startingContext = ({ input }: { input: ConnectionInput }): ConnectionContext => ({
  peer: input.peer,
  outlet: input.outlet,
  pair: undefined,
  inviting: undefined,
  invitations: NO_INVITATIONS,
});

/**
 * The statechart: where the person is, and beside it whether a pair is in the making and whether their socket is here.
 * These are parallel: a join that fails must change nothing, and who is away stays where they are.
 */
function createConnectionMachine(ports: Ports) {
  const isIdle = stateIn({ open: { joining: "idle" } });
  const isPaired = stateIn({ open: { place: "paired" } });
  /** Being asked, where no earlier asking is in the way. */
  const beAsked = [
    { guard: isPaired, actions: "refuseAsk" },
    { guard: "canRing", actions: ["ring", "tellRung"] },
    { guard: "wantsToBeAsked", actions: "refuseAsk" },
    { target: "accepting", actions: "acceptAsk" },
  ] as const;
  const opened = { target: "idle", actions: ["settleInvitations", "forgetInvitations"] } as const;
  const accepting = { guard: "isInvitation", target: "accepting", actions: "acceptInvitation" } as const;

  return connectionSetup(ports).createMachine({
    id: "connection",
    description:
      "One person's connection to the relay, also while their socket is away and may still resume.",
    context: startingContext,
    initial: "open",
    states: {
      open: {
        type: "parallel",
        exit: "endInvitations",
        on: {
          ask: { actions: "refuseAsk" },
          "ask.updated": { guard: "isInvitation", actions: ["updateInvitation", "tellUpdated"] },
          "ask.withdrawn": { guard: "isInvitation", actions: ["tellWithdrawn", "forgetInvitation"] },
          accept: [
            { guard: "isInvitation", actions: { type: "refuse", params: "still-joining" } },
            { actions: { type: "refuse", params: "no-invitation" } },
          ],
          decline: [
            { guard: "isInvitation", actions: ["declineInvitation", "forgetInvitation"] },
            { actions: { type: "refuse", params: "no-invitation" } },
          ],
          cancel: { actions: { type: "refuse", params: "no-invitation" } },
          "pair.opened": { actions: "declinePair" },
          disconnected: { target: "closed" },
        },
        states: {
          place: {
            description: "Where the person is.",
            initial: "lobby",
            states: {
              lobby: {
                on: {
                  enter: { target: "chatroom", actions: "enterRoom" },
                  leave: { guard: not("hasInvited"), actions: { type: "refuse", params: "not-in-a-chat" } },
                  message: { actions: { type: "refuse", params: "not-in-a-chat" } },
                  signal: { actions: { type: "refuse", params: "not-paired" } },
                  rename: { actions: ["rename", "tellName"] },
                  "pair.opened": {
                    guard: not(isIdle),
                    target: "paired",
                    actions: ["startPair", "tellPaired"],
                  },
                },
              },
              paired: {
                on: {
                  enter: {
                    target: "chatroom",
                    actions: [{ type: "leavePair", params: "room" }, "tellUnpaired", "endPair", "enterRoom"],
                  },
                  leave: {
                    target: "lobby",
                    actions: [{ type: "leavePair", params: "left" }, "tellUnpaired", "endPair"],
                  },
                  disconnected: {
                    target: "#connection.closed",
                    actions: { type: "leavePair", params: "gone" },
                  },
                  dropped: { actions: { type: "tellPresenceToPair", params: true } },
                  resumed: { actions: { type: "tellPresenceToPair", params: false } },
                  rename: { actions: ["rename", "tellName", "tellNameToPair"] },
                  "pair.ended": {
                    guard: "isThisPair",
                    target: "lobby",
                    actions: ["tellUnpaired", "endPair"],
                  },
                  "pair.opened": {
                    guard: not(isIdle),
                    actions: [
                      { type: "leavePair", params: "left" },
                      "tellUnpaired",
                      "startPair",
                      "tellPaired",
                    ],
                  },
                },
              },
              chatroom: {
                on: {
                  // Answered with the members, as it was the first time.
                  enter: { actions: "enterRoom" },
                  leave: {
                    target: "lobby",
                    actions: ["leaveRoom", { type: "tellLeft", params: "you" }],
                  },
                  disconnected: { target: "#connection.closed", actions: "leaveRoom" },
                  dropped: { actions: { type: "tellPresenceToRoom", params: true } },
                  resumed: { actions: { type: "tellPresenceToRoom", params: false } },
                  rename: { actions: ["rename", "tellName", "tellNameToRoom"] },
                  signal: { actions: { type: "refuse", params: "not-paired" } },
                  "room.failed": { target: "lobby", actions: { type: "tellLeft", params: "failed" } },
                  "pair.opened": {
                    guard: not(isIdle),
                    target: "paired",
                    actions: ["leaveRoom", { type: "tellLeft", params: "paired" }, "startPair", "tellPaired"],
                  },
                },
              },
            },
          },
          presence: {
            description: "Whether their socket is there.",
            initial: "here",
            states: {
              here: { on: { dropped: { target: "away", actions: { type: "notePresence", params: true } } } },
              away: { on: { resumed: { target: "here", actions: { type: "notePresence", params: false } } } },
            },
          },
          joining: {
            description: "Whether a pair is in the making.",
            initial: "idle",
            states: {
              idle: {
                on: {
                  join: [
                    { guard: "isOwnCode", actions: { type: "refuse", params: "own-code" } },
                    accepting,
                    { target: "asking", actions: ["startInviting", "ask"] },
                  ],
                  ask: beAsked,
                  accept: accepting,
                },
              },
              asking: {
                description: "Whom they join has not answered yet.",
                on: {
                  join: { actions: { type: "refuse", params: "still-joining" } },
                  ask: [
                    { guard: isPaired, actions: "refuseAsk" },
                    { guard: "canRing", actions: ["ring", "tellRung"] },
                  ],
                  leave: { target: "idle", actions: withdrawn("cancelled") },
                  rename: { actions: "updateAsked" },
                  dropped: { actions: "updateAsked" },
                  resumed: { actions: "updateAsked" },
                  "ask.refused": {
                    guard: "isInviting",
                    target: "idle",
                    actions: ["tellRefused", "stopInviting"],
                  },
                  "ask.ringing": { guard: "isInviting", target: "ringing", actions: "tellRinging" },
                  "pair.opened": opened,
                },
                after: { answerWithin: { target: "idle", actions: ["tellRefused", "stopInviting"] } },
              },
              ringing: {
                description: "It rings with whom they have invited.",
                on: {
                  join: [
                    { guard: "isOwnCode", actions: { type: "refuse", params: "own-code" } },
                    accepting,
                    { actions: { type: "refuse", params: "still-joining" } },
                  ],
                  ask: [{ guard: "isCrossing", target: "accepting", actions: "acceptAsk" }, ...beAsked],
                  accept: accepting,
                  cancel: { guard: "isInviting", target: "idle", actions: withdrawn("cancelled") },
                  leave: { target: "idle", actions: withdrawn("cancelled") },
                  rename: { actions: "updateAsked" },
                  dropped: { actions: "updateAsked" },
                  resumed: { actions: "updateAsked" },
                  "ask.declined": {
                    guard: "isInviting",
                    target: "idle",
                    actions: ["tellDeclined", "stopInviting"],
                  },
                  "pair.opened": opened,
                },
                after: { ringFor: { target: "idle", actions: withdrawn("expired") } },
              },
              accepting: {
                description: "The pair is on its way.",
                on: {
                  join: { actions: { type: "refuse", params: "still-joining" } },
                  "pair.opened": opened,
                },
                // A pair that failed before it opened.
                after: { answerWithin: { target: "idle", actions: withdrawn("cancelled") } },
              },
            },
          },
        },
      },
      closed: { type: "final", entry: "dropName" },
    },
  });
}

const withdrawn = (reason: "cancelled" | "expired") =>
  [{ type: "withdraw", params: reason }, "stopInviting"] as const;
