import type { PeerEvent } from "../../actors/call/intents.ts";
import { media } from "./media.svelte.ts";

/** What a connection brings of the partner: shown, and told of. */
export class Receivers {
  readonly #connection: RTCPeerConnection;
  readonly #tell: (event: PeerEvent) => void;
  readonly #signal: AbortSignal;
  readonly #shown = new MediaStream();

  /** Listens until `signal` aborts. */
  constructor(connection: RTCPeerConnection, tell: (event: PeerEvent) => void, signal: AbortSignal) {
    this.#connection = connection;
    this.#tell = tell;
    this.#signal = signal;
    connection.addEventListener("track", ({ track }) => this.#watch(track), { signal });
  }

  /** Tells whether sound and picture come. */
  tell(): void {
    this.#show();
    const brings = (kind: string) =>
      this.#tracks.some((track) => track.kind === kind && !track.muted && track.readyState === "live");
    this.#tell({ type: "peer.hears", muted: !brings("audio"), camera: brings("video") });
  }

  /** Nothing of it is shown any more. */
  close(): void {
    media.partner = undefined;
  }

  /** A track that brings nothing is mute: so it is told of clients that tell nothing else. */
  #watch(track: MediaStreamTrack): void {
    const signal = this.#signal;
    for (const event of ["mute", "unmute", "ended"]) {
      track.addEventListener(event, () => this.tell(), { signal });
    }
    this.#show();
    media.partner = this.#shown;
  }

  /** A picture that does not come is left out, since browsers let the sound wait for it. */
  #show(): void {
    for (const track of this.#tracks) {
      if (track.kind === "audio" || !track.muted) this.#shown.addTrack(track);
      else this.#shown.removeTrack(track);
    }
  }

  get #tracks(): MediaStreamTrack[] {
    return this.#connection.getReceivers().map(({ track }) => track);
  }
}
