import { CLOSE } from "../../actors/protocol/close-codes.ts";
import { busy, FULL_FOR } from "../admission/admission.ts";
import type { EdgeSocket, HttpAnswer, SocketListener } from "../edge/port.ts";
import type { AcceptFeed } from "../inspect/port.ts";
import type { WhenEnded } from "./logins.ts";

/** Who takes the inspector's sockets; without one there is nothing at its path. */
export interface Feeds {
  /** Those who look on, at `/inspect/feed`. */
  readonly viewer?: AcceptFeed;
  /** Clients that show their own machines, at `/inspect/client`. */
  readonly client?: AcceptFeed;
}

const LIMITS = { viewer: 16, client: 64 } as const;

/** RFC 6455 §7.4.1: data of a kind that is not understood. */
const BINARY = { code: 1003, reason: "text alone is understood" } as const;
/** IANA's registry of close codes: unauthorized. */
const LOGGED_OUT = { code: 3000, reason: "the login has ended" } as const;

/** One of the inspector's paths: lets in as many sockets as there may be at once. */
export class Door {
  readonly path: string;
  readonly isForClients: boolean;
  readonly #limit: number;
  readonly #accept: AcceptFeed;
  readonly #onError: (error: unknown) => void;
  readonly #open = new Set<EdgeSocket>();

  private constructor(kind: keyof Feeds, accept: AcceptFeed, onError: (error: unknown) => void) {
    this.path = kind === "viewer" ? "/inspect/feed" : "/inspect/client";
    this.isForClients = kind === "client";
    this.#limit = LIMITS[kind];
    this.#accept = accept;
    this.#onError = onError;
  }

  /** By their paths. `onError` hears what a feed has thrown, which ends its socket alone. */
  static all({ viewer, client }: Feeds, onError: (error: unknown) => void): ReadonlyMap<string, Door> {
    const doors = [
      ...(viewer === undefined ? [] : [new Door("viewer", viewer, onError)]),
      ...(client === undefined ? [] : [new Door("client", client, onError)]),
    ];
    return new Map(doors.map((door) => [door.path, door]));
  }

  /** The answer to one socket too many. */
  refusal(): HttpAnswer | undefined {
    if (this.#open.size < this.#limit) return undefined;
    return busy(503, "As many inspectors are connected as may be.", FULL_FOR);
  }

  /** `whenLoggedOut` says when the login is over by which the socket was opened. */
  open(socket: EdgeSocket, whenLoggedOut: WhenEnded): SocketListener {
    const guarded = <Result>(hear: () => Result): Result | undefined => {
      try {
        return hear();
      } catch (error) {
        this.#onError(error);
        socket.end(CLOSE.internal.code, CLOSE.internal.reason);
        return undefined;
      }
    };
    this.#open.add(socket);
    const listener = guarded(() => this.#accept(socket));
    const forget = whenLoggedOut(() => socket.end(LOGGED_OUT.code, LOGGED_OUT.reason));
    return {
      text: (frame) => guarded(() => listener?.text(frame)),
      binary: () => socket.end(BINARY.code, BINARY.reason),
      closed: () => {
        this.#open.delete(socket);
        forget();
        guarded(() => listener?.closed());
      },
    };
  }

  /** Says goodbye to everybody. */
  close(): void {
    for (const socket of this.#open) socket.end(CLOSE.restart.code, CLOSE.restart.reason);
  }
}
