import type { Code, Name, Person } from "./identity.ts";
import type { Member, RelayMessage } from "./messages.ts";

/**
 * What the relay says in words on the classic and the text dialect. Existing clients match on some of these,
 * so they are part of the protocol.
 */
export const PHRASES = {
  ringing: "They have been asked. Wait for them to accept.",
  entered: "You are now in the chatroom. Type messages to chat with everyone here.",
  left: "You left the chatroom.",
  leftForPair: "You left the chatroom for 1:1 chat.",
  leftFailed: "The chatroom had to be closed; enter it again.",
  nobody: "No one is currently in the chatroom.",
  memberLeft: (person: Person, show: ShowName) =>
    `${named(person, show)} has disconnected from the chatroom.`,
  members: (members: readonly Member[], you: Code, count: number, show: ShowName) => {
    if (count === 0) return PHRASES.nobody;
    const lines = members.map((member) => named(member, show) + (member.code === you ? " [you]" : ""));
    const more = count - members.length;
    return ["Members in chatroom:", ...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join("\n");
  },
} as const;

/** How a dialect writes a name. */
type ShowName = (name: Name) => string;

const named = (person: Person, show: ShowName) => `${show(person.name)} (code: ${person.code})`;

/** The words for a message of the chatroom's own, on dialects that know only `INFO`. */
export function infoPhrase(message: RelayMessage, show: ShowName = (name) => name): string | undefined {
  switch (message.type) {
    case "ringing":
      return PHRASES.ringing;
    case "entered":
      return PHRASES.entered;
    case "left":
      return { you: PHRASES.left, paired: PHRASES.leftForPair, failed: PHRASES.leftFailed }[message.reason];
    case "member":
      return message.change === "left" ? PHRASES.memberLeft(message.member, show) : undefined;
    case "members":
      return PHRASES.members(message.members, message.you, message.count, show);
    default:
      return undefined;
  }
}
