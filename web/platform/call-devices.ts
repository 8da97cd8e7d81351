/** Microphones, cameras and speakers: which there are, the use of them, and why a call can't have them. */
import { fromCallback } from "xstate";
import type { DevicesEvent } from "../../actors/call/intents.ts";
import type { Device, MediaProblem, Obstacle } from "../../actors/call/snapshot.ts";

/** The devices, told now, when one is plugged in or out, and once their use was allowed: only then have they names. */
export const devicesLogic = fromCallback<DevicesEvent, undefined, DevicesEvent>(({ sendBack }) => {
  const found = obstacle();
  const canShare = found === undefined && "getDisplayMedia" in navigator.mediaDevices;
  sendBack({
    type: "devices",
    microphones: [],
    cameras: [],
    speakers: [],
    canShare,
    ...(found === undefined ? {} : { obstacle: found }),
  });
  if (found !== undefined) return;
  const watch = new AbortController();
  const look = async () => {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    if (watch.signal.aborted) return;
    const ofKind = (kind: MediaDeviceKind): readonly Device[] =>
      devices.filter((device) => device.kind === kind).map(({ deviceId: id, label }) => ({ id, label }));
    const [microphones, cameras] = [ofKind("audioinput"), ofKind("videoinput")];
    sendBack({ type: "devices", microphones, cameras, speakers: ofKind("audiooutput"), canShare });
  };
  const options = { signal: watch.signal };
  navigator.mediaDevices.addEventListener("devicechange", look, options);
  allowed.addEventListener("allowed", look, options);
  void look();
  return () => watch.abort();
});

/** Tells when the person has allowed the use of a device. */
const allowed = new EventTarget();

/** Why this page can't take calls; browsers give devices to secure pages alone. */
export function obstacle(): Obstacle | undefined {
  if (!isSecureContext) return "insecure";
  return navigator.mediaDevices === undefined || typeof RTCPeerConnection === "undefined"
    ? "unsupported"
    : undefined;
}

/** Asks the person for a microphone or a camera. Rejects with what {@link problemOf} reads. */
export async function capture(wish: MediaStreamConstraints): Promise<MediaStream> {
  const stream = await navigator.mediaDevices.getUserMedia(wish);
  allowed.dispatchEvent(new Event("allowed"));
  return stream;
}

/** The camera after that one, the first after the last. */
export async function nextCamera(deviceId: string | undefined): Promise<MediaDeviceInfo | undefined> {
  const all = await navigator.mediaDevices.enumerateDevices();
  const cameras = all.filter(({ kind }) => kind === "videoinput");
  const at = cameras.findIndex((camera) => camera.deviceId === deviceId);
  return cameras[(at + 1) % Math.max(1, cameras.length)];
}

/** Gives the devices back. */
export function stopped(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Why a device can't be had, by the names that the standard gives the errors (Media Capture and Streams, §10.2). */
export function problemOf(error: unknown): MediaProblem {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "no-permission";
    case "NotFoundError":
    case "OverconstrainedError":
      return "no-device";
    case "NotSupportedError":
      return "unsupported";
    default:
      return "in-use";
  }
}
