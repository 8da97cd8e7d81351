import type { Socket } from "node:net";
import { FaultLane } from "./fault-lane.ts";
import type { FaultClock, Faults } from "./faults.ts";

/** `up` is from the client to the relay, `down` the way back. */
export type Direction = "up" | "down";

/** A `reset` is an RST, which may overtake what was sent before; a `close` lets that arrive, and then a FIN. */
export type Cut = "reset" | "close";

/** One connection through the proxy: two sockets, and a lane each way. */
export class FaultLink {
  readonly up: FaultLane;
  readonly down: FaultLane;
  /** Settles when both sockets are gone. */
  readonly closed: Promise<void>;
  readonly #sockets: readonly [client: Socket, relay: Socket];

  constructor(client: Socket, relay: Socket, clock: FaultClock) {
    this.#sockets = [client, relay];
    this.closed = Promise.all(this.#sockets.map(untilClosed)).then(() => this.#dispose());
    this.up = new FaultLane(client, relay, clock);
    this.down = new FaultLane(relay, client, clock);
    for (const [socket, lane] of [
      [client, this.up],
      [relay, this.down],
    ] as const) {
      socket.setNoDelay(true);
      // "close" follows, and says whether there was one.
      socket.on("error", () => {});
      socket.on("close", (failed) => {
        if (failed && !lane.faults.blackhole) this.cut();
      });
    }
  }

  /** Changes the named faults, in one direction or in both. */
  set(faults: Partial<Faults>, direction?: Direction): void {
    if (direction !== "down") this.up.set(faults);
    if (direction !== "up") this.down.set(faults);
  }

  /** Ends the connection on both sides. */
  cut(how: Cut = "reset"): void {
    this.#dispose();
    for (const socket of this.#sockets) {
      if (how === "reset") socket.resetAndDestroy();
      else socket.destroySoon();
    }
  }

  /**
   * Cuts when exactly `bytes` of this connection have gone on in `direction`, at once if so many have already. Asked
   * for in the proxy's `onLink` the same conversation is cut at the same place every time.
   */
  cutAt(direction: Direction, bytes: number, how: Cut = "reset"): void {
    this[direction].stopAt(bytes, () => this.cut(how));
  }

  /** Sends a FIN in `direction`, after what is on its way; the other direction stays open. */
  halfClose(direction: Direction): void {
    this[direction].end();
  }

  #dispose(): void {
    this.up.dispose();
    this.down.dispose();
  }
}

function untilClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
