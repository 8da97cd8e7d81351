import type { SessionContext } from "../../session/context.ts";
import type { SessionEvent } from "../../session/events.ts";
import { code, name, plain } from "../veil.ts";
import type { MachineRules } from "./rules.ts";

const on = { on: plain((event: { readonly on: boolean }) => event.on) };
const withCamera = { camera: plain(({ camera }: { readonly camera: boolean }) => camera) };
const kind = { kind: plain((event: { readonly kind: string }) => event.kind) };
const invitation = { invitation: plain((event: { readonly invitation?: string }) => event.invitation) };

type Said<Message> = { readonly message: Message };
const pair = { pair: plain(({ message }: Said<{ readonly pair: string }>) => message.pair) };
const ofInvitation = {
  invitation: plain(({ message }: Said<{ readonly invitation: string }>) => message.invitation),
};
const id = { id: plain(({ message }: Said<{ readonly id?: number }>) => message.id) };
const to = { to: plain(({ message }: Said<{ readonly to: string }>) => message.to) };
const reason = { reason: plain(({ message }: Said<{ readonly reason: string }>) => message.reason) };
const count = { count: plain(({ message }: Said<{ readonly count: number }>) => message.count) };

export const sessionRules: MachineRules<SessionContext, SessionEvent> = {
  context: {
    code: code(({ me }) => me?.code),
    name: name(({ me }) => me?.name),
    seq: plain(({ stream }) => stream?.seq),
    roomSeq: plain(({ stream }) => stream?.roomSeq),
    acked: plain(({ stream }) => stream?.acked),
    waiting: plain(({ outbox }) => outbox.items.length),
    pair: plain((context) => context.pair?.pair),
    partner: code((context) => context.pair?.partner.code),
    polite: plain((context) => context.pair?.polite),
    inviting: code(({ inviting }) => inviting?.code),
    invitations: plain(({ invitations }) => invitations.length),
    entries: plain(({ transcript }) => transcript.next - 1),
    unread: plain(({ unread }) => unread.count),
    attempt: plain(({ retry }) => retry.attempt),
    delay: plain(({ retry }) => retry.delay),
  },
  events: {
    join: { code: code((event) => event.code) },
    accept: invitation,
    decline: invitation,
    rename: { name: name((event) => event.name) },
    typing: on,
    focus: on,
    signal: kind,
    "call.start": withCamera,
    "call.accept": withCamera,
    "call.mute": on,
    "call.camera": on,
    "call.share": on,
    "socket.frame": { characters: plain(({ text }) => text.length) },
    "socket.closed": { closed: plain((event) => event.code) },
    "socket.refused": {
      status: plain(({ status }) => status),
      retryAfter: plain((event) => event.retryAfter),
    },
    "relay.welcome": {
      code: code(({ message }) => message.code),
      resumed: plain(({ message }) => message.session.resumed),
      lost: plain(({ message }) => message.session.lost),
    },
    "relay.paired": {
      ...pair,
      partner: code(({ message }) => message.partner.code),
      polite: plain(({ message }) => message.polite),
    },
    "relay.unpaired": { ...pair, ...reason },
    "relay.invited": { ...ofInvitation, from: code(({ message }) => message.from.code) },
    "relay.ringing": { ...ofInvitation, code: code(({ message }) => message.code) },
    "relay.uninvited": { ...ofInvitation, ...reason },
    "relay.presence": { ...pair, away: plain(({ message }) => message.away) },
    "relay.message": { ...to, ...id, from: code(({ message }) => message.from.code) },
    "relay.sent": { ...to, ...id },
    "relay.delivered": { ...pair, ...id },
    "relay.renamed": {
      code: code(({ message }) => message.code),
      name: name(({ message }) => message.name),
      you: plain(({ message }) => message.you),
    },
    "relay.entered": count,
    "relay.left": reason,
    "relay.member": {
      code: code(({ message }) => message.member.code),
      change: plain(({ message }) => message.change),
      ...count,
    },
    "relay.members": count,
    "relay.count": count,
    "relay.typing": { ...pair, on: plain(({ message }) => message.on) },
    "relay.signal": { ...pair, kind: plain(({ message }) => message.kind) },
    "relay.error": {
      error: plain(({ message }) => message.code),
      re: plain(({ message }) => message.re),
      ...id,
    },
    heard: { seq: plain(({ seq }) => seq), roomSeq: plain(({ roomSeq }) => roomSeq) },
    chat: { entry: plain(({ entry }) => entry), missed: plain(({ missed }) => missed) },
  },
};
