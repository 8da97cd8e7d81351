/** What Tab can put in: commands, their choices, names and codes of the people around. */
import type { Person } from "../actors/protocol/identity.ts";
import type { SessionView } from "../actors/session/snapshot.ts";
import { safeLine } from "../actors/text/safe.ts";
import { COMMANDS, commandOf } from "./commands.ts";
import type { Candidates } from "./completion.ts";

/** Candidates for the end of `before`, given who is known. */
export function candidatesFor(view: SessionView, before: string): Candidates {
  const command = /^\/(\S*)$/.exec(before);
  if (command !== null)
    return {
      from: 0,
      words: matching(
        COMMANDS.map(({ name }) => `/${name}`),
        before,
      ),
      after: " ",
    };
  const withArgument = /^\/(\S+)\s+(.*)$/s.exec(before);
  if (withArgument !== null && !before.startsWith("//")) {
    const argument = withArgument[2] ?? "";
    const words = argumentWords(view, commandOf(withArgument[1] ?? "")?.completes);
    return { from: before.length - argument.length, words: matching(words, argument), after: "" };
  }
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const names = word === "" ? [] : matching(namesAround(view), word);
  const from = before.length - word.length;
  return { from, words: names, after: from === 0 ? ": " : " " };
}

/** The people who can be meant: the partner, those who invite, the members, and those who have spoken lately. */
export function peopleAround(view: SessionView): Person[] {
  const people = new Map<string, Person>();
  if (view.place.at === "pair") people.set(view.place.partner.code, view.place.partner);
  for (const { from } of view.invitations) people.set(from.code, from);
  for (const member of view.roster.members) people.set(member.code, member);
  for (const block of view.transcript.blocks.slice(-3)) {
    for (const entry of block.entries) if (entry.kind === "chat") people.set(entry.from.code, entry.from);
  }
  if (view.me !== undefined) people.delete(view.me.code);
  return [...people.values()];
}

function argumentWords(
  view: SessionView,
  completes: (typeof COMMANDS)[number]["completes"],
): readonly string[] {
  if (completes === undefined) return [];
  if (typeof completes !== "string") return completes;
  switch (completes) {
    case "command":
      return COMMANDS.map(({ name }) => name);
    case "code":
      return peopleAround(view).map(({ code }) => code);
    case "person":
      return [...namesAround(view), ...peopleAround(view).map(({ code }) => code)];
  }
}

function namesAround(view: SessionView): string[] {
  return [...new Set(peopleAround(view).map(({ name }) => safeLine(name)))];
}

function matching(words: readonly string[], start: string): string[] {
  const wanted = start.toLowerCase();
  return words.filter((word) => word.toLowerCase().startsWith(wanted)).sort((a, b) => (a < b ? -1 : 1));
}
