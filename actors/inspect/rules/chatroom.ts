import type { ChatroomContext, ChatroomEvent } from "../../chatroom.ts";
import type { Peer } from "../../ports.ts";
import { code, name, plain } from "../veil.ts";
import type { MachineRules } from "./rules.ts";

const from = { from: code((event: { readonly from: Peer }) => event.from.person.code) };

export const chatroomRules: MachineRules<ChatroomContext, ChatroomEvent> = {
  context: {
    members: plain(({ members }) => members.size),
    last: plain(({ numbers }) => numbers.last),
  },
  events: {
    say: { ...from, id: plain(({ id }) => id) },
    list: { ...from, after: plain(({ after }) => after), limit: plain(({ limit }) => limit) },
    enter: { code: code(({ peer }) => peer.person.code) },
    leave: { code: code((event) => event.code) },
    rename: { code: code(({ person }) => person.code), name: name(({ person }) => person.name) },
    presence: { code: code((event) => event.code), away: plain(({ away }) => away) },
  },
};
