import type { Candidate, Description } from "./intents.ts";

/** What the negotiation needs of WebRTC's `RTCPeerConnection`, which fits by itself. */
export interface PeerPort {
  readonly signalingState: string;
  readonly localDescription: { readonly type: string; readonly sdp: string } | null;
  /** Makes the description that the state asks for: an offer, or the answer to one. */
  setLocalDescription(): Promise<void>;
  /** Takes an own offer back by itself, when it is given one (implicit rollback). */
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate: Candidate): Promise<void>;
}

export interface Outcome {
  /** To be told to the partner. */
  readonly says: (description: Description) => void;
  readonly found: (candidate: Candidate) => void;
  /** The connection is of no use any more. */
  readonly fails: (error: unknown) => void;
}

/** Remote candidates that may wait for their description. */
const WAITING = 256;

/**
 * "Perfect negotiation" (WebRTC 1.0, §10.7): either side may make an offer at any time; when two cross, that of the polite
 * side gives way. One step after the other, in the order in which they came.
 */
export class Negotiation {
  readonly #port: PeerPort;
  readonly #outcome: Outcome;
  #steps: Promise<void> = Promise.resolve();
  #mayOffer = false;
  #hasRemote = false;
  #closed = false;
  #waiting: Candidate[] = [];
  /** Own candidates, while the description that they belong to has not been told. */
  #found: Candidate[] | undefined;

  constructor(port: PeerPort, outcome: Outcome) {
    this.#port = port;
    this.#outcome = outcome;
  }

  /** From here on offers may be made; this is the first. */
  begin(): void {
    this.#mayOffer = true;
    this.needed();
  }

  /** The connection needs another offer, since something has changed. */
  needed(): void {
    if (!this.#mayOffer) return;
    this.#step(async () => {
      // Otherwise the connection says so again once it is stable.
      if (this.#port.signalingState === "stable") await this.#describe();
    });
  }

  /** The partner's offer; `polite` says whether an own one gives way to it. */
  offered(description: Description, polite: boolean): void {
    this.#mayOffer = true;
    this.#step(async () => {
      const crosses = this.#port.signalingState !== "stable";
      if (crosses && !polite) return;
      await this.#take(description);
      await this.#describe();
    });
  }

  answered(description: Description): void {
    this.#step(async () => {
      // An answer to an offer that was taken back.
      if (this.#port.signalingState !== "have-local-offer") return;
      await this.#take(description);
    });
  }

  candidate(candidate: Candidate): void {
    this.#step(async () => {
      if (this.#hasRemote) await this.#add(candidate);
      else if (this.#waiting.length < WAITING) this.#waiting.push(candidate);
    });
  }

  /** The connection has found an own candidate. */
  found(candidate: Candidate): void {
    if (this.#found === undefined) this.#outcome.found(candidate);
    else this.#found.push(candidate);
  }

  /** Nothing is said any more. */
  close(): void {
    this.#closed = true;
  }

  async #take(description: Description): Promise<void> {
    await this.#port.setRemoteDescription(description);
    this.#hasRemote = true;
    for (const candidate of this.#waiting.splice(0)) await this.#add(candidate);
  }

  async #add(candidate: Candidate): Promise<void> {
    try {
      await this.#port.addIceCandidate(candidate);
    } catch {
      // One of an offer that was passed over, or of another call: there will be others.
    }
  }

  /** The description first, and then the candidates that belong to it. */
  async #describe(): Promise<void> {
    this.#found = [];
    try {
      await this.#port.setLocalDescription();
      const description = this.#port.localDescription;
      if (description === null || this.#closed) return;
      const { type, sdp } = description;
      if (type === "offer" || type === "answer") this.#outcome.says({ type, sdp });
    } finally {
      const found = this.#found;
      this.#found = undefined;
      if (!this.#closed) for (const candidate of found) this.#outcome.found(candidate);
    }
  }

  #step(step: () => Promise<void>): void {
    this.#steps = this.#steps.then(async () => {
      if (this.#closed) return;
      try {
        await step();
      } catch (error) {
        if (!this.#closed) this.#outcome.fails(error);
      }
    });
  }
}
