import { type SnapshotFrom, setup } from "xstate";
import { type DataLane, withDataLane } from "./data-lane.ts";
import type { Peer, Ports } from "./ports.ts";
import type { Code, Person } from "./protocol/identity.ts";
import { LIMITS } from "./protocol/limits.ts";
import type { Member, MemberChange, RelayMessage } from "./protocol/messages.ts";
import { withStamps } from "./stamped.ts";

/**
 * Who is in the open chatroom, in the order in which they came. The table is this actor's own and is changed in
 * place: a copy for each of ten thousand entries would be quadratic.
 */
export interface ChatroomContext {
  readonly members: Map<Code, MemberEntry>;
  /** The highest number given so far, in the table so that it can grow in place too. */
  readonly numbers: { last: number };
}

interface MemberEntry {
  readonly peer: Peer;
  readonly member: Member;
}

export type ChatroomDataEvent =
  | { readonly type: "say"; readonly from: Peer; readonly text: string; readonly id: number | undefined }
  | { readonly type: "list"; readonly from: Peer; readonly after: number; readonly limit: number };

export type ChatroomEvent =
  | ChatroomDataEvent
  | { readonly type: "enter"; readonly peer: Peer }
  | { readonly type: "leave"; readonly code: Code }
  | { readonly type: "rename"; readonly person: Person }
  | { readonly type: "presence"; readonly code: Code; readonly away: boolean };

/** How often a crowded chatroom says how many are in it, ms. */
const COUNT_EVERY = 1000;

/** The actor logic of the chatroom: its statechart with its data lane. */
export function createChatroomLogic(ports: Ports) {
  const { outbound } = ports.bus;
  const say = (to: Peer, message: RelayMessage) => ports.bus.tell(to.address, { type: "tell", message });
  const announce = (members: ChatroomContext["members"], change: MemberChange["change"], member: Person) => {
    const { code, name } = member;
    outbound.next({
      kind: "room",
      except: code,
      message: { type: "member", change, member: { code, name }, count: members.size },
    });
  };

  const machine = setup({
    types: { context: {} as ChatroomContext, events: {} as ChatroomEvent },
    actions: {
      welcome: ({ context: { members, numbers } }, peer: Peer) => {
        const { code } = peer.person;
        const isNew = !members.has(code);
        if (isNew) {
          numbers.last += 1;
          members.set(code, { peer, member: { ...peer.person, number: numbers.last } });
        }
        say(peer, { type: "entered", ...page(members, 0, LIMITS.listed) });
        if (!isNew) return;
        outbound.next({ kind: "subscribe", to: code });
        announce(members, "entered", peer.person);
      },
      takeOut: ({ context: { members } }, code: Code) => {
        const entry = members.get(code);
        if (entry === undefined) return;
        members.delete(code);
        outbound.next({ kind: "unsubscribe", to: code });
        announce(members, "left", entry.member);
      },
      changeName: ({ context: { members } }, person: Person) => {
        const entry = members.get(person.code);
        if (entry === undefined) return;
        members.set(person.code, {
          peer: { ...entry.peer, person },
          member: { ...entry.member, name: person.name },
        });
        announce(members, "renamed", person);
      },
      notePresence: ({ context: { members } }, { code, away }: { code: Code; away: boolean }) => {
        const entry = members.get(code);
        if (entry === undefined) return;
        const { name, number } = entry.member;
        members.set(code, {
          peer: { ...entry.peer, away },
          member: away ? { code, name, number, away } : { code, name, number },
        });
        announce(members, away ? "away" : "back", entry.member);
      },
      tellCount: ({ context: { members } }) => {
        outbound.next({ kind: "room", except: undefined, message: { type: "count", count: members.size } });
      },
    },
    guards: {
      isCrowded: ({ context }) => context.members.size > LIMITS.listed,
      isListed: ({ context }) => context.members.size <= LIMITS.listed,
    },
    delays: { countEvery: COUNT_EVERY },
  }).createMachine({
    id: "chatroom",
    description: "The open chatroom: who is in it, and who hears of whom.",
    context: () => ({ members: new Map(), numbers: { last: 0 } }),
    on: {
      enter: { actions: { type: "welcome", params: ({ event }) => event.peer } },
      leave: { actions: { type: "takeOut", params: ({ event }) => event.code } },
      rename: { actions: { type: "changeName", params: ({ event }) => event.person } },
      presence: { actions: { type: "notePresence", params: ({ event }) => event } },
    },
    initial: "listed",
    states: {
      listed: {
        description: "Every coming and going is told.",
        always: { guard: "isCrowded", target: "crowded" },
      },
      crowded: {
        description: "The count is told, at most once a second.",
        always: { guard: "isListed", target: "listed" },
        initial: "counting",
        states: {
          steady: {
            on: {
              enter: {
                target: "counting",
                actions: { type: "welcome", params: ({ event }) => event.peer },
              },
              leave: { target: "counting", actions: { type: "takeOut", params: ({ event }) => event.code } },
            },
          },
          counting: { after: { countEvery: { target: "steady", actions: "tellCount" } } },
        },
      },
    },
  });

  const inAnyState = () => true;
  const lane: DataLane<SnapshotFrom<typeof machine>, ChatroomDataEvent> = {
    say: {
      when: inAnyState,
      does: "tells all the others at once, and the sender that it was taken",
      handle: (_, { from, text, id }) => {
        const at = ports.now();
        const { person } = from;
        const chat = { type: "message", to: "room", from: person, text, at } as const;
        outbound.next({
          kind: "room",
          except: person.code,
          message: id === undefined ? chat : { ...chat, id },
        });
        if (id !== undefined) say(from, { type: "sent", to: "room", id, at });
      },
    },
    list: {
      when: inAnyState,
      does: "tells the asker the next page of members",
      handle: ({ members }, { from, after, limit }) => {
        say(from, { type: "members", you: from.person.code, ...page(members, after, limit) });
      },
    },
  };
  return withDataLane(withStamps(machine, ports.now), lane);
}

/** Up to `limit` members that came after number `after`, and where to go on if there are more. */
function page(table: ChatroomContext["members"], after: number, limit: number) {
  const members: Member[] = [];
  for (const { member } of table.values()) {
    if (member.number <= after) continue;
    if (members.length === limit) {
      return { count: table.size, members, next: members[members.length - 1]?.number ?? after };
    }
    members.push(member);
  }
  return { count: table.size, members };
}
