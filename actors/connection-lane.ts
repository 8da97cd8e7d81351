import type { ConnectionSnapshot } from "./connection.ts";
import type { ConnectionDataEvent } from "./connection-events.ts";
import type { DataLane } from "./data-lane.ts";
import { CHATROOM, type Outlet, type Ports } from "./ports.ts";
import { errorMessage } from "./protocol/errors.ts";
import type { RelayMessage } from "./protocol/messages.ts";

/** What a connection does with data events, and in which places. In the lobby the statechart answers them. */
export function connectionLane(ports: Ports): DataLane<ConnectionSnapshot, ConnectionDataEvent> {
  const { bus } = ports;
  const hear = (to: Outlet, message: RelayMessage) => bus.outbound.next({ kind: "direct", to, message });

  return {
    tell: {
      when: isOpen,
      does: "lets the client hear it",
      handle: ({ peer, outlet, pair }, { message }) => {
        hear(outlet, message);
        if (message.type !== "message" || message.id === undefined || peer.traits.receipts) return;
        // A client that can't say what arrived: what was handed to its socket counts as delivered.
        if (pair !== undefined && message.to === pair.id) {
          bus.tell(pair.address, { type: "delivered", from: pair.side, id: message.id });
        }
      },
    },
    message: {
      when: isInAChat,
      does: "hands it to the pair, or to the chatroom, as `say`",
      handle: ({ peer, outlet, pair }, { to, text, id }) => {
        const place = pair?.id ?? "room";
        if (to !== undefined && to !== place) {
          hear(outlet, errorMessage("not-there", { re: "message", id }));
        } else if (pair === undefined) {
          bus.tell(CHATROOM, { type: "say", from: peer, text, id });
        } else {
          bus.tell(pair.address, { type: "say", from: pair.side, person: peer.person, text, id });
        }
      },
    },
    signal: {
      when: isPaired,
      does: "hands it to the pair",
      handle: ({ outlet, pair }, { pair: to, kind, payload, id }) => {
        if (pair === undefined || (to !== undefined && to !== pair.id)) {
          hear(outlet, errorMessage("not-there", { re: "signal", id }));
        } else {
          bus.tell(pair.address, { type: "signal", from: pair.side, kind, payload, id });
        }
      },
    },
    // Hints for a pair that has ended meanwhile interest nobody, and are not worth an error.
    delivered: {
      when: isOpen,
      does: "hands it to the pair that it is of, if that is still theirs",
      handle: ({ pair }, { pair: to, id }) => {
        if (pair?.id === to) bus.tell(pair.address, { type: "delivered", from: pair.side, id });
      },
    },
    typing: {
      when: isOpen,
      does: "hands it to the pair that it is of, if that is still theirs",
      handle: ({ pair }, { pair: to, on }) => {
        if (pair?.id === to) bus.tell(pair.address, { type: "typing", from: pair.side, on });
      },
    },
    members: {
      when: isOpen,
      does: "asks the chatroom (`list`)",
      handle: ({ peer }, { after, limit }) => {
        bus.tell(CHATROOM, { type: "list", from: peer, after, limit });
      },
    },
  };
}

// `pair` is set exactly while `paired`, and nearer at hand than the state's value.
const isOpen = ({ status }: ConnectionSnapshot) => status === "active";
const isPaired = (snapshot: ConnectionSnapshot) => isOpen(snapshot) && snapshot.context.pair !== undefined;
const isInAChat = (snapshot: ConnectionSnapshot) => isPaired(snapshot) || isInRoom(snapshot);
const isInRoom = ({ value }: ConnectionSnapshot) =>
  typeof value === "object" && value.open.place === "chatroom";
