/** The pane with the people: the partner, or those in the chatroom. */
import type { PartnerView, Roster, SessionView } from "../actors/session/snapshot.ts";
import { safeLine } from "../actors/text/safe.ts";
import { isolated } from "./entry-rows.ts";
import { nameStyle, type Row, type Signs, segment } from "./style.ts";
import { clipped } from "./width.ts";

export function peopleRows(view: SessionView, columns: number, height: number, signs: Signs): Row[] {
  const me = view.me?.code;
  if (view.place.at === "pair") return partnerRows(view.place.partner, columns, signs);
  if (view.place.at === "lobby") return [];
  return memberRows(view.roster, me, columns, height, signs);
}

function partnerRows(partner: PartnerView, columns: number, signs: Signs): Row[] {
  const name = clipped(safeLine(partner.name), columns, signs.ellipsis);
  const state = partner.away ? "away, comes back" : partner.typing ? `typing${signs.sending}` : "here";
  return [
    [segment(isolated(name), nameStyle(partner.code))],
    [segment(partner.code, "dim")],
    [segment(`${partner.away ? signs.hollow : signs.dot} ${state}`, partner.away ? "warning" : "good")],
  ];
}

function memberRows(
  roster: Roster,
  me: string | undefined,
  columns: number,
  height: number,
  signs: Signs,
): Row[] {
  const total = Math.max(roster.count ?? 0, roster.members.length);
  const room = total > height - 1 ? height - 2 : height - 1;
  const rows: Row[] = [[segment(`${total.toLocaleString("en")} here`, "dim")]];
  const shownTwice = repeated(roster.members.map(({ name }) => safeLine(name)));
  for (const { code, name, away } of roster.members.slice(0, Math.max(0, room))) {
    const which = shownTwice.has(safeLine(name)) ? ` ${code}` : "";
    const about = `${which}${code === me ? " you" : away ? " away" : ""}`;
    const shown = clipped(safeLine(name), columns - 2 - about.length, signs.ellipsis);
    rows.push([
      segment(`${away ? signs.hollow : signs.dot} `, away ? "warning" : "good"),
      segment(isolated(shown), code === me ? "own" : nameStyle(code)),
      segment(about, "dim"),
    ]);
  }
  const others = total - (rows.length - 1);
  if (others > 0) rows.push([segment(`and ${others.toLocaleString("en")} more: /list`, "dim")]);
  return rows;
}

/** Names are not unique: with those that several have goes the code. */
function repeated(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}
