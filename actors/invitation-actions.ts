import { setup } from "xstate";
import type { ConnectionContext } from "./connection.ts";
import type { ConnectionEvent, Invitation, InvitationEvent } from "./connection-events.ts";
import { connectionName, type Peer, type Ports, partnerOf } from "./ports.ts";
import { errorMessage } from "./protocol/errors.ts";
import type { Code, InvitationId } from "./protocol/identity.ts";
import type { InvitationEnd, RelayMessage } from "./protocol/messages.ts";

/** How long an answer to `ask` may take before the asker gives up, ms. In one process it takes no time. */
const ANSWER_WITHIN = 5000;
/** How long an invitation rings, ms. */
const RING_FOR = 60_000;

export const INVITATION_DELAYS = { answerWithin: ANSWER_WITHIN, ringFor: RING_FOR } as const;

/** For most people, who are not being invited. */
export const NO_INVITATIONS: readonly Invitation[] = [];

/** An invitation of one's own, and whom it asks. */
export interface Inviting {
  readonly invitation: InvitationId;
  readonly code: Code;
  /** The number of the `join` it came from, if that had one. */
  readonly id: number | undefined;
}

interface Args {
  readonly context: ConnectionContext;
  readonly event: ConnectionEvent;
}

const { assign } = setup({ types: { context: {} as ConnectionContext, events: {} as ConnectionEvent } });

/** What a connection does on the way to a pair, by name. */
export function invitationActions(ports: Ports) {
  const { bus } = ports;
  const say = ({ outlet }: ConnectionContext, message: RelayMessage) =>
    bus.outbound.next({ kind: "direct", to: outlet, message });
  const tell = (to: Peer | Inviting, event: InvitationEvent) =>
    bus.tell("address" in to ? to.address : connectionName(to.code), event);
  const sayOver = (
    context: ConnectionContext,
    { invitation }: { invitation: InvitationId },
    reason: InvitationEnd,
  ) => say(context, { type: "uninvited", invitation, reason });
  const sayInvited = (context: ConnectionContext, { invitation, from }: Invitation) =>
    say(context, { type: "invited", invitation, from: partnerOf(from), expires: RING_FOR, at: ports.now() });

  return {
    startInviting: assign(({ event }) =>
      event.type === "join"
        ? { inviting: { invitation: ports.newInvitation(), code: event.code, id: event.id } }
        : {},
    ),
    stopInviting: assign({ inviting: undefined }),
    ask: ({ context: { peer, inviting } }: Args) => {
      if (inviting === undefined) return;
      const { invitation } = inviting;
      const heard = tell(inviting, { type: "ask", invitation, from: peer });
      if (!heard) tell(peer, { type: "ask.refused", invitation });
    },
    tellRefused: ({ context }: Args) => {
      bus.outbound.next({ kind: "missed", by: context.peer.person.code });
      say(context, errorMessage("invalid-or-busy", { re: "join", id: context.inviting?.id }));
    },
    tellRinging: ({ context }: Args) => {
      if (context.inviting === undefined) return;
      const { invitation, code } = context.inviting;
      say(context, { type: "ringing", invitation, code, expires: RING_FOR, at: ports.now() });
    },
    tellDeclined: ({ context, event }: Args) => {
      if (event.type === "ask.declined") sayOver(context, event, event.reason);
    },
    withdraw: ({ context }: Args, reason: InvitationEnd) => {
      const { inviting } = context;
      if (inviting === undefined) return;
      tell(inviting, { type: "ask.withdrawn", invitation: inviting.invitation, reason });
      sayOver(context, inviting, reason);
    },
    updateAsked: ({ context: { peer, inviting } }: Args) => {
      if (inviting !== undefined) {
        tell(inviting, { type: "ask.updated", invitation: inviting.invitation, from: peer });
      }
    },
    acceptAsk: ({ context, event }: Args) => {
      if (event.type === "ask") ports.openPair(context.peer, event.from);
    },
    refuseAsk: ({ event }: Args) => {
      if (event.type === "ask") tell(event.from, { type: "ask.refused", invitation: event.invitation });
    },
    ring: assign(({ context, event }) =>
      event.type === "ask"
        ? { invitations: [...context.invitations, { invitation: event.invitation, from: event.from }] }
        : {},
    ),
    tellRung: ({ context, event }: Args) => {
      if (event.type !== "ask") return;
      sayInvited(context, event);
      tell(event.from, { type: "ask.ringing", invitation: event.invitation });
    },
    updateInvitation: assign(({ context, event }) =>
      event.type === "ask.updated"
        ? {
            invitations: context.invitations.map((known) =>
              known.invitation === event.invitation ? { ...known, from: event.from } : known,
            ),
          }
        : {},
    ),
    tellUpdated: ({ context, event }: Args) => {
      if (event.type === "ask.updated") sayInvited(context, event);
    },
    acceptInvitation: ({ context, event }: Args) => {
      const from = invitationFor(context, event)?.from;
      if (from !== undefined) ports.openPair(context.peer, from);
    },
    declineInvitation: ({ context, event }: Args) => {
      const declined = invitationFor(context, event);
      if (declined === undefined) return;
      tell(declined.from, { type: "ask.declined", invitation: declined.invitation, reason: "declined" });
      sayOver(context, declined, "declined");
    },
    tellWithdrawn: ({ context, event }: Args) => {
      if (event.type === "ask.withdrawn") sayOver(context, event, event.reason);
    },
    forgetInvitation: assign(({ context, event }) => {
      const over = invitationFor(context, event);
      return { invitations: context.invitations.filter((known) => known !== over) };
    }),

    // Whoever is paired is busy for everyone else, and no longer wants anyone else.
    settleInvitations: ({ context, event }: Args) => {
      if (event.type !== "pair.opened") return;
      const { code } = event.partner.person;
      const { inviting, invitations } = context;
      if (inviting !== undefined && inviting.code !== code) {
        tell(inviting, { type: "ask.withdrawn", invitation: inviting.invitation, reason: "cancelled" });
        sayOver(context, inviting, "cancelled");
      }
      for (const other of invitations) {
        if (other.from.person.code === code) continue;
        tell(other.from, { type: "ask.declined", invitation: other.invitation, reason: "busy" });
        sayOver(context, other, "busy");
      }
    },
    forgetInvitations: assign({ inviting: undefined, invitations: NO_INVITATIONS }),
    endInvitations: ({ context: { inviting, invitations } }: Args) => {
      if (inviting !== undefined) {
        tell(inviting, { type: "ask.withdrawn", invitation: inviting.invitation, reason: "gone" });
      }
      for (const { invitation, from } of invitations) {
        tell(from, { type: "ask.declined", invitation, reason: "gone" });
      }
    },
  };
}

/** The invitation of another's that `event` is about: by its id, or by the code of whoever sent it. */
export function invitationFor(
  { invitations }: ConnectionContext,
  event: ConnectionEvent,
): Invitation | undefined {
  if (event.type === "join") return invitations.find(({ from }) => from.person.code === event.code);
  if (!("invitation" in event)) return undefined;
  return invitations.find(({ invitation }) => invitation === event.invitation);
}
