import type { PairId, Person } from "../protocol/identity.ts";
import type { IceServer, SignalKind } from "../protocol/messages.ts";
import type { ChosenDevices, Devices, MediaProblem, Obstacle, Quality } from "./snapshot.ts";

/** What a person can ask of a call. What does not fit the moment is passed over. */
export type CallIntent =
  /** Calls the partner; while they call, the same as to accept. */
  | { readonly type: "call.start"; readonly camera: boolean }
  | { readonly type: "call.accept"; readonly camera: boolean }
  | { readonly type: "call.decline" }
  /** Takes one's own call back, or hangs up: whichever it is. */
  | { readonly type: "call.cancel" | "call.hangup" }
  | { readonly type: "call.mute"; readonly on: boolean }
  | { readonly type: "call.camera"; readonly on: boolean }
  /** Front camera or rear. */
  | { readonly type: "call.flip" }
  /** All that are chosen from now on; for what is not named the system's own choice. */
  | ({ readonly type: "call.devices" } & ChosenDevices)
  | { readonly type: "call.share"; readonly on: boolean }
  /** The person has seen how it ended. */
  | { readonly type: "call.dismiss" };

/** The call's actor is told what the partner signals; what it answers are `signal` intents. */
export interface CallEvent {
  readonly type: "signal";
  readonly pair: PairId;
  readonly kind: SignalKind;
  readonly payload?: unknown;
}

/** What the session tells beside that. */
export type CallNews =
  | { readonly type: "partner.away" }
  | { readonly type: "partner.back" }
  /** The relay can't be reached; what is signalled waits. */
  | { readonly type: "link.down" }
  | { readonly type: "link.up"; readonly iceServers: readonly IceServer[] };

/** What the call's actor is started with, once for each pair. */
export interface CallInput {
  readonly pair: PairId;
  readonly partner: Person & { readonly video: boolean; readonly away?: true };
  readonly polite: boolean;
  readonly iceServers: readonly IceServer[];
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** What the platform's peer connection is started with: for each call, once the person wants it. */
export interface PeerInput {
  readonly iceServers: readonly IceServer[];
  /** Whether a camera is wanted; without one it is a call all the same. */
  readonly camera: boolean;
  readonly devices: ChosenDevices;
}

/** What the peer connection is told. Descriptions and candidates are JSON, as WebRTC has them, and unchecked. */
export type PeerCommand =
  /** From here on it makes offers, whenever they are needed. */
  | { readonly type: "offer" }
  /** The partner's; `polite` says whether an own one gives way to it. */
  | { readonly type: "offered"; readonly description: Description; readonly polite: boolean }
  | { readonly type: "answered"; readonly description: Description }
  | { readonly type: "candidate"; readonly candidate: Candidate }
  /** Looks for another way to the partner. */
  | { readonly type: "restart" }
  | { readonly type: "ice"; readonly iceServers: readonly IceServer[] }
  | { readonly type: "mute" | "camera" | "share"; readonly on: boolean }
  | { readonly type: "flip" }
  | { readonly type: "choose"; readonly devices: ChosenDevices };

/** What the peer connection tells. */
export type PeerEvent =
  /** Microphone, and camera if there is one, are there; `without` says why not the camera, where it was wanted. */
  | { readonly type: "media.ready"; readonly camera: boolean; readonly without?: MediaProblem }
  | { readonly type: "media.refused"; readonly why: MediaProblem }
  | { readonly type: "peer.offers" | "peer.answers"; readonly description: Description }
  | { readonly type: "peer.found"; readonly candidate: Candidate }
  | { readonly type: "peer.connected" }
  | { readonly type: "peer.disconnected" }
  | { readonly type: "peer.failed" }
  /** It is of no use any more. */
  | { readonly type: "peer.broken" }
  | ({ readonly type: "peer.quality" } & Quality)
  /** What comes of the partner's tracks; only what is told has changed. */
  | { readonly type: "peer.hears"; readonly muted?: boolean; readonly camera?: boolean }
  | { readonly type: "camera.on" }
  | { readonly type: "camera.off"; readonly why?: MediaProblem }
  | { readonly type: "screen.on" }
  | { readonly type: "screen.off"; readonly why?: MediaProblem };

/** What the platform's devices tell: at first, when one was plugged in or out, and once the person has allowed their use. */
export interface DevicesEvent extends Omit<Devices, "chosen"> {
  readonly type: "devices";
  readonly obstacle?: Obstacle;
}

/** WebRTC's `RTCSessionDescriptionInit`. */
export interface Description {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

/** WebRTC's `RTCIceCandidateInit`; an empty `candidate` is the end of them. */
export interface Candidate {
  readonly candidate: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}
