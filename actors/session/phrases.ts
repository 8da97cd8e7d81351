/** Everything that the session says in words of its own, in one table so that it can be translated. */
export const PHRASES = {
  // To be filled in with the machine.
  paired: "",
} as const;

/** What a notice is about; stable, beside its text. */
export type NoticeCode =
  | "connected"
  | "reconnecting"
  | "resumed"
  | "lost"
  | "renamed"
  | "partner-renamed"
  | "inviting"
  | "ringing"
  | "invited"
  | "uninvited"
  | "paired"
  | "unpaired"
  | "partner-away"
  | "partner-back"
  | "entered"
  | "left"
  | "member-entered"
  | "member-left"
  | "member-renamed"
  | "listed"
  | "no-video"
  | "ignored"
  | "unignored";
