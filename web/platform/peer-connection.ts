/** Calls in a browser: the connection to the partner. What goes through it is in the files `call-….ts` beside this one. */
import { fromCallback } from "xstate";
import { callMachine } from "../../actors/call/call.ts";
import type { PeerCommand, PeerEvent, PeerInput } from "../../actors/call/intents.ts";
import { Negotiation } from "../../actors/call/negotiation.ts";
import type { IceServer } from "../../actors/protocol/messages.ts";
import { devicesLogic } from "./call-devices.ts";
import { QualityMeter } from "./call-quality.ts";
import { Receivers } from "./call-receivers.ts";
import { Senders } from "./call-senders.ts";
import { Sources } from "./call-sources.ts";

/** How often the quality is measured while it is live, ms. */
const MEASURE_EVERY = 2000;

const peerLogic = fromCallback<PeerCommand, PeerInput, PeerEvent>(({ input, sendBack, receive }) => {
  const call = new PeerCall(input, sendBack);
  receive((command) => call.hear(command));
  return () => call.close();
});

/** The `call` actor of the session machine. */
export const callLogic = callMachine.provide({ actors: { devices: devicesLogic, peer: peerLogic } });

/** One call. */
class PeerCall {
  readonly #tell: (event: PeerEvent) => void;
  readonly #connection: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #quality = new QualityMeter();
  readonly #senders: Senders;
  readonly #sources: Sources;
  readonly #receivers: Receivers;
  readonly #closing = new AbortController();
  #measuring: ReturnType<typeof setInterval> | undefined;

  constructor({ iceServers, camera, devices }: PeerInput, tell: (event: PeerEvent) => void) {
    const { signal } = this.#closing;
    this.#tell = (event) => {
      if (!signal.aborted) tell(event);
    };
    const connection = new RTCPeerConnection(configuration(iceServers));
    this.#connection = connection;
    this.#senders = new Senders(connection);
    this.#sources = new Sources(devices, this.#senders, this.#tell, signal);
    this.#receivers = new Receivers(connection, this.#tell, signal);
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
          if (this.#senders.answerPicture()) await this.#sources.sendPicture();
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
    this.#sources.begin(camera);
  }

  hear(command: PeerCommand): void {
    switch (command.type) {
      case "offer":
        this.#senders.offerPicture();
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
        this.#sources.mute(command.on);
        break;
      case "camera":
        this.#sources.turnCamera(command.on);
        break;
      case "flip":
        this.#sources.flip();
        break;
      case "choose":
        this.#sources.choose(command.devices);
        break;
      case "share":
        this.#sources.share(command.on);
        break;
    }
  }

  close(): void {
    this.#closing.abort();
    clearInterval(this.#measuring);
    this.#negotiation.close();
    this.#sources.close();
    this.#connection.close();
    this.#receivers.close();
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
  }

  #changed(): void {
    clearInterval(this.#measuring);
    switch (this.#connection.connectionState) {
      case "connected":
        this.#tell({ type: "peer.connected" });
        this.#receivers.tell();
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
