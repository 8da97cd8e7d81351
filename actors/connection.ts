import { not, type SnapshotFrom, stateIn } from "xstate";
import { connectionSetup } from "./connection-actions.ts";
import { connectionLane } from "./connection-lane.ts";
import { withDataLane } from "./data-lane.ts";
import type { Outlet, PairHandle, Peer, Ports } from "./ports.ts";
import { withSharedStart } from "./shared-start.ts";

/** What the relay knows of one connected person. */
export interface ConnectionContext {
  readonly peer: Peer;
  readonly outlet: Outlet;
  /** The pair they are in; only while `paired`. */
  readonly pair: PairHandle | undefined;
}

export type ConnectionInput = Pick<ConnectionContext, "peer" | "outlet">;

export type ConnectionLogic = ReturnType<typeof createConnectionMachine>;
export type ConnectionSnapshot = SnapshotFrom<ConnectionLogic>;

/** The actor logic of one connection: its statechart with its data lane. */
export function createConnectionLogic(ports: Ports) {
  const machine = withSharedStart(createConnectionMachine(ports), startingContext);
  return withDataLane(machine, connectionLane(ports));
}

const startingContext = ({ input }: { input: ConnectionInput }): ConnectionContext => ({
  peer: input.peer,
  outlet: input.outlet,
  pair: undefined,
});

/**
 * The statechart: where the person is, and beside it whether a pair is in the making. The two are parallel, since
 * a join that fails must change nothing.
 */
function createConnectionMachine(ports: Ports) {
  const isIdle = stateIn({ open: { joining: "idle" } });
  const isPaired = stateIn({ open: { place: "paired" } });

  return connectionSetup(ports).createMachine({
    id: "connection",
    context: startingContext,
    initial: "open",
    states: {
      open: {
        type: "parallel",
        on: {
          ask: { actions: "refuseAsk" },
          "pair.opened": { actions: "declinePair" },
          disconnected: { target: "closed" },
        },
        states: {
          place: {
            initial: "lobby",
            states: {
              lobby: {
                on: {
                  enter: { target: "chatroom", actions: "enterRoom" },
                  leave: { actions: { type: "refuse", params: "not-in-a-chat" } },
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
          joining: {
            initial: "idle",
            states: {
              idle: {
                on: {
                  join: [
                    { guard: "isOwnCode", actions: { type: "refuse", params: "own-code" } },
                    { target: "asking", actions: "ask" },
                  ],
                  ask: { guard: not(isPaired), target: "accepting", actions: "acceptAsk" },
                },
              },
              asking: {
                on: {
                  join: { actions: { type: "refuse", params: "still-joining" } },
                  "ask.refused": { target: "idle", actions: "tellRefused" },
                  "pair.opened": { target: "idle" },
                },
                after: { answerWithin: { target: "idle", actions: "tellRefused" } },
              },
              accepting: {
                on: {
                  join: { actions: { type: "refuse", params: "still-joining" } },
                  "pair.opened": { target: "idle" },
                },
              },
            },
          },
        },
      },
      closed: { type: "final", entry: "dropName" },
    },
  });
}
