import { assertEvent, assign, setup } from "xstate";
import type { ConnectionContext, ConnectionInput } from "./connection.ts";
import type { ConnectionEvent } from "./connection-events.ts";
import { CHATROOM, connectionName, type Ports } from "./ports.ts";
import { type ErrorCode, errorMessage } from "./protocol/errors.ts";
import type { PairEnd, RelayMessage } from "./protocol/messages.ts";

/** How long an answer to `ask` may take before the asker gives up, ms. In one process it takes no time. */
const ANSWER_WITHIN = 5000;

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
      dropName: ({ context }) => bus.drop(context.peer.address),
      refuse: ({ context, event }, code: ErrorCode) => {
        const id = event.type === "message" ? event.id : undefined;
        say(context, errorMessage(code, { re: event.type, id }));
      },

      ask: ({ context: { peer }, event }) => {
        assertEvent(event, "join");
        const heard = bus.tell(connectionName(event.code), { type: "ask", from: peer });
        if (!heard) bus.tell(peer.address, { type: "ask.refused" });
      },
      acceptAsk: ({ context, event }) => {
        assertEvent(event, "ask");
        ports.openPair(context.peer, event.from);
      },
      refuseAsk: ({ event }) => {
        assertEvent(event, "ask");
        bus.tell(event.from.address, { type: "ask.refused" });
      },
      tellRefused: ({ context }) => {
        bus.outbound.next({ kind: "missed", by: context.peer.person.code });
        say(context, errorMessage("invalid-or-busy", { re: "join" }));
      },

      startPair: assign(({ event }) => {
        assertEvent(event, "pair.opened");
        return { pair: event.pair };
      }),
      tellPaired: ({ context, event }) => {
        assertEvent(event, "pair.opened");
        const { pair, partner } = event;
        const known = { ...partner.person, video: partner.traits.video };
        say(context, {
          type: "paired",
          pair: pair.id,
          partner: known,
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
    },
    guards: {
      isOwnCode: ({ context, event }) => event.type === "join" && event.code === context.peer.person.code,
      isThisPair: ({ context, event }) => event.type === "pair.ended" && event.pair === context.pair?.id,
    },
    delays: { answerWithin: ANSWER_WITHIN },
  });
}
