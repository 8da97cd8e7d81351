import { fromCallback } from "xstate";
import { callMachine } from "../../actors/call/call.ts";
import type { DevicesEvent, PeerCommand, PeerEvent, PeerInput } from "../../actors/call/intents.ts";

/** One connection that a call was given, with nobody behind it. */
export class FakePeer {
  readonly input: PeerInput;
  readonly #tell: (event: PeerEvent) => void;
  readonly #told: PeerCommand[] = [];
  stopped = false;

  constructor(input: PeerInput, tell: (event: PeerEvent) => void) {
    this.input = input;
    this.#tell = tell;
  }

  hear(command: PeerCommand): void {
    this.#told.push(command);
  }

  /** What it was told since the last call. */
  take(): PeerCommand[] {
    return this.#told.splice(0);
  }

  say(...events: readonly PeerEvent[]): void {
    for (const event of events) this.#tell(event);
  }
}

/** The platform's part of calls, scripted. */
export class FakeMedia {
  readonly peers: FakePeer[] = [];
  /** One for each pair that had a call's actor. */
  readonly runs: { stopped: boolean }[] = [];
  #tellDevices: ((event: DevicesEvent) => void) | undefined;

  readonly logic = callMachine.provide({
    actors: {
      devices: fromCallback<DevicesEvent, undefined, DevicesEvent>(({ sendBack }) => {
        this.#tellDevices = sendBack;
        const run = { stopped: false };
        this.runs.push(run);
        return () => {
          run.stopped = true;
        };
      }),
      peer: fromCallback<PeerCommand, PeerInput, PeerEvent>(({ input, sendBack, receive }) => {
        const peer = new FakePeer(input, sendBack);
        this.peers.push(peer);
        receive((command) => peer.hear(command));
        return () => {
          peer.stopped = true;
        };
      }),
    },
  });

  /** The connection of the present call. */
  get peer(): FakePeer {
    const last = this.peers.at(-1);
    if (last === undefined) throw new Error("The call has asked for no connection.");
    return last;
  }

  /** Connections that have not been stopped. */
  get open(): number {
    return this.peers.filter(({ stopped }) => !stopped).length;
  }

  devices(about: Partial<DevicesEvent> = {}): void {
    this.#tellDevices?.({
      type: "devices",
      microphones: [],
      cameras: [],
      speakers: [],
      canShare: true,
      ...about,
    });
  }
}
