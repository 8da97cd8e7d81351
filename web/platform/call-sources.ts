import type { PeerEvent } from "../../actors/call/intents.ts";
import type { ChosenDevices, MediaProblem } from "../../actors/call/snapshot.ts";
import { capture, nextCamera, obstacle, problemOf, stopped } from "./call-devices.ts";
import type { Senders } from "./call-senders.ts";
import { media } from "./media.svelte.ts";

/** What one shows in a call: microphone, camera and screen. Everything that takes time is done one after the other. */
export class Sources {
  readonly #senders: Senders;
  readonly #tell: (event: PeerEvent) => void;
  readonly #signal: AbortSignal;
  #tasks: Promise<void> = Promise.resolve();
  #devices: ChosenDevices;
  #microphone: MediaStreamTrack | undefined;
  #camera: MediaStreamTrack | undefined;
  #screen: MediaStreamTrack | undefined;
  #facing: "user" | "environment" = "user";
  #isMuted = false;

  /** Nothing is begun any more once `signal` aborts. */
  constructor(
    devices: ChosenDevices,
    senders: Senders,
    tell: (event: PeerEvent) => void,
    signal: AbortSignal,
  ) {
    this.#devices = devices;
    this.#senders = senders;
    this.#tell = tell;
    this.#signal = signal;
  }

  /** Microphone, and the camera if it is wanted and there. */
  begin(withCamera: boolean): void {
    this.#task(() => this.#begin(withCamera));
  }

  mute(on: boolean): void {
    this.#isMuted = on;
    if (this.#microphone !== undefined) this.#microphone.enabled = !on;
  }

  turnCamera(on: boolean): void {
    this.#task(() => (on ? this.#startCamera() : this.#stopCamera()));
  }

  flip(): void {
    this.#task(() => this.#flip());
  }

  choose(devices: ChosenDevices): void {
    this.#task(() => this.#choose(devices));
  }

  share(on: boolean): void {
    this.#task(() => (on ? this.#startScreen() : this.#stopScreen()));
  }

  /** Sends what is to be seen: the screen before the camera. */
  async sendPicture(): Promise<void> {
    this.#show();
    await this.#senders.replace("video", this.#screen ?? this.#camera ?? null);
  }

  /** Gives all of it back. */
  close(): void {
    for (const track of [this.#microphone, this.#camera, this.#screen]) track?.stop();
    media.own = undefined;
  }

  #task(what: () => Promise<void>): void {
    this.#tasks = this.#tasks.then(async () => {
      if (!this.#signal.aborted) await what();
    });
    this.#tasks.catch(() => this.#tell({ type: "peer.broken" }));
  }

  async #begin(wantsCamera: boolean): Promise<void> {
    const found = obstacle();
    if (found !== undefined) return this.#tell({ type: "media.refused", why: found });
    let without: MediaProblem | undefined;
    let stream: MediaStream | undefined;
    if (wantsCamera) {
      stream = await capture({ audio: this.#sound, video: this.#picture }).catch((error: unknown) => {
        without = problemOf(error);
        return undefined;
      });
    }
    try {
      stream ??= await capture({ audio: this.#sound });
    } catch (error) {
      return this.#tell({ type: "media.refused", why: problemOf(error) });
    }
    if (this.#signal.aborted) return stopped(stream);
    const [microphone] = stream.getAudioTracks();
    const [camera] = stream.getVideoTracks();
    if (microphone !== undefined) this.#useMicrophone(microphone);
    if (camera !== undefined) this.#useCamera(camera);
    for (const track of [microphone, camera]) {
      if (track !== undefined) this.#senders.add(track);
    }
    this.#tell({
      type: "media.ready",
      camera: camera !== undefined,
      ...(without === undefined ? {} : { without }),
    });
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
    track.addEventListener("ended", () => this.#cameraEnded(track), { signal: this.#signal });
    this.#show();
  }

  /** It was pulled out, or taken away. */
  #cameraEnded(track: MediaStreamTrack): void {
    if (track !== this.#camera) return;
    this.#tell({ type: "camera.off", why: "no-device" });
    this.#task(() => this.#stopCamera());
  }

  async #startCamera(): Promise<void> {
    try {
      const stream = await capture({ video: this.#picture });
      const [track] = stream.getVideoTracks();
      if (this.#signal.aborted || track === undefined) return stopped(stream);
      this.#useCamera(track);
      await this.sendPicture();
      this.#tell({ type: "camera.on" });
    } catch (error) {
      // Nothing is sent of which the call says that it is off.
      await this.#stopCamera();
      this.#tell({ type: "camera.off", why: problemOf(error) });
    }
  }

  async #stopCamera(): Promise<void> {
    this.#camera?.stop();
    this.#camera = undefined;
    await this.sendPicture();
  }

  /** The other side of the device; where cameras have no sides, the next one. */
  async #flip(): Promise<void> {
    const used = this.#camera?.getSettings();
    this.#facing = (used?.facingMode ?? this.#facing) === "environment" ? "user" : "environment";
    const { camera: _, ...devices } = this.#devices;
    this.#devices = devices;
    if (used?.facingMode === undefined) {
      const next = await nextCamera(used?.deviceId);
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
    const stream = await capture({ audio: this.#sound }).catch(() => undefined);
    const [track] = stream?.getAudioTracks() ?? [];
    if (stream === undefined || track === undefined) return;
    if (this.#signal.aborted) return stopped(stream);
    await this.#senders.replace("audio", track);
    if (this.#signal.aborted) return stopped(stream);
    this.#useMicrophone(track);
  }

  async #startScreen(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
      const [track] = stream.getVideoTracks();
      if (this.#signal.aborted || track === undefined) return stopped(stream);
      this.#screen = track;
      track.addEventListener("ended", () => this.#screenEnded(track), { signal: this.#signal });
      await this.sendPicture();
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
    await this.sendPicture();
  }

  #show(): void {
    const track = this.#screen ?? this.#camera;
    media.own = track === undefined ? undefined : new MediaStream([track]);
  }
}
