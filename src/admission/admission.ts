import type { BlockList } from "node:net";
import type { Config } from "../../config/settings.ts";
import { networkOf } from "../edge/address.ts";
import { networks } from "../edge/networks.ts";
import type { EdgeRequest, HttpAnswer } from "../edge/port.ts";
import { plain } from "../http/plain.ts";
import type { Counters } from "../metrics/counters.ts";
import { AddressBuckets, perAddress } from "./address-buckets.ts";
import { clientAddress } from "./client-address.ts";
import { Crowds } from "./crowds.ts";
import { type OriginRule, originRule } from "./origins.ts";
import { Probes } from "./probes.ts";

type Limits = Pick<
  Config,
  | "origins"
  | "publicUrl"
  | "trustedProxies"
  | "maxConnections"
  | "maxConnectionsPerAddress"
  | "handshakesPerAddress"
>;

/** Why a handshake is refused, as it is counted, and what is answered. */
export interface Refusal {
  readonly counted: keyof Counters["drops"];
  readonly answer: HttpAnswer;
}

/** Who may open a WebSocket. A household with IPv6 has a /64, so what counts per address counts per /64 there. */
export class Admission {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #allows: OriginRule;
  readonly #trusted: BlockList;
  readonly #handshakes: AddressBuckets;
  /** Who has sockets open. */
  readonly crowds = new Crowds();
  /** Handshakes of the doctor's. */
  readonly probes: Probes;

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.probes = new Probes(now);
    this.#allows = originRule(limits);
    this.#trusted = networks(limits.trustedProxies);
    this.#handshakes = new AddressBuckets(perAddress(limits.handshakesPerAddress));
  }

  /** The name under which the client counts. */
  source({ remoteAddress, headers }: EdgeRequest): string {
    return networkOf(clientAddress(remoteAddress, headers["x-forwarded-for"], this.#trusted));
  }

  /** To be told of every handshake, whatever becomes of it. */
  notice(request: EdgeRequest): void {
    this.probes.notice(request, this.#trusted);
  }

  /** What becomes of somebody who may not; `open` is how many sockets are. */
  refusal(request: EdgeRequest, source: string, open: number): Refusal | undefined {
    const { maxConnections, maxConnectionsPerAddress } = this.#limits;
    // First, so that a page that may not connect can't use up what the people who visit it have.
    if (!this.#allows(request)) {
      return { counted: "handshake_origin", answer: foreignPage() };
    }
    const wait = this.#handshakes.count(source, this.#now());
    if (wait > 0) {
      const answer = busy(429, "Too many connections were asked for from this address.", wait);
      return { counted: "handshake_rate", answer };
    }
    if (maxConnections > 0 && open >= maxConnections) {
      const answer = busy(503, "The relay is full; try again later.", FULL_FOR);
      return { counted: "handshake_full", answer };
    }
    if (maxConnectionsPerAddress > 0 && this.crowds.of(source) >= maxConnectionsPerAddress) {
      const answer = busy(429, "Too many connections are open from this address.", FULL_FOR);
      return { counted: "handshake_address_full", answer };
    }
    return undefined;
  }
}

/** What a page is answered whose origin is not among those that may. */
export const foreignPage = () => plain(403, "Pages of this origin may not connect here.");

/** How long to wait for others to leave, ms. */
export const FULL_FOR = 30_000;

/** A refusal for now; `wait` is in ms. */
export function busy(status: 429 | 503, sentence: string, wait: number): HttpAnswer {
  return plain(status, sentence, { "Retry-After": String(Math.ceil(wait / 1000)) });
}
