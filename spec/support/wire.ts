import type { DialectName } from "../../actors/protocol/dialect.ts";
import { NOW } from "./world.ts";

/**
 * What a client should hear, written down a second time and independently of the relay's codecs: a happening has
 * the shape of its v1 message, and {@link wire} says which frame another dialect has for it.
 */
export type Happening = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A frame as tests compare it: parsed where it is JSON, the line itself on the text dialect. */
export type Frame = string | ParsedFrame;

export interface ParsedFrame {
  readonly payload?: unknown;
  readonly [field: string]: unknown;
}

/** A frame of a v1 client. */
export const parseV1 = (text: string): ParsedFrame => JSON.parse(text);

export interface Who {
  readonly code: string;
  readonly name: string;
}

/** No more of somebody than others are told. */
export const who = ({ code, name }: Who): Who => ({ code, name });

/** Dialects whose clients may be called without having said so. */
export const hasVideo = (dialect: DialectName) => dialect === "classic";

const LIMITS = { text: 8192, name: 32, payload: 65536, listed: 200 };

export const welcome = (you: Who, pace = { burst: 0, rate: 0 }) =>
  ({ type: "welcome", ...who(you), at: NOW, limits: { ...LIMITS, ...pace } }) as const;
/** Somebody who may be without a socket. */
type MaybeAway = Who & { readonly away?: boolean };
const partner = (person: MaybeAway, video: boolean) => ({
  ...who(person),
  video,
  ...(person.away ? { away: true } : {}),
});
export const paired = (pair: string, other: MaybeAway, polite: boolean, video: boolean) =>
  ({ type: "paired", pair, partner: partner(other, video), polite, at: NOW }) as const;
export const invited = (invitation: string, from: MaybeAway, video: boolean) =>
  ({ type: "invited", invitation, from: partner(from, video), expires: 60_000, at: NOW }) as const;
export const ringing = (invitation: string, asked: Who) =>
  ({ type: "ringing", invitation, code: asked.code, expires: 60_000, at: NOW }) as const;
export const uninvited = (
  invitation: string,
  reason: "declined" | "busy" | "cancelled" | "expired" | "gone",
) => ({ type: "uninvited", invitation, reason }) as const;
export const presence = (pair: string, away: boolean) => ({ type: "presence", pair, away }) as const;
export const unpaired = (pair: string, reason: "you" | "left" | "room" | "gone" | "failed") =>
  ({ type: "unpaired", pair, reason }) as const;
export const said = (to: string, from: Who, text: string, id?: number) =>
  ({ type: "message", to, from: who(from), text, at: NOW, ...(id === undefined ? {} : { id }) }) as const;
export const sent = (to: string, id: number) => ({ type: "sent", to, id, at: NOW }) as const;
export const delivered = (pair: string, id: number) => ({ type: "delivered", pair, id }) as const;
export const renamed = ({ code }: Who, name: string, you: boolean) =>
  ({ type: "renamed", code, name, you }) as const;
export const left = (reason: "you" | "paired" | "failed") => ({ type: "left", reason }) as const;
export const member = (
  change: "entered" | "left" | "renamed" | "away" | "back",
  person: Who,
  count: number,
) => ({ type: "member", change, member: who(person), count }) as const;

/** A member with the number of their entry. */
export type Listed = Who & { readonly number: number; readonly away?: true };
export const entered = (members: readonly Listed[]) =>
  ({ type: "entered", count: members.length, members }) as const;
export const listed = (you: Who, members: readonly Listed[]) =>
  ({ type: "members", you: you.code, count: members.length, members }) as const;

export const refused = (code: keyof typeof ERRORS, re?: string, id?: number) => ({
  type: "error" as const,
  code,
  message: ERRORS[code],
  ...(re === undefined ? {} : { re }),
  ...(id === undefined ? {} : { id }),
});

/** The words of those errors that the flows come upon. */
export const ERRORS = {
  "invalid-or-busy": "Invalid or busy code",
  "own-code": "This is your own code; give it to somebody else.",
  "bad-json": "Invalid JSON format.",
  "bad-name": "A name has 1 to 32 visible characters.",
  "not-paired": "Not paired with anyone for video chat.",
  "no-video": "Your partner's client cannot take a video call.",
  "not-there": "You are not in that chat.",
  "not-in-a-chat": "You are not in a chat. Join somebody's code or enter the chatroom first.",
  "too-long": "A message has at most 8192 bytes.",
  "hello-first": 'Say "hello" first.',
  "already-greeted": '"hello" was said before.',
  "still-joining": "An earlier join has not been answered yet.",
  "no-invitation": "This invitation is over.",
  "already-said": "A message with this number was sent before.",
} as const;

type Known =
  | ReturnType<typeof welcome>
  | ReturnType<typeof paired>
  | ReturnType<typeof invited>
  | ReturnType<typeof ringing>
  | ReturnType<typeof uninvited>
  | ReturnType<typeof presence>
  | ReturnType<typeof unpaired>
  | ReturnType<typeof said>
  | ReturnType<typeof renamed>
  | ReturnType<typeof left>
  | ReturnType<typeof member>
  | ReturnType<typeof entered>
  | ReturnType<typeof listed>
  | ReturnType<typeof refused>
  | ReturnType<typeof sent>
  | ReturnType<typeof delivered>;

export type { Known as Heard };

/** The frame that says `heard` on `dialect`, or undefined where nothing should arrive. */
export function wire(dialect: DialectName, heard: Known): Frame | undefined {
  if (dialect === "v1") return heard;
  const show = dialect === "text" ? (name: string) => name.replaceAll(":", "\uA789") : (name: string) => name;
  const [word, ...fields] = words(heard, show);
  if (word === undefined) return undefined;
  if (dialect === "text") {
    return [word.value, ...fields.map(({ value }) => value)].join(":");
  }
  return { type: word.value, payload: Object.fromEntries(fields.map(({ key, value }) => [key, value])) };
}

interface Field {
  readonly key: string;
  readonly value: string;
}

const frame = (type: string, ...fields: readonly Field[]): readonly Field[] => [
  { key: "type", value: type },
  ...fields,
];
const field = (key: string, value: string): Field => ({ key, value });
const info = (value: string) => frame("INFO", field("message", value));

/** How a dialect writes a name. */
type Show = (name: string) => string;

/** The tables and texts of the classic and the text dialect. */
function words(heard: Known, show: Show): readonly Field[] {
  switch (heard.type) {
    case "welcome":
      return frame("CONNECTED", field("code", heard.code), field("name", show(heard.name)));
    case "paired":
      return frame("PAIR", field("code", heard.partner.code), field("name", show(heard.partner.name)));
    case "message": {
      const type = heard.to === "room" ? "CHATROOM" : "MSGFROM";
      return frame(type, field("sender", show(heard.from.name)), field("text", heard.text));
    }
    case "renamed":
      return heard.you ? [] : frame("RENAMED", field("newName", show(heard.name)));
    case "unpaired":
      if (heard.reason === "you") return [];
      return frame(heard.reason === "room" ? "PEER_LEFT_CHATROOM" : "PEER_LEFT");
    case "ringing":
      return info("They have been asked. Wait for them to accept.");
    case "uninvited":
      return heard.reason === "cancelled" ? [] : frame("ERROR", field("message", "Invalid or busy code"));
    case "entered":
      return info("You are now in the chatroom. Type messages to chat with everyone here.");
    case "left":
      return info(LEFT[heard.reason]);
    case "member":
      return heard.change === "left"
        ? info(`${show(heard.member.name)} (code: ${heard.member.code}) has disconnected from the chatroom.`)
        : [];
    case "members":
      return info(list(heard.members, heard.you, show));
    case "error":
      return frame("ERROR", field("message", heard.message));
    case "sent":
    case "delivered":
    case "invited":
    case "presence":
      return [];
  }
}

const LEFT = {
  you: "You left the chatroom.",
  paired: "You left the chatroom for 1:1 chat.",
  failed: "The chatroom had to be closed; enter it again.",
} as const;

function list(members: readonly Who[], you: string, show: Show): string {
  if (members.length === 0) return "No one is currently in the chatroom.";
  const lines = members.map(
    ({ name, code }) => `${show(name)} (code: ${code})${code === you ? " [you]" : ""}`,
  );
  return ["Members in chatroom:", ...lines].join("\n");
}
