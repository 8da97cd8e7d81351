import type { AnyMachineSnapshot } from "xstate";
import type { ConnectionContext } from "../../actors/connection.ts";
import type { ActorState, ViewerMessage } from "../../actors/inspect/feed.ts";
import { v1 } from "../../actors/protocol/v1.ts";
import type { LanedActor, LocalBus } from "../bus.ts";

type Sendable = ActorState["sendable"];
type Example = Sendable[number]["example"];
type Sent = Extract<ViewerMessage, { type: "send" }>["event"];

/** What a connection's client may say, with an example for where it is; undefined where there is nothing to say it about. */
const SAID: Readonly<Record<string, (context: ConnectionContext) => Example | undefined>> = {
  join: () => ({ code: "ABCD1234" }),
  accept: ({ invitations: [first] }) => first && { invitation: first.invitation },
  decline: ({ invitations: [first] }) => first && { invitation: first.invitation },
  cancel: ({ inviting }) => inviting && { invitation: inviting.invitation },
  message: ({ pair }) => ({ to: pair?.id ?? "room", text: "hello" }),
  delivered: ({ pair }) => pair && { pair: pair.id, id: 1 },
  rename: () => ({ name: "somebody" }),
  enter: () => ({}),
  leave: () => ({}),
  members: () => ({}),
  typing: ({ pair }) => pair && { pair: pair.id, on: true },
  signal: ({ pair }) => pair && { pair: pair.id, kind: "hangup" },
};

/** What the relay itself tells a connection, and needs no more than its type. */
const PLAIN = new Set(["dropped", "resumed", "disconnected", "room.failed"]);
/** A timer goes off now. */
const AFTER = "xstate.after.";

/** Types of events that may be sent by hand to an actor in that state, each with an example. */
export function sendable(snapshot: AnyMachineSnapshot): Sendable {
  if (snapshot.status !== "active") return [];
  const types = new Set(snapshot._nodes.flatMap(({ transitions }) => [...transitions.keys()]));
  const untold = [...types].filter((type) => type.startsWith(AFTER) || PLAIN.has(type));
  const plain = untold.map((type) => ({ type, example: {} }));
  return snapshot.machine.id === "connection" ? [...said(snapshot.context), ...plain] : plain;
}

function said(context: ConnectionContext): Sendable {
  return Object.entries(SAID).flatMap(([type, exampleFor]) => {
    const example = exampleFor(context);
    return example === undefined ? [] : [{ type, example }];
  });
}

/** Hands `event` to `actor`, as its client or the relay would; the answer is why that can't be, if it can't. */
export function sendByHand(bus: LocalBus, actor: LanedActor, event: Sent): string | undefined {
  const { type } = event;
  if (!sendable(actor.getSnapshot()).some((one) => one.type === type)) {
    return "This event cannot be sent to this actor now.";
  }
  if (!Object.hasOwn(SAID, type)) {
    bus.hand(actor, { type }, "hand");
    return undefined;
  }
  // A number of its own that the client knows nothing of would only confuse it; a message has to have one.
  const message = v1.decode(JSON.stringify(type === "message" ? { id: 1, ...event } : event));
  if (message === undefined || message.type === "hello" || message.type === "ack")
    return "This is no message.";
  if (message.type === "error") return message.message;
  if (message.type === "delivered") {
    bus.hand(actor, message, "hand");
  } else {
    const { id: _, ...unnumbered } = message;
    bus.hand(actor, unnumbered, "hand");
  }
  return undefined;
}
