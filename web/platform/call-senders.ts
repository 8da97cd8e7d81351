/** What a connection takes to the partner: one sound, and one picture. */
export class Senders {
  readonly #connection: RTCPeerConnection;
  /** What one's own tracks belong to, for partners who look at that. */
  readonly #stream = new MediaStream();

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  add(track: MediaStreamTrack): void {
    this.#connection.addTrack(track, this.#stream);
  }

  /** In the same track of the connection: that needs no further offer. */
  async replace(kind: "audio" | "video", track: MediaStreamTrack | null): Promise<void> {
    await this.#transceiver(kind)?.sender.replaceTrack(track);
  }

  /** Has a picture in one's own offer, even if there is none yet. */
  offerPicture(): void {
    if (this.#transceiver("video") !== undefined) return;
    this.#connection.addTransceiver("video", { direction: "sendrecv", streams: [this.#stream] });
  }

  /**
   * Where the partner's offer has a picture, one's own may follow at any time without another offer. Says whether that is so
   * only now.
   */
  answerPicture(): boolean {
    const transceiver = this.#transceiver("video");
    if (transceiver === undefined || transceiver.direction !== "recvonly") return false;
    transceiver.direction = "sendrecv";
    transceiver.sender.setStreams?.(this.#stream);
    return true;
  }

  #transceiver(kind: "audio" | "video"): RTCRtpTransceiver | undefined {
    return this.#connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind);
  }
}
