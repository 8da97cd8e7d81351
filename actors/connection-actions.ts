import { and, assertEvent, assign, setup } from "xstate";
import type { ConnectionContext, ConnectionInput } from "./connection.ts";
import type { ConnectionEvent } from "./connection-events.ts";
import { INVITATION_DELAYS, invitationActions, invitationFor } from "./invitation-actions.ts";
import { CHATROOM, type Ports, partnerOf } from "./ports.ts";
import { type ErrorCode, errorMessage } from "./protocol/errors.ts";
import { LIMITS } from "./protocol/limits.ts";
import { numberOf, type PairEnd, type RelayMessage } from "./protocol/messages.ts";

/** Everything that the connection's statechart does, by name. */
export function connectionSetup(ports: Ports) {
  const { bus } = ports;
  const say = ({ outlet }: ConnectionContext, message: RelayMessage) =>
    bus.outbound.next({ kind: "direct", to: outlet, message });

  return setup({
    types: {
      context: {} as ConnectionContext,
      input: {} as ConnectionInput,
      events: {} as ConnectionEvent,
    },
    actions: {
      ...invitationActions(ports),

      dropName: ({ context }) => bus.drop(context.peer.address),
      refuse: ({ context, event }, code: ErrorCode) => {
        say(context, errorMessage(code, { re: event.type, id: numberOf(event) }));
      },

      startPair: assign(({ event }) => {
        assertEvent(event, "pair.opened");
        return { pair: event.pair };
      }),
      tellPaired: ({ context, event }) => {
        assertEvent(event, "pair.opened");
        const { pair, partner } = event;
        say(context, {
          type: "paired",
          pair: pair.id,
          partner: partnerOf(partner),
          polite: pair.side === "asked",
          at: ports.now(),
        });
      },
      // Somebody accepted what is no longer wanted: they must not be left talking to nobody.
      declinePair: ({ event }) => {
        assertEvent(event, "pair.opened");
        bus.tell(event.pair.address, { type: "leave", from: event.pair.side, why: "left" });
      },
      leavePair: ({ context: { pair } }, why: Exclude<PairEnd, "you">) => {
        if (pair !== undefined) bus.tell(pair.address, { type: "leave", from: pair.side, why });
      },
      tellUnpaired: ({ context, event }) => {
        if (context.pair === undefined) return;
        const reason = event.type === "pair.ended" ? event.reason : "you";
        say(context, { type: "unpaired", pair: context.pair.id, reason });
      },
      endPair: assign({ pair: undefined }),

      enterRoom: ({ context: { peer } }) => bus.tell(CHATROOM, { type: "enter", peer }),
      leaveRoom: ({ context: { peer } }) => bus.tell(CHATROOM, { type: "leave", code: peer.person.code }),
      tellLeft: ({ context }, reason: "you" | "paired" | "failed") => say(context, { type: "left", reason }),

      rename: assign(({ context: { peer }, event }) => {
        assertEvent(event, "rename");
        return { peer: { ...peer, person: { code: peer.person.code, name: event.name } } };
      }),
      tellName: ({ context }) => say(context, { type: "renamed", ...context.peer.person, you: true }),
      tellNameToPair: ({ context: { peer, pair } }) => {
        if (pair !== undefined)
          bus.tell(pair.address, { type: "rename", from: pair.side, person: peer.person });
      },
      tellNameToRoom: ({ context: { peer } }) => bus.tell(CHATROOM, { type: "rename", person: peer.person }),

      notePresence: assign(({ context: { peer } }, away: boolean) => ({ peer: { ...peer, away } })),
      tellPresenceToPair: ({ context: { pair } }, away: boolean) => {
        if (pair !== undefined) bus.tell(pair.address, { type: "presence", from: pair.side, away });
      },
      tellPresenceToRoom: ({ context: { peer } }, away: boolean) =>
        bus.tell(CHATROOM, { type: "presence", code: peer.person.code, away }),
    },
    guards: {
      isOwnCode: ({ context, event }) => event.type === "join" && event.code === context.peer.person.code,
      isThisPair: ({ context, event }) => event.type === "pair.ended" && event.pair === context.pair?.id,
      /** The event is about an invitation that rings here, */
      isInvitation: ({ context, event }) => invitationFor(context, event) !== undefined,
      /** or about one's own. */
      isInviting: ({ context, event }) =>
        "invitation" in event && event.invitation === context.inviting?.invitation,
      hasInvited: ({ context }) => context.inviting !== undefined,
      /** Who asks has been asked themselves. */
      isCrossing: ({ context, event }) =>
        event.type === "ask" && event.from.person.code === context.inviting?.code,
      wantsToBeAsked: ({ context }) => context.peer.traits.invitations,
      hasRoomToRing: ({ context }) => context.invitations.length < LIMITS.invitations,
      canRing: and(["wantsToBeAsked", "hasRoomToRing"]),
    },
    delays: INVITATION_DELAYS,
  });
}
