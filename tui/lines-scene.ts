/** The lines around the transcript: the header, what asks for an answer, the hint, and the status. */
import type { LinkView, SessionView } from "../actors/session/snapshot.ts";
import { safeLine } from "../actors/text/safe.ts";
import { isolated } from "./entry-rows.ts";
import { type Row, type Segment, type Signs, type Style, segment } from "./style.ts";
import { pageUrl } from "./target.ts";
import type { Ui } from "./ui.ts";
import { clipped, widthOf } from "./width.ts";

/** Where the person is, and at which relay. */
export function headerRow(view: SessionView, columns: number, signs: Signs): Row {
  return barRow([segment(` ${placeTitle(view)}`, "barStrong")], hostOf(view.serverUrl), columns, signs);
}

/** The connection, who one is, and what has happened meanwhile. */
export function statusRow(view: SessionView, ui: Ui, now: number, columns: number, signs: Signs): Row {
  const between = segment(`  ${signs.vertical}  `, "bar");
  const parts: Segment[][] = [[linkSegment(view.link, now, signs)]];
  if (view.me !== undefined) {
    parts.push([segment(`${isolated(safeLine(view.me.name))} `, "bar"), segment(view.me.code, "barStrong")]);
  }
  if (view.unread.count > 0) parts.push([segment(`${view.unread.count} unread`, "barWarning")]);
  if (view.place.at === "pair" && view.place.partner.away)
    parts.push([segment("partner away", "barWarning")]);
  if (view.place.at === "pair" && view.place.partner.typing)
    parts.push([segment(`typing${signs.sending}`, "bar")]);
  if (ui.query !== "")
    parts.push([segment(`"${clipped(safeLine(ui.query), 20, signs.ellipsis)}" F3 older`, "barWarning")]);
  const left = parts.flatMap((part, index) => (index === 0 ? part : [between, ...part]));
  return barRow(left, ui.help === undefined ? "F1 help" : "Esc closes the help", columns, signs);
}

/** One line for each invitation, those of others first. */
export function askRows(view: SessionView, now: number, columns: number, signs: Signs): Row[] {
  const invited = view.invitations.map(({ from, until }) => {
    const away = from.away ? ", who is away just now," : "";
    const name = `${isolated(clipped(safeLine(from.name), 24, signs.ellipsis))} (${from.code})${away}`;
    return ask(`${name} wants to chat: /accept or /decline`, until, now, columns);
  });
  if (view.inviting === undefined) return invited;
  const { code, until } = view.inviting;
  const told = until === undefined ? `Asking ${code}` : `It rings at ${code}`;
  return [...invited, ask(`${told}; /cancel takes it back`, until, now, columns)];
}

/** The hint, or the question about a long paste. */
export function hintRow({ hint, pasting }: Ui, columns: number): Row[] {
  if (pasting !== undefined) {
    const lines = pasting.split("\n").length;
    return [[segment(clipped(` Paste ${lines} lines? Enter does, Esc does not.`, columns), "ask")]];
  }
  return hint === undefined ? [] : [[segment(clipped(` ${hint.text}`, columns), hint.style)]];
}

/** How long it is until `until`, in whole seconds. */
export function secondsUntil(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

function placeTitle(view: SessionView): string {
  switch (view.place.at) {
    case "lobby":
      return "Lobby";
    case "room":
      return view.roster.count === undefined ? "Chatroom" : `Chatroom, ${people(view.roster.count)}`;
    case "pair":
      return `Chat with ${isolated(safeLine(view.place.partner.name))} (${view.place.partner.code})`;
  }
}

const people = (count: number) => (count === 1 ? "1 person" : `${count.toLocaleString("en")} people`);

function linkSegment(link: LinkView, now: number, signs: Signs): Segment {
  switch (link.is) {
    case "connecting":
      return segment(` ${signs.hollow} connecting${signs.sending}`, "barWarning");
    case "online":
      return link.behind
        ? segment(` ${signs.dot} catching up${signs.sending}`, "barWarning")
        : segment(` ${signs.dot} online`, "barGood");
    case "reconnecting": {
      const when =
        link.retryAt === undefined ? `now${signs.sending}` : `in ${secondsUntil(link.retryAt, now)} s`;
      return segment(` ${signs.hollow} away: trying again ${when}`, "barError");
    }
    case "refused":
    case "ended":
      return segment(` ${signs.failed} ${safeLine(link.sentence)}`, "barError");
  }
}

function hostOf(url: string): string {
  return pageUrl(url)
    .replace(/^https?:\/\//, "")
    .replace(/\/$/, "");
}

/** A line in the colours of the bar: `left`, and `right` where there is room for both. */
function barRow(left: readonly Segment[], right: string, columns: number, signs: Signs): Row {
  const fitted: Segment[] = [];
  let used = 0;
  for (const { text, style } of left) {
    const part = clipped(text, columns - used, signs.ellipsis);
    fitted.push(segment(part, style));
    used += widthOf(part);
  }
  const end = used + widthOf(right) + 3 <= columns ? `${right} ` : "";
  return [...fitted, segment(" ".repeat(Math.max(0, columns - used - widthOf(end))) + end, "bar")];
}

function ask(text: string, until: number | undefined, now: number, columns: number): Row {
  const style: Style = "ask";
  const rest = until === undefined ? "" : ` ${secondsUntil(until, now)} s `;
  const shown = clipped(` ${text}`, columns - rest.length);
  return [segment(shown + " ".repeat(Math.max(0, columns - rest.length - widthOf(shown))) + rest, style)];
}
