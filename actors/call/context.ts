import type { IceServer } from "../protocol/messages.ts";
import type { CallInput, Candidate, Description, DevicesEvent } from "./intents.ts";
import type { CallEnd, ChosenDevices, Diagnosis, MediaProblem, PartnerMedia, Quality } from "./snapshot.ts";

/** What a call knows beside its states. Everything in it is replaced and never changed. */
export interface CallContext {
  readonly input: CallInput;
  readonly iceServers: readonly IceServer[];
  readonly devices: Omit<DevicesEvent, "type">;
  readonly chosen: ChosenDevices;
  /** When it came to be where it is, and when media first flowed. */
  readonly since: number;
  readonly liveSince: number | undefined;
  /** What the present call is called: by who began it, and by both when both did. Empty for a classic client's. */
  readonly numbers: readonly number[];
  /** What the partner is told of the states of microphone, camera and screen. */
  readonly shown: PartnerMedia;
  /** What the partner's client has told of its media, which only v1 clients do. */
  readonly told: PartnerMedia | undefined;
  /** What comes of the partner's tracks. */
  readonly seen: { readonly muted: boolean; readonly camera: boolean };
  /** An offer of the partner's that waits to be answered by the person, and what belongs to it. */
  readonly offer: Description | undefined;
  readonly candidates: readonly Candidate[];
  /** Whether this side shows a camera, as far as it goes. */
  readonly camera: boolean;
  readonly problem: MediaProblem | undefined;
  readonly quality: Quality | undefined;
  readonly restarts: number;
  /** Own ways through a TURN server. */
  readonly relayed: number;
  readonly end: { readonly reason: CallEnd; readonly diagnosis: Diagnosis | undefined };
}

export function startingContext({ input }: { readonly input: CallInput }): CallContext {
  return {
    input,
    iceServers: input.iceServers,
    devices: { microphones: [], cameras: [], speakers: [], canShare: false },
    chosen: {},
    since: input.now(),
    ...NO_CALL,
    end: { reason: "ended", diagnosis: undefined },
  };
}

/** Nothing of a call. */
export const NO_CALL = {
  liveSince: undefined,
  numbers: [],
  shown: { muted: false, camera: false, screen: false },
  told: undefined,
  seen: { muted: false, camera: true },
  offer: undefined,
  candidates: [],
  camera: false,
  problem: undefined,
  quality: undefined,
  restarts: 0,
  relayed: 0,
} as const satisfies Partial<CallContext>;

/** Why media find no way, though the partner's client does its part. */
export function diagnosed({ iceServers, relayed }: CallContext): Diagnosis {
  const hasTurn = iceServers.some(({ urls }) => urls.some((url) => /^turns?:/i.test(url)));
  if (!hasTurn) return "no-turn";
  return relayed === 0 ? "turn-unreachable" : "blocked";
}
