import type { AnyMachineSnapshot } from "xstate";
import type { ConnectionContext } from "../../actors/connection.ts";
import type { ActorState, ViewerMessage } from "../../actors/inspect/feed.ts";
import { v1 } from "../../actors/protocol/v1.ts";
import type { LanedActor, LocalBus } from "../bus.ts";
import type { Hub } from "../hub.ts";

/** What events by hand need of the relay: some are its own to tell, since sockets hang on them. */
export interface Controlled {
  readonly bus: LocalBus;
  readonly hub: Pick<Hub, "mayDrop" | "drop" | "disconnect">;
}

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

/** A timer goes off now. */
const AFTER = "xstate.after.";

/**
 * Types of events that may be sent by hand to an actor in that state, each with an example: what leaves the relay as sound
 * as it is. What actors tell one another is none of it. Nor is a return, for which there must be a client that comes.
 */
export function sendable(snapshot: AnyMachineSnapshot, { hub }: Controlled): Sendable {
  if (snapshot.status !== "active") return [];
  const types = new Set(snapshot._nodes.flatMap(({ transitions }) => [...transitions.keys()]));
  const timers = [...types].filter((type) => type.startsWith(AFTER));
  if (snapshot.machine.id !== "connection") return plain(timers);
  const context: ConnectionContext = snapshot.context;
  const socket = hub.mayDrop(context.peer.person.code) ? ["dropped"] : [];
  return [...said(context), ...plain([...socket, "disconnected", ...timers])];
}

const plain = (types: readonly string[]): Sendable => types.map((type) => ({ type, example: {} }));

function said(context: ConnectionContext): Sendable {
  return Object.entries(SAID).flatMap(([type, exampleFor]) => {
    const example = exampleFor(context);
    return example === undefined ? [] : [{ type, example }];
  });
}

/** Hands `event` to `actor`, as its client or the relay would; the answer is why that can't be, if it can't. */
export function sendByHand(relay: Controlled, actor: LanedActor, event: Sent): string | undefined {
  const { type } = event;
  const snapshot: AnyMachineSnapshot = actor.getSnapshot();
  if (!sendable(snapshot, relay).some((one) => one.type === type)) {
    return "This event cannot be sent to this actor now.";
  }
  if (Object.hasOwn(SAID, type)) return sayByHand(relay.bus, actor, event);
  if (type.startsWith(AFTER)) relay.bus.hand(actor, { type }, "hand");
  else tellByHand(relay.hub, snapshot.context, type);
  return undefined;
}

/** The connection hears of it as it does of any socket's end. */
function tellByHand(hub: Controlled["hub"], { peer }: ConnectionContext, type: string): void {
  if (type === "dropped") hub.drop(peer.person.code);
  else hub.disconnect(peer.person.code);
}

function sayByHand(bus: LocalBus, actor: LanedActor, event: Sent): string | undefined {
  // A number of its own that the client knows nothing of would only confuse it; a message has to have one.
  const message = v1.decode(JSON.stringify(event.type === "message" ? { id: 1, ...event } : event));
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
