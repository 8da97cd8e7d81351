/** What is shown where the transcript has nothing yet: what can be done here. */
import type { SessionView } from "../actors/session/snapshot.ts";
import { safeLine } from "../actors/text/safe.ts";
import { isolated } from "./entry-rows.ts";
import { type Row, type Signs, segment } from "./style.ts";
import { clipped, widthOf } from "./width.ts";

/** At most `height` lines, in the middle of `columns`; none where there is too little room. */
export function panelRows(view: SessionView, columns: number, height: number, signs: Signs): Row[] {
  const lines = panelOf(view, height, signs);
  if (lines.length === 0 || lines.length + 2 > height) return [];
  const width = Math.max(...lines.map(rowWidth));
  const left = " ".repeat(Math.max(0, Math.floor((columns - width) / 2)));
  return lines.map((line) => (line.length === 0 ? line : [segment(left), ...line]));
}

function panelOf(view: SessionView, height: number, signs: Signs): Row[] {
  switch (view.place.at) {
    case "lobby":
      return lobbyPanel(view, height, signs);
    case "room":
      return (view.roster.count ?? 2) > 1
        ? []
        : [[segment("Nobody else is here yet. They come in with /chatroom.", "dim")]];
    case "pair": {
      const name = isolated(clipped(safeLine(view.place.partner.name), 32, signs.ellipsis));
      return [[segment(`Only you and ${name} read this. /leave ends it.`, "dim")]];
    }
  }
}

function lobbyPanel(view: SessionView, height: number, signs: Signs): Row[] {
  if (view.me === undefined) return [];
  const way = (command: string, what: string): Row => [
    segment(command.padEnd(13), "strong"),
    segment(what, "dim"),
  ];
  const ways = [
    way("/join CODE", "ask somebody to chat, by their code"),
    way("/chatroom", "enter the open chatroom"),
    way("/name NEW", "take another name"),
    way("/copy link", "an invite link, for a browser"),
  ];
  const head: Row = [segment("Your code. Give it to somebody who wants to reach you:", "dim")];
  const { code } = view.me;
  if (height >= 12) return [head, [], ...boxed(code, signs), [], ...ways];
  if (height >= 10) return [head, [], [segment(spaced(code), "own")], [], ...ways];
  return [[segment("Your code: ", "dim"), segment(spaced(code), "own")], ways[0] ?? [], ways[1] ?? []];
}

/** In two groups, as it is easier to read out. */
const spaced = (code: string) => `${[...code.slice(0, 4)].join(" ")}   ${[...code.slice(4)].join(" ")}`;

function boxed(code: string, signs: Signs): Row[] {
  const text = `   ${spaced(code)}   `;
  const isAscii = signs.horizontal === "-";
  const line = signs.horizontal.repeat(text.length);
  const [topLeft, topRight, lowLeft, lowRight] = isAscii ? ["+", "+", "+", "+"] : ["┌", "┐", "└", "┘"];
  const side = segment(signs.vertical, "border");
  return [
    [segment(`${topLeft}${line}${topRight}`, "border")],
    [side, segment(text, "own"), side],
    [segment(`${lowLeft}${line}${lowRight}`, "border")],
  ];
}

const rowWidth = (row: Row) => row.reduce((sum, { text }) => sum + widthOf(text), 0);
