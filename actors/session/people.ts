import type { Code, Person } from "../protocol/identity.ts";
import type { Member, MemberChange } from "../protocol/messages.ts";
import type { Roster } from "./snapshot.ts";

/** Who is in the chatroom, as it was told: a page or more of the list, kept up by changes as long as these are told. */
export interface People extends Roster {
  /** The cursor for the page after the last one. */
  readonly next: number | undefined;
  /** Pages that were asked for and have not come yet, in order. */
  readonly asked: readonly Page[];
}

export interface Page {
  readonly after: number;
  /** Whether a person wants to see it, and not only the session. */
  readonly shown: boolean;
}

/** Members that are kept; further pages are only shown as they come. */
export const KEPT = 2000;
/** Pages that may be asked for at once. */
export const ASKED = 8;

export const NOBODY: People = {
  count: undefined,
  members: [],
  whole: false,
  more: false,
  next: undefined,
  asked: [],
};

interface Told {
  readonly count: number;
  readonly members: readonly Member[];
  readonly next?: number;
}

/** The chatroom was entered: the first page. */
export function firstPage(people: People, { count, members, next }: Told): People {
  return {
    ...people,
    count,
    members: members.slice(0, KEPT),
    whole: next === undefined && members.length === count && count <= KEPT,
    more: next !== undefined,
    next,
  };
}

export function asking(people: People, page: Page): People {
  return { ...people, asked: [...people.asked, page] };
}

/** A page has come: the one that was asked for first. What nobody asked for is taken for the first page. */
export function nextPage(people: People, told: Told): readonly [Page, People] {
  const [page = { after: 0, shown: false }, ...asked] = people.asked;
  if (page.after === 0) return [page, firstPage({ ...people, asked }, told)];
  const known = new Set(people.members.map(({ code }) => code));
  const members = [...people.members, ...told.members.filter(({ code }) => !known.has(code))].slice(0, KEPT);
  const whole = told.next === undefined && members.length === told.count;
  return [page, { count: told.count, members, whole, more: told.next !== undefined, next: told.next, asked }];
}

/** Somebody came, left, was renamed, went away or came back. */
export function changed(people: People, { change, member, count }: MemberChange): People {
  const members = withChange(people.members, change, member);
  return { ...people, count, members, whole: people.whole && members.length === count };
}

function withChange(
  members: readonly Member[],
  change: MemberChange["change"],
  person: Person,
): readonly Member[] {
  const old = members.find(({ code }) => code === person.code);
  switch (change) {
    case "entered": {
      if (old !== undefined || members.length >= KEPT) return members;
      // The number of a newcomer is not told; it is above all others, and only orders the list.
      const number = (members.at(-1)?.number ?? 0) + 1;
      return [...members, { code: person.code, name: person.name, number }];
    }
    case "left":
      return members.filter(({ code }) => code !== person.code);
    case "renamed":
      return members.map((member) => (member === old ? { ...member, name: person.name } : member));
    case "away":
      return members.map((member) => (member === old ? { ...member, away: true } : member));
    case "back":
      return members.map((member) => (member === old ? present(member) : member));
  }
}

const present = ({ code, name, number }: Member): Member => ({ code, name, number });

/** In a large chatroom only how many there are is told: the list is what it was. */
export function counted(people: People, count: number): People {
  return { ...people, count, whole: false };
}

/** Nothing is told any more from outside of the chatroom. */
export function outside(people: People): People {
  return people.whole ? { ...people, whole: false } : people;
}

/** One's own new name is told apart from the others'. */
export function renamed(people: People, { code, name }: Person): People {
  if (!people.members.some((member) => member.code === code)) return people;
  return {
    ...people,
    members: people.members.map((member) => (member.code === code ? { ...member, name } : member)),
  };
}

/** Those of `people` whom `who` may mean: by code, or by name, first as it is written, then whatever the case. */
export function called(people: Iterable<Person>, who: string): readonly Person[] {
  const byCode = new Map<Code, Person>();
  for (const person of people) if (!byCode.has(person.code)) byCode.set(person.code, person);
  const known = [...byCode.values()];
  const asCode = known.filter(({ code }) => code === who.toUpperCase());
  if (asCode.length > 0) return asCode;
  const exact = known.filter(({ name }) => name === who);
  if (exact.length > 0) return exact;
  return known.filter(({ name }) => name.toLowerCase() === who.toLowerCase());
}
