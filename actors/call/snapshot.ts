/**
 * What a view of a call needs, as plain data. Times are milliseconds since the Unix epoch by the client's own clock. The
 * pictures and sounds themselves are the platform's.
 *
 * A union with `is` as its discriminant: where the call with the partner is.
 */
export type CallView = CallBase &
  (
    | { readonly is: "idle" }
    /** Asks for the microphone and the camera, before anybody is called or answered. */
    | { readonly is: "preparing" }
    | { readonly is: "ringing-out"; readonly until: number }
    /** The partner calls; `camera` says whether with a picture, undefined where their client does not tell. */
    | { readonly is: "ringing-in"; readonly until: number; readonly camera: boolean | undefined }
    | { readonly is: "connecting" }
    | { readonly is: "live"; readonly liveSince: number; readonly quality: Quality | undefined }
    /** The pictures have stopped, or the partner has lost the relay; it may be well again. */
    | { readonly is: "reconnecting"; readonly liveSince: number; readonly why: "media" | "partner-away" }
    | ({ readonly is: "ended"; readonly liveSince: number | undefined } & CallOutcome)
  );

export interface CallBase {
  /** When it came to be so. */
  readonly since: number;
  readonly own: OwnMedia;
  readonly partner: PartnerMedia;
  readonly devices: Devices;
  /** What this client can do nothing against, to be said before anybody calls. */
  readonly obstacle: Obstacle | undefined;
}

export interface CallOutcome {
  readonly reason: CallEnd;
  /** Why it failed, as far as that can be told. */
  readonly diagnosis: Diagnosis | undefined;
  /** The same in words, */
  readonly sentence: string;
  /** and what can be done about it. */
  readonly advice: string | undefined;
}

export type CallEnd =
  /** Said by whoever was called. */
  | "declined"
  | "busy"
  /** Their client takes no calls. */
  | "no-video"
  /** Taken back by whoever called. */
  | "cancelled"
  /** One's own call was not answered, */
  | "no-answer"
  /** or one has not answered theirs. */
  | "timeout"
  /** Hung up here, */
  | "hung-up"
  /** or by the partner. */
  | "ended"
  | "failed"
  /** The pair is over: the partner is no longer connected, */
  | "gone"
  /** or one of the two has left it. */
  | "left"
  /** Microphone or camera were not allowed, */
  | "no-permission"
  /** there is none, */
  | "no-device"
  /** or something else has it. */
  | "in-use"
  /** Browsers give neither to a page that is not secure. */
  | "insecure"
  | "unsupported";

export type Diagnosis =
  /** The partner's client did not go on; media was never tried. */
  | "signalling"
  /** There is no direct way, and the relay has no TURN server. */
  | "no-turn"
  /** It has one that does not answer. */
  | "turn-unreachable"
  /** Not even by way of the TURN server. */
  | "blocked"
  /** This client failed. */
  | "client";

export interface OwnMedia {
  readonly muted: boolean;
  readonly camera: "off" | "starting" | "on";
  readonly screen: "off" | "asking" | "on";
  /** Why the camera is off though it was wanted, or the screen is not shown. */
  readonly problem: MediaProblem | undefined;
}

/** As far as it is known; until the partner's client has told something, they are heard and seen. */
export interface PartnerMedia {
  readonly muted: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** Of the last seconds. `rtt` is there and back in ms, `loss` the share of what was lost on the way here, 0 to 1. */
export interface Quality {
  readonly rtt: number | undefined;
  readonly loss: number | undefined;
}

export interface Devices {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
  readonly chosen: ChosenDevices;
  /** Whether a screen can be shared. */
  readonly canShare: boolean;
}

export interface Device {
  readonly id: string;
  /** Empty until the person has allowed the use of one. */
  readonly label: string;
}

/** By their ids; the system's own choice where there is none. */
export interface ChosenDevices {
  readonly microphone?: string;
  readonly camera?: string;
  readonly speaker?: string;
}

export type Obstacle = "insecure" | "unsupported";

/** Why a device can't be used. */
export type MediaProblem = Obstacle | "no-permission" | "no-device" | "in-use";
