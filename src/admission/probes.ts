/** How the doctor learns whom the relay takes somebody for who comes by way of `publicUrl`. */
import { randomBytes } from "node:crypto";
import type { BlockList } from "node:net";
import { isAmong } from "../edge/networks.ts";
import type { EdgeRequest } from "../edge/port.ts";
import { clientAddress } from "./client-address.ts";

/** What the relay goes by when it counts a handshake for an address. */
export interface Seen {
  /** The address of whoever connected: the last proxy's, if there is one. */
  readonly peer: string;
  /** Whether that is one of `trustedProxies`. */
  readonly trusted: boolean;
  /** The end of `X-Forwarded-For`, as it came. */
  readonly forwarded: string;
  /** Whose connection it is by all of that. */
  readonly client: string;
}

/** How long a handshake is waited for, ms, and how many are at a time; of more the oldest is forgotten. */
const LASTS = 30_000;
const AT_MOST = 8;

/** More of a header is not kept. */
const FORWARDED_AT_MOST = 256;

/**
 * Handshakes that somebody has announced who may ask the admin listener. They are known by a subprotocol that nobody else
 * can guess, change nothing, and what was seen of them is told once, by the admin listener alone. Of all others nothing is kept.
 */
export class Probes {
  readonly #now: () => number;
  readonly #awaited = new Map<string, { readonly until: number; seen?: Seen }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Announces one: the answer is to be among the subprotocols that it offers. */
  begin(): string {
    const [oldest] = this.#awaited.keys();
    if (oldest !== undefined && this.#awaited.size >= AT_MOST) this.#awaited.delete(oldest);
    const protocol = `probe.${randomBytes(16).toString("hex")}`;
    this.#awaited.set(protocol, { until: this.#now() + LASTS });
    return protocol;
  }

  /** A handshake came; `trusted` are the proxies whose `X-Forwarded-For` is believed. */
  notice({ headers, remoteAddress: peer }: EdgeRequest, trusted: BlockList): void {
    if (this.#awaited.size === 0) return;
    const probe = headers["sec-websocket-protocol"]
      .split(",")
      .map((protocol) => this.#awaited.get(protocol.trim()))
      .find((awaited) => awaited !== undefined);
    if (probe === undefined || probe.until < this.#now()) return;
    const forwarded = headers["x-forwarded-for"];
    probe.seen ??= {
      peer,
      trusted: isAmong(trusted, peer),
      forwarded: forwarded.slice(-FORWARDED_AT_MOST),
      client: clientAddress(peer, forwarded, trusted),
    };
  }

  /** What was seen of it, which is then forgotten; nothing when it did not come. */
  take(protocol: string): Seen | undefined {
    const seen = this.#awaited.get(protocol)?.seen;
    this.#awaited.delete(protocol);
    return seen;
  }
}
