import type { CallEnd, Diagnosis, MediaProblem } from "./snapshot.ts";

interface Told {
  readonly sentence: string;
  readonly advice?: string;
}

/** Everything that a call says in words of its own, in one table, so that it can be translated. */
export const CALL_PHRASES = {
  ended: {
    declined: { sentence: "Your call was declined." },
    busy: { sentence: "They are in another call." },
    "no-video": {
      sentence: "Their client takes no calls.",
      advice: "Ask them to open the relay's page in a browser.",
    },
    cancelled: { sentence: "The call was taken back." },
    "no-answer": { sentence: "Nobody has answered." },
    timeout: { sentence: "You have missed a call." },
    "hung-up": { sentence: "You have hung up." },
    ended: { sentence: "They have hung up." },
    failed: { sentence: "The call has failed." },
    gone: { sentence: "The call is over: they are no longer connected." },
    left: { sentence: "The call is over: the private chat has ended." },
    "no-permission": {
      sentence: "This page may not use the microphone.",
      advice: "Allow it in the browser's settings for this page, and call again.",
    },
    "no-device": {
      sentence: "No microphone was found.",
      advice: "Plug one in, and call again.",
    },
    "in-use": {
      sentence: "The microphone can't be used.",
      advice: "Another program may have it; close that, and call again.",
    },
    insecure: {
      sentence: "Calls need a secure page.",
      advice: "Open this page by https, or on the machine that the relay runs on.",
    },
    unsupported: {
      sentence: "This browser can't take calls.",
      advice: "Use a current version of Firefox, Chrome, Edge or Safari.",
    },
  } satisfies Record<CallEnd, Told>,
  diagnosis: {
    signalling: {
      sentence: "The call has failed: the other side did not go on with it.",
      advice: "Call again.",
    },
    "no-turn": {
      sentence: "Chat works, but sound and picture find no direct way between the two of you.",
      advice: "Whoever runs this relay can add a TURN server (turnUrls), which calls then go through.",
    },
    "turn-unreachable": {
      sentence: "Chat works, but sound and picture find no way, and the relay's TURN server does not answer.",
      advice: "Try another network, or ask whoever runs this relay to look at its TURN server.",
    },
    blocked: {
      sentence: "Chat works, but sound and picture find no way, not even through the relay's TURN server.",
      advice: "A firewall may be in between: try another network on either side.",
    },
    client: { sentence: "The call has failed in this client.", advice: "Call again." },
  } satisfies Record<Diagnosis, Told>,
  problem: {
    "no-permission": "This page may not use it.",
    "no-device": "There is none.",
    "in-use": "Another program may have it.",
    insecure: "Calls need a secure page.",
    unsupported: "This browser can't do that.",
  } satisfies Record<MediaProblem, string>,
} as const;

export function toldOf(reason: CallEnd, diagnosis: Diagnosis | undefined): Told {
  return diagnosis === undefined ? CALL_PHRASES.ended[reason] : CALL_PHRASES.diagnosis[diagnosis];
}
