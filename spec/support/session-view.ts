import type { Code, Name, PairId, Person } from "../../actors/protocol/identity.ts";
import type { Entry, SessionView, Transcript } from "../../actors/session/snapshot.ts";

/** Noon on 25 November 2025, by UTC. */
export const NOON = Date.UTC(2025, 10, 25, 12);

export function person(code: string, name: string): Person {
  return { code: code as Code, name: name as Name };
}

export const ADA = person("Z6SH0YPG", "Ada");
export const BERT = person("9U6CK0HX", "Bert");

/** A chat of Bert's in the chatroom, unless something else is given. */
export function chat(id: number, text: string, more: Partial<Extract<Entry, { kind: "chat" }>> = {}): Entry {
  const base = { kind: "chat", id, place: "room", at: NOON, from: BERT, text } as const;
  return { ...base, mark: undefined, number: undefined, ...more };
}

export function notice(id: number, text: string): Entry {
  return { kind: "notice", id, place: "room", at: NOON, code: "member-entered", text };
}

/** Entries whose ids are consecutive, in blocks as the session keeps them. */
export function transcriptOf(entries: readonly Entry[]): Transcript {
  const blocks = [];
  for (let i = 0; i < entries.length; i += 64) {
    const part = entries.slice(i, i + 64);
    blocks.push({ first: part[0]?.id ?? 0, entries: part });
  }
  return { blocks, next: (entries.at(-1)?.id ?? 0) + 1 };
}

/** Ada in the lobby, online, unless something else is given. */
export function viewWith(more: Partial<SessionView> = {}): SessionView {
  return {
    serverUrl: "wss://chat.example.org/ws",
    link: { is: "online", behind: false },
    place: { at: "lobby" },
    me: ADA,
    inviting: undefined,
    invitations: [],
    roster: { count: undefined, members: [], whole: false, more: false },
    transcript: transcriptOf([]),
    unread: { count: 0, first: undefined },
    call: undefined,
    ignored: [],
    limits: { text: 8192, name: 32, payload: 65536 },
    ...more,
  };
}

/** Ada in a private chat with Bert. */
export function pairedWith(more: Partial<SessionView> = {}): SessionView {
  const partner = { ...BERT, video: false, away: false, typing: false };
  return viewWith({ place: { at: "pair", pair: "P1" as PairId, partner, polite: true }, ...more });
}
