/** Calls in a browser: microphones, cameras, screens, and the connection to the partner. Nothing else touches WebRTC. */
import { fromCallback } from "xstate";
import { callMachine } from "../../actors/call/call.ts";
import type { DevicesEvent, PeerCommand, PeerEvent, PeerInput } from "../../actors/call/intents.ts";
import { Negotiation } from "../../actors/call/negotiation.ts";
import type { ChosenDevices, Device, MediaProblem, Obstacle } from "../../actors/call/snapshot.ts";
import type { IceServer } from "../../actors/protocol/messages.ts";
import { QualityMeter } from "./call-quality.ts";
import { media } from "./media.svelte.ts";

/** How often the quality is measured while it is live, ms. */
const MEASURE_EVERY = 2000;

/** The devices, told now, when one is plugged in or out, and once their use was allowed: only then have they names. */
const devicesLogic = fromCallback<DevicesEvent, undefined, DevicesEvent>(({ sendBack }) => {
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
function obstacle(): Obstacle | undefined {
  if (!isSecureContext) return "insecure";
  return navigator.mediaDevices === undefined || typeof RTCPeerConnection === "undefined"
    ? "unsupported"
    : undefined;
}

const peerLogic = fromCallback<PeerCommand, PeerInput, PeerEvent>(({ input, sendBack, receive }) => {
  const call = new PeerCall(input, sendBack);
  receive((command) => call.hear(command));
  return () => call.close();
});

/** The `call` actor of the session machine. */
export const callLogic = callMachine.provide({ actors: { devices: devicesLogic, peer: peerLogic } });

/** One call: what is sent and shown. Everything that takes time is done one after the other. */
class PeerCall {
  readonly #tell: (event: PeerEvent) => void;
  readonly #connection: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #quality = new QualityMeter();
  /** What comes of the partner, as it is shown. */
  readonly #partner = new MediaStream();
  /** What one's own tracks belong to, for partners who look at that. */
  readonly #stream = new MediaStream();
  readonly #closing = new AbortController();
  #tasks: Promise<void> = Promise.resolve();
  #devices: ChosenDevices;
  #microphone: MediaStreamTrack | undefined;
  #camera: MediaStreamTrack | undefined;
  #screen: MediaStreamTrack | undefined;
  #facing: "user" | "environment" = "user";
  #isMuted = false;
  #measuring: ReturnType<typeof setInterval> | undefined;

  constructor({ iceServers, camera, devices }: PeerInput, tell: (event: PeerEvent) => void) {
    this.#tell = (event) => {
      if (!this.#isClosed) tell(event);
    };
    this.#devices = devices;
    const connection = new RTCPeerConnection(configuration(iceServers));
    this.#connection = connection;
    this.#negotiation = new Negotiation(
      {
        get signalingState() {
          return connection.signalingState;
        },
        get localDescription() {
          return connection.localDescription;
        },
        setLocalDescription: () => connection.setLocalDescription(),
        setRemoteDescription: async (description) => {
          await connection.setRemoteDescription(description);
          await this.#offerPicture();
        },
        addIceCandidate: (candidate) => connection.addIceCandidate(candidate),
      },
      {
        says: (description) =>
          this.#tell({ type: description.type === "offer" ? "peer.offers" : "peer.answers", description }),
        found: (candidate) => this.#tell({ type: "peer.found", candidate }),
        fails: () => this.#tell({ type: "peer.broken" }),
      },
    );
    this.#watch();
    this.#task(() => this.#begin(camera));
  }

  hear(command: PeerCommand): void {
    switch (command.type) {
      case "offer":
        if (this.#sender("video") === undefined) {
          this.#connection.addTransceiver("video", { direction: "sendrecv", streams: [this.#stream] });
        }
        this.#negotiation.begin();
        break;
      case "offered":
        this.#negotiation.offered(command.description, command.polite);
        break;
      case "answered":
        this.#negotiation.answered(command.description);
        break;
      case "candidate":
        this.#negotiation.candidate(command.candidate);
        break;
      case "restart":
        this.#connection.restartIce();
        break;
      case "ice":
        this.#connection.setConfiguration(configuration(command.iceServers));
        break;
      case "mute":
        this.#isMuted = command.on;
        if (this.#microphone !== undefined) this.#microphone.enabled = !command.on;
        break;
      case "camera":
        this.#task(() => (command.on ? this.#startCamera() : this.#stopCamera()));
        break;
      case "flip":
        this.#task(() => this.#flip());
        break;
      case "choose":
        this.#task(() => this.#choose(command.devices));
        break;
      case "share":
        this.#task(() => (command.on ? this.#startScreen() : this.#stopScreen()));
        break;
    }
  }

  close(): void {
    this.#closing.abort();
    clearInterval(this.#measuring);
    this.#negotiation.close();
    for (const track of [this.#microphone, this.#camera, this.#screen]) track?.stop();
    this.#connection.close();
    media.own = undefined;
    media.partner = undefined;
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #task(what: () => Promise<void>): void {
    this.#tasks = this.#tasks.then(async () => {
      if (!this.#isClosed) await what();
    });
    this.#tasks.catch(() => this.#tell({ type: "peer.broken" }));
  }

  #watch(): void {
    const connection = this.#connection;
    const { signal } = this.#closing;
    connection.addEventListener("negotiationneeded", () => this.#negotiation.needed(), { signal });
    connection.addEventListener(
      "icecandidate",
      ({ candidate: found }) => {
        if (found === null || found.candidate === "") return;
        const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = found;
        this.#negotiation.found({ candidate, sdpMid, sdpMLineIndex, usernameFragment });
      },
      { signal },
    );
    connection.addEventListener("connectionstatechange", () => this.#changed(), { signal });
    connection.addEventListener("track", ({ track }) => this.#watchTheirs(track), { signal });
  }

  #changed(): void {
    clearInterval(this.#measuring);
    switch (this.#connection.connectionState) {
      case "connected":
        this.#tell({ type: "peer.connected" });
        this.#tellTheirs();
        this.#measuring = setInterval(() => void this.#measure(), MEASURE_EVERY);
        break;
      case "disconnected":
        this.#tell({ type: "peer.disconnected" });
        break;
      case "failed":
        this.#tell({ type: "peer.failed" });
        break;
    }
  }

  async #measure(): Promise<void> {
    const report = await this.#connection.getStats();
    this.#tell({ type: "peer.quality", ...this.#quality.read(report) });
  }

  /** A track that brings nothing is mute: so it is told of clients that tell nothing else. */
  #watchTheirs(track: MediaStreamTrack): void {
    const { signal } = this.#closing;
    for (const event of ["mute", "unmute", "ended"]) {
      track.addEventListener(event, () => this.#tellTheirs(), { signal });
    }
    this.#showTheirs();
    media.partner = this.#partner;
  }

  /** A picture that does not come is left out, since browsers let the sound wait for it. */
  #showTheirs(): void {
    for (const track of this.#theirs) {
      if (track.kind === "audio" || !track.muted) this.#partner.addTrack(track);
      else this.#partner.removeTrack(track);
    }
  }

  get #theirs(): MediaStreamTrack[] {
    return this.#connection.getReceivers().map(({ track }) => track);
  }

  #tellTheirs(): void {
    this.#showTheirs();
    const brings = (kind: string) =>
      this.#theirs.some((track) => track.kind === kind && !track.muted && track.readyState === "live");
    this.#tell({ type: "peer.hears", muted: !brings("audio"), camera: brings("video") });
  }

  /** Microphone, and the camera if it is wanted and there. */
  async #begin(wantsCamera: boolean): Promise<void> {
    const found = obstacle();
    if (found !== undefined) return this.#tell({ type: "media.refused", why: found });
    let without: MediaProblem | undefined;
    let stream: MediaStream | undefined;
    if (wantsCamera) {
      stream = await this.#ask({ audio: this.#sound, video: this.#picture }).catch((error: unknown) => {
        without = problemOf(error);
        return undefined;
      });
    }
    try {
      stream ??= await this.#ask({ audio: this.#sound });
    } catch (error) {
      return this.#tell({ type: "media.refused", why: problemOf(error) });
    }
    if (this.#isClosed) return stopped(stream);
    const [microphone] = stream.getAudioTracks();
    const [camera] = stream.getVideoTracks();
    if (microphone !== undefined) this.#useMicrophone(microphone);
    if (camera !== undefined) this.#useCamera(camera);
    for (const track of [microphone, camera]) {
      if (track !== undefined) this.#connection.addTrack(track, this.#stream);
    }
    this.#tell({
      type: "media.ready",
      camera: camera !== undefined,
      ...(without === undefined ? {} : { without }),
    });
  }

  async #ask(wish: MediaStreamConstraints): Promise<MediaStream> {
    const stream = await navigator.mediaDevices.getUserMedia(wish);
    allowed.dispatchEvent(new Event("allowed"));
    return stream;
  }

  get #sound(): MediaTrackConstraints {
    const { microphone } = this.#devices;
    return {
      echoCancellation: true,
      noiseSuppression: true,
      ...(microphone && { deviceId: { exact: microphone } }),
    };
  }

  get #picture(): MediaTrackConstraints {
    const { camera } = this.#devices;
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    return camera ? { ...size, deviceId: { exact: camera } } : { ...size, facingMode: this.#facing };
  }

  #useMicrophone(track: MediaStreamTrack): void {
    this.#microphone?.stop();
    this.#microphone = track;
    track.enabled = !this.#isMuted;
  }

  #useCamera(track: MediaStreamTrack): void {
    this.#camera?.stop();
    this.#camera = track;
    const { facingMode } = track.getSettings();
    media.isMirror = facingMode !== "environment";
    track.addEventListener("ended", () => this.#cameraEnded(track), { signal: this.#closing.signal });
    this.#showOwn();
  }

  /** It was pulled out, or taken away. */
  #cameraEnded(track: MediaStreamTrack): void {
    if (track !== this.#camera) return;
    this.#tell({ type: "camera.off", why: "no-device" });
    this.#task(() => this.#stopCamera());
  }

  async #startCamera(): Promise<void> {
    try {
      const stream = await this.#ask({ video: this.#picture });
      const [track] = stream.getVideoTracks();
      if (this.#isClosed || track === undefined) return stopped(stream);
      this.#useCamera(track);
      await this.#sendPicture();
      this.#tell({ type: "camera.on" });
    } catch (error) {
      this.#tell({ type: "camera.off", why: problemOf(error) });
    }
  }

  async #stopCamera(): Promise<void> {
    this.#camera?.stop();
    this.#camera = undefined;
    await this.#sendPicture();
  }

  /** The other side of the device; where cameras have no sides, the next one. */
  async #flip(): Promise<void> {
    const used = this.#camera?.getSettings();
    this.#facing = (used?.facingMode ?? this.#facing) === "environment" ? "user" : "environment";
    const { camera: _, ...devices } = this.#devices;
    this.#devices = devices;
    if (used?.facingMode === undefined) {
      const all = await navigator.mediaDevices.enumerateDevices();
      const cameras = all.filter(({ kind }) => kind === "videoinput");
      const at = cameras.findIndex(({ deviceId }) => deviceId === used?.deviceId);
      const next = cameras[(at + 1) % Math.max(1, cameras.length)];
      if (next !== undefined) this.#devices = { ...devices, camera: next.deviceId };
    }
    // Phones give one camera at a time.
    this.#camera?.stop();
    await this.#startCamera();
  }

  async #choose(devices: ChosenDevices): Promise<void> {
    const before = this.#devices;
    this.#devices = devices;
    if (devices.microphone !== before.microphone) await this.#changeMicrophone();
    if (devices.camera !== before.camera && this.#camera !== undefined) await this.#startCamera();
  }

  async #changeMicrophone(): Promise<void> {
    // One that can't be had leaves the old one as it is.
    const stream = await this.#ask({ audio: this.#sound }).catch(() => undefined);
    const [track] = stream?.getAudioTracks() ?? [];
    if (stream === undefined || track === undefined) return;
    if (this.#isClosed) return stopped(stream);
    await this.#sender("audio")?.replaceTrack(track);
    this.#useMicrophone(track);
  }

  async #startScreen(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
      const [track] = stream.getVideoTracks();
      if (this.#isClosed || track === undefined) return stopped(stream);
      this.#screen = track;
      track.addEventListener("ended", () => this.#screenEnded(track), { signal: this.#closing.signal });
      await this.#sendPicture();
      this.#tell({ type: "screen.on" });
    } catch (error) {
      const why = problemOf(error);
      // Whoever has changed their mind about it needs no explanation.
      this.#tell(why === "no-permission" ? { type: "screen.off" } : { type: "screen.off", why });
    }
  }

  /** By the browser's own button. */
  #screenEnded(track: MediaStreamTrack): void {
    if (track !== this.#screen) return;
    this.#tell({ type: "screen.off" });
    this.#task(() => this.#stopScreen());
  }

  async #stopScreen(): Promise<void> {
    this.#screen?.stop();
    this.#screen = undefined;
    await this.#sendPicture();
  }

  /** Screen before camera, in the same track of the connection: that needs no further offer. */
  async #sendPicture(): Promise<void> {
    this.#showOwn();
    await this.#sender("video")?.replaceTrack(this.#screen ?? this.#camera ?? null);
  }

  #showOwn(): void {
    const track = this.#screen ?? this.#camera;
    media.own = track === undefined ? undefined : new MediaStream([track]);
  }

  /** Where the partner's offer has a picture, one's own may follow at any time without another offer. */
  async #offerPicture(): Promise<void> {
    const transceiver = this.#transceiver("video");
    if (transceiver === undefined || transceiver.direction !== "recvonly") return;
    transceiver.direction = "sendrecv";
    transceiver.sender.setStreams?.(this.#stream);
    await this.#sendPicture();
  }

  #transceiver(kind: "audio" | "video"): RTCRtpTransceiver | undefined {
    return this.#connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind);
  }

  #sender(kind: "audio" | "video"): RTCRtpSender | undefined {
    return this.#transceiver(kind)?.sender;
  }
}

function stopped(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/**
 * With `?ice=relay` in the page's address media go through the relay's TURN servers alone, so that these can be tried where
 * there is a direct way as well.
 */
function configuration(servers: readonly IceServer[]): RTCConfiguration {
  const isRelayed = new URLSearchParams(location.search).get("ice") === "relay";
  return {
    iceServers: servers.map(({ urls, ...rest }) => ({ urls: [...urls], ...rest })),
    iceTransportPolicy: isRelayed ? "relay" : "all",
  };
}

/** Why a device can't be had, by the names that the standard gives the errors (Media Capture and Streams, §10.2). */
function problemOf(error: unknown): MediaProblem {
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
