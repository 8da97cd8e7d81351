/** What `--json` writes: one object a line. README.md has the shapes. Texts are as they came, with everything invisible escaped. */
import type { Entry, EntryId, LinkView, Mark, PlaceView, SessionView } from "../actors/session/snapshot.ts";
import { visible } from "../config/quote.ts";

export type JsonLine =
  /** The relay can be reached, or not. */
  | { readonly type: "link"; readonly is: LinkView["is"]; readonly text?: string }
  /** Who one is; again after each change. */
  | { readonly type: "me"; readonly code: string; readonly name: string }
  /** Where one is; again after each change. */
  | {
      readonly type: "place";
      readonly at: PlaceView["at"];
      readonly partner?: { readonly code: string; readonly name: string; readonly away: boolean };
    }
  /** Somebody has said something, or oneself, with a mark then. Times are milliseconds since the Unix epoch. */
  | {
      readonly type: "chat";
      readonly id: EntryId;
      readonly at: number;
      readonly place: string;
      readonly from: { readonly code: string; readonly name: string };
      readonly text: string;
      readonly mark?: Mark;
    }
  /** What has become of something that was said here. */
  | { readonly type: "mark"; readonly id: EntryId; readonly mark: Mark }
  | {
      readonly type: "notice";
      /** Absent where it only answers a command. */
      readonly at?: number;
      readonly code: string;
      readonly text: string;
      readonly members?: readonly { readonly code: string; readonly name: string; readonly away: boolean }[];
    }
  | { readonly type: "error"; readonly at?: number; readonly code: string; readonly text: string }
  /** An invitation rings. */
  | {
      readonly type: "invited";
      readonly from: { readonly code: string; readonly name: string };
      readonly until: number;
    }
  | { readonly type: "help"; readonly usage: string; readonly text: string };

/** One line, without its end. */
export function jsonText(line: JsonLine): string {
  return visible(JSON.stringify(line));
}

export function jsonEntry(entry: Entry): JsonLine {
  switch (entry.kind) {
    case "chat": {
      const { id, at, place, from, text, mark } = entry;
      const said = { type: "chat", id, at, place, from: { code: from.code, name: from.name }, text } as const;
      return mark === undefined ? said : { ...said, mark };
    }
    case "notice": {
      const { at, code, text, members } = entry;
      const notice = { type: "notice", at, code, text } as const;
      if (members === undefined) return notice;
      const listed = members.map(({ code, name, away }) => ({ code, name, away: away === true }));
      return { ...notice, members: listed };
    }
    case "error":
      return { type: "error", at: entry.at, code: entry.code, text: entry.text };
  }
}

/** What of `view` itself is different from `before`. */
export function jsonChanges(view: SessionView, before: SessionView | undefined): JsonLine[] {
  const lines: JsonLine[] = [];
  if (view.link.is !== before?.link.is) {
    const { link } = view;
    lines.push(
      "sentence" in link ? { type: "link", is: link.is, text: link.sentence } : { type: "link", is: link.is },
    );
  }
  const { me } = view;
  if (me !== undefined && (me.code !== before?.me?.code || me.name !== before.me.name)) {
    lines.push({ type: "me", code: me.code, name: me.name });
  }
  if (me !== undefined && placeKey(view.place) !== (before?.me === undefined ? "" : placeKey(before.place))) {
    lines.push(jsonPlace(view.place));
  }
  const rang = new Set(before?.invitations.map(({ invitation }) => invitation));
  for (const { invitation, from, until } of view.invitations) {
    if (rang.has(invitation)) continue;
    lines.push({ type: "invited", from: { code: from.code, name: from.name }, until });
  }
  return lines;
}

function jsonPlace(place: PlaceView): JsonLine {
  if (place.at !== "pair") return { type: "place", at: place.at };
  const { code, name, away } = place.partner;
  return { type: "place", at: "pair", partner: { code, name, away } };
}

function placeKey(place: PlaceView): string {
  return place.at === "pair" ? JSON.stringify(jsonPlace(place)) + place.pair : place.at;
}
