import { LIMITS } from "./limits.ts";

/**
 * Every error a client can be answered with. The code is stable, the text is for people and may change,
 * but for the three that clients of the classic relay match on (`invalid-or-busy`, `bad-json`, `not-paired`).
 */
export const ERROR_TEXTS = {
  "bad-json": "Invalid JSON format.",
  "bad-frame": 'A frame must be a JSON object with a "type".',
  "binary-frame": "Binary frames are not understood; send text.",
  "unknown-type": "This type of message is not known.",
  "bad-field": "A field has the wrong type or value.",
  "too-long": `A message has at most ${LIMITS.text} bytes.`,
  "payload-too-long": `A signalling payload has at most ${LIMITS.payload} bytes and ${LIMITS.payloadDepth} levels.`,
  "bad-name": `A name has 1 to ${LIMITS.name} visible characters.`,
  "hello-first": 'Say "hello" first.',
  "already-greeted": '"hello" was said before.',
  "invalid-or-busy": "Invalid or busy code",
  "own-code": "This is your own code; give it to somebody else.",
  "still-joining": "An earlier join has not been answered yet.",
  "not-paired": "Not paired with anyone for video chat.",
  "no-video": "Your partner's client cannot take a video call.",
  "not-there": "You are not in that chat.",
  "too-fast": "Too many messages at once; wait a moment.",
  "no-invitation": "This invitation is over.",
  "already-said": "A message with this number was sent before.",
  "too-many-tries": "Too many wrong codes; wait a moment.",
  "too-many-invitations": "Too many invitations from your address; wait a moment.",
  "not-in-a-chat": "You are not in a chat. Join somebody's code or enter the chatroom first.",
} as const;

export type ErrorCode = keyof typeof ERROR_TEXTS;

/** An answer to something that can't be done; the connection lives on. */
export interface ErrorMessage {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
  /** The type of the message that this answers, where one was understood. */
  readonly re?: string;
  /** The number of the client message that this answers. */
  readonly id?: number;
  /** Milliseconds after which the same would be heard. */
  readonly retryAfter?: number;
}

/** An error with its standard text, or with `detail` in place of it. */
export function errorMessage(
  code: ErrorCode,
  about: {
    re?: string | undefined;
    id?: number | undefined;
    detail?: string | undefined;
    retryAfter?: number;
  } = {},
): ErrorMessage {
  return {
    type: "error",
    code,
    message: about.detail ?? ERROR_TEXTS[code],
    ...(about.re === undefined ? {} : { re: about.re }),
    ...(about.id === undefined ? {} : { id: about.id }),
    ...(about.retryAfter === undefined ? {} : { retryAfter: about.retryAfter }),
  };
}
