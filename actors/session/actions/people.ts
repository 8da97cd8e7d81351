import { assertEvent, assign } from "xstate";
import { isCode, normaliseName, type Person } from "../../protocol/identity.ts";
import { asCode, asking, callAfter, complaint, notice, type SessionContext } from "../context.ts";
import * as peoples from "../people.ts";
import { PHRASES } from "../phrases.ts";
import { newestFirst } from "../transcript.ts";
import { withInvitations } from "./invitations.ts";

/** Names, the chatroom and who is in it, and who is ignored. */
export const sessionActions = withInvitations.extend({
  actions: {
    rename: assign(({ context, event }) => {
      assertEvent(event, "rename");
      const name = normaliseName(event.name);
      return name === undefined ? {} : { chosen: name, ...asking(context, { type: "rename", name }) };
    }),
    beRenamed: assign(({ context, event }) => {
      assertEvent(event, "relay.renamed");
      const { code, name, you } = event.message;
      if (!you) return {};
      return {
        me: { code, name },
        people: peoples.renamed(context.people, { code, name }),
        ...notice(context, "renamed", PHRASES.notices.renamed(name)),
      };
    }),
    enter: assign(({ context }) => asking(context, { type: "enter" })),
    leave: assign(({ context }) => asking(context, { type: "leave" })),
    beEntered: assign(({ context, event }) => {
      assertEvent(event, "relay.entered");
      const call = context.pair === undefined ? context.call : callAfter(context, "hung-up");
      return { pair: undefined, call, people: peoples.firstPage(context.people, event.message) };
    }),
    tellEntered: assign(({ context, event }) => {
      assertEvent(event, "relay.entered");
      const text = PHRASES.notices.entered(event.message.count);
      return notice(context, "entered", text, { place: "room" });
    }),
    beOutside: assign(({ context, event }) => {
      assertEvent(event, "relay.left");
      const { stream } = context;
      return {
        people: peoples.outside(context.people),
        ...(stream === undefined ? {} : { stream: { ...stream, roomSeq: undefined } }),
        ...notice(context, "left", PHRASES.notices.left(event.message.reason), { place: "room" }),
      };
    }),
    list: assign(({ context: { people, ...context }, event }) => {
      const after = event.type === "list.more" ? (people.next ?? 0) : 0;
      return {
        ...asking({ people, ...context }, { type: "members", after }),
        people: peoples.asking(people, { after, shown: event.type !== "relay.member" }),
      };
    }),
    hearMembers: assign(({ context, event }) => {
      assertEvent(event, "relay.members");
      const { members, count } = event.message;
      const [page, people] = peoples.nextPage(context.people, event.message);
      if (!page.shown) return { people };
      return {
        people,
        ...notice(context, "listed", PHRASES.notices.listed(members.length, count), {
          place: "room",
          members,
        }),
      };
    }),
    loseSight: assign(({ context }) => ({ people: peoples.outside(context.people) })),
    hearCount: assign(({ context, event }) => {
      assertEvent(event, "relay.count");
      return { people: peoples.counted(context.people, event.message.count) };
    }),
    hearMember: assign(({ context, event }) => {
      assertEvent(event, "relay.member");
      const { change, member } = event.message;
      const { members } = context.people;
      const people = peoples.changed(context.people, event.message);
      const place = { place: "room" } as const;
      switch (change) {
        case "entered":
        case "left": {
          const what = `member-${change}` as const;
          return { people, ...notice(context, what, PHRASES.notices[what](member.name), place) };
        }
        case "renamed": {
          const old = members.find(({ code }) => code === member.code)?.name;
          if (old === undefined) return { people };
          const text = PHRASES.notices["member-renamed"](old, member.name);
          return { people, ...notice(context, "member-renamed", text, place) };
        }
        case "away":
        case "back":
          return { people };
      }
    }),
    ignore: assign(({ context, event }) => {
      assertEvent(event, "ignore");
      return ignoring(context, event.who);
    }),
    unignore: assign(({ context, event }) => {
      assertEvent(event, "unignore");
      return unignoring(context, event.who);
    }),
  },
});

/** Codes that may be ignored. */
const IGNORED = 128;

/** Everybody that the session knows of, the nearest first. */
function* known({ pair, invitations, people, transcript, me }: SessionContext): Generator<Person> {
  if (pair !== undefined) yield pair.partner;
  for (const { from } of invitations) yield from;
  yield* people.members;
  for (const entry of newestFirst(transcript)) {
    if (entry.kind === "chat" && entry.from.code !== me?.code) yield entry.from;
  }
}

function ignoring(context: SessionContext, typed: string) {
  const who = typed.trim();
  const [person, ...others] = peoples.called(known(context), who);
  if (others.length > 0) return complaint(context, "ambiguous-name");
  const code = person?.code ?? asCode(who);
  if (!isCode(code)) return complaint(context, "nobody-of-that-name");
  if (code === context.me?.code) return complaint(context, "own-code");
  if (context.ignored.some((one) => one.code === code)) return {};
  if (context.ignored.length >= IGNORED) return complaint(context, "ignore-full");
  const told = {
    ignored: [...context.ignored, { code, name: person?.name }],
    ...notice(context, "ignored", PHRASES.notices.ignored(person?.name ?? code)),
  };
  // What rings already is declined, as what would ring from now on. One person rings once.
  const ringing = context.invitations.find(({ from }) => from.code === code);
  if (ringing === undefined) return told;
  return {
    ...told,
    ...asking({ ...context, ...told }, { type: "decline", invitation: ringing.invitation }),
  };
}

function unignoring(context: SessionContext, typed: string) {
  const who = typed.trim();
  const matching = context.ignored.filter(
    ({ code, name }) => code === asCode(who) || name?.toLowerCase() === who.toLowerCase(),
  );
  const [one, ...others] = matching;
  if (one === undefined) return complaint(context, "nobody-of-that-name");
  if (others.length > 0) return complaint(context, "ambiguous-name");
  return {
    ignored: context.ignored.filter(({ code }) => code !== one.code),
    ...notice(context, "unignored", PHRASES.notices.unignored(one.name ?? one.code)),
  };
}
