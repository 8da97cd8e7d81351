import { assertEvent, assign, enqueueActions } from "xstate";
import { isCode, type Person } from "../../protocol/identity.ts";
import { asCode, asking, deadline, meant, notice, type SessionContext } from "../context.ts";
import * as outboxes from "../outbox.ts";
import { PHRASES } from "../phrases.ts";
import { withPairs } from "./pairs.ts";

/** Invitations: one's own, and those that ring here. */
export const withInvitations = withPairs.extend({
  actions: {
    invite: assign(({ context, event }) => {
      assertEvent(event, "join");
      const code = asCode(event.code);
      if (!isCode(code)) return {};
      const told = notice(context, "inviting", PHRASES.notices.inviting(code));
      return {
        ...told,
        ...asking({ ...context, ...told }, { type: "join", code }),
        inviting: { code, until: undefined },
      };
    }),
    ring: assign(({ context, event }) => {
      assertEvent(event, "relay.ringing");
      const { invitation, code, at, expires } = event.message;
      return {
        inviting: { code, invitation, until: deadline(context, at, expires) },
        ...notice(context, "ringing", PHRASES.notices.ringing(code)),
      };
    }),
    cancel: assign(({ context }) => {
      const invitation = context.inviting?.invitation;
      return invitation === undefined ? {} : asking(context, { type: "cancel", invitation });
    }),
    raiseCancel: enqueueActions(({ enqueue }) => enqueue.raise({ type: "cancel" })),
    withdraw: assign(({ context }) => ({
      outbox: outboxes.withdrawn(context.outbox, "join") ?? context.outbox,
    })),
    tellNotInvited: assign(({ context, event }) => {
      assertEvent(event, "relay.uninvited");
      const { inviting } = context;
      if (inviting === undefined) return {};
      const text = PHRASES.notices.uninvited(inviting.code, event.message.reason, true);
      return notice(context, "uninvited", text);
    }),
    endInviting: assign({ inviting: undefined }),

    beInvited: enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, "relay.invited");
      const { from, invitation } = event.message;
      enqueue.assign({
        invitations: [...context.invitations, invitationOf(context, event.message)],
        ...notice(context, "invited", PHRASES.notices.invited(from)),
      });
      enqueue.emit({ type: "rings", invitation });
    }),
    updateInvitation: assign(({ context, event }) => {
      assertEvent(event, "relay.invited");
      const { invitation } = event.message;
      return {
        invitations: context.invitations.map((known) =>
          known.invitation === invitation
            ? { ...invitationOf(context, event.message), until: known.until }
            : known,
        ),
      };
    }),
    declineQuietly: assign(({ context, event }) => {
      assertEvent(event, "relay.invited");
      return asking(context, { type: "decline", invitation: event.message.invitation });
    }),
    beUninvited: assign(({ context, event }) => {
      assertEvent(event, "relay.uninvited");
      const { invitation, reason } = event.message;
      const known = context.invitations.find((one) => one.invitation === invitation);
      if (known === undefined) return {};
      return {
        invitations: context.invitations.filter((one) => one !== known),
        ...notice(context, "uninvited", PHRASES.notices.uninvited(known.from.name, reason, false)),
      };
    }),
    /** It rings no longer when the relay has said so: paired, or uninvited. */
    answerInvitation: assign(({ context, event }) => {
      assertEvent(event, ["accept", "decline"]);
      const invitation = meant(context, event)?.invitation;
      return invitation === undefined ? {} : asking(context, { type: event.type, invitation });
    }),
  },
});

function invitationOf(
  context: SessionContext,
  told: {
    readonly invitation: SessionContext["invitations"][number]["invitation"];
    readonly from: Person & { readonly video: boolean; readonly away?: true };
    readonly at: number;
    readonly expires: number;
  },
) {
  const { invitation, from, at, expires } = told;
  return {
    invitation,
    from: { ...from, away: from.away === true },
    until: deadline(context, at, expires),
  };
}
