import type { ConnectionContext } from "../../connection.ts";
import type { ConnectionEvent, Invitation } from "../../connection-events.ts";
import { utf8Length } from "../../protocol/limits.ts";
import { code, name, plain } from "../veil.ts";
import type { MachineRules } from "./rules.ts";

type Numbered = { readonly id?: number };
const numbered = { id: plain(({ id }: Numbered) => id) };
const answer = {
  invitation: plain(({ invitation }: { readonly invitation: string }) => invitation),
};
const asked = { ...answer, from: code(({ from }: Invitation) => from.person.code) };
const over = { ...answer, reason: plain(({ reason }: { readonly reason: string }) => reason) };

export const connectionRules: MachineRules<ConnectionContext, ConnectionEvent> = {
  context: {
    name: name(({ peer }) => peer.person.name),
    away: plain(({ peer }) => peer.away),
    invitable: plain(({ peer }) => peer.traits.invitations),
    receipts: plain(({ peer }) => peer.traits.receipts),
    signals: plain(({ peer }) => peer.traits.signals),
    video: plain(({ peer }) => peer.traits.video),
    pair: plain(({ pair }) => pair?.id),
    side: plain(({ pair }) => pair?.side),
    inviting: code(({ inviting }) => inviting?.code),
    invitation: plain(({ inviting }) => inviting?.invitation),
    invitations: plain(({ invitations }) => invitations.length),
  },
  events: {
    join: { code: code((event) => event.code), ...numbered },
    accept: { ...answer, ...numbered },
    decline: { ...answer, ...numbered },
    cancel: { ...answer, ...numbered },
    message: { to: plain(({ to }) => to), ...numbered },
    delivered: { pair: plain(({ pair }) => pair), ...numbered },
    rename: { name: name((event) => event.name), ...numbered },
    enter: numbered,
    leave: numbered,
    members: { after: plain(({ after }) => after), limit: plain(({ limit }) => limit) },
    typing: { pair: plain(({ pair }) => pair), on: plain(({ on }) => on) },
    signal: {
      pair: plain(({ pair }) => pair),
      kind: plain(({ kind }) => kind),
      bytes: plain(({ payload }) => payload && utf8Length(payload)),
      ...numbered,
    },
    tell: {
      message: plain(({ message }) => message.type),
      to: plain(({ message }) => ("to" in message ? message.to : undefined)),
      pair: plain(({ message }) => ("pair" in message ? message.pair : undefined)),
      id: plain(({ message }) => ("id" in message ? message.id : undefined)),
      kind: plain(({ message }) => ("kind" in message ? message.kind : undefined)),
      bytes: plain(({ message }) => ("payload" in message ? utf8Length(message.payload ?? "") : undefined)),
      error: plain(({ message }) => (message.type === "error" ? message.code : undefined)),
    },
    ask: asked,
    "ask.updated": asked,
    "ask.withdrawn": over,
    "ask.refused": answer,
    "ask.ringing": answer,
    "ask.declined": over,
    "pair.opened": {
      pair: plain(({ pair }) => pair.id),
      side: plain(({ pair }) => pair.side),
      partner: code(({ partner }) => partner.person.code),
    },
    "pair.ended": { pair: plain(({ pair }) => pair), reason: plain(({ reason }) => reason) },
  },
};
