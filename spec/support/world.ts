import { SimulatedClock } from "xstate";
import type { Code, Epoch, InvitationId, Name, PairId, Token } from "../../actors/protocol/identity.ts";
import type { Identifiers } from "../../src/identifiers.ts";
import type { World } from "../../src/population.ts";

/** What every clock of a test shows, ms since the Unix epoch. */
export const NOW = 1_700_000_000_000;

/** A clock that moves only when told to, and knows how many timers are still to come. */
export class TestClock implements Pick<World["clock"], "setTimeout" | "clearTimeout"> {
  readonly #clock = new SimulatedClock();
  readonly #pending = new Set<number>();

  setTimeout(callback: () => void, delay: number): number {
    const id = this.#clock.setTimeout(() => {
      this.#pending.delete(id);
      callback();
    }, delay);
    this.#pending.add(id);
    return id;
  }

  clearTimeout(id: number): void {
    this.#pending.delete(id);
    this.#clock.clearTimeout(id);
  }

  /** Timers that are set and have not gone off. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Lets `ms` pass. */
  pass(ms: number): void {
    this.#clock.increment(ms);
  }
}

/** The `n`th (from 1) code, name and pair of {@link countingIdentifiers}. */
export const nthCode = (n: number) => `CODE${pad(n, 4)}`;
export const nthName = (n: number) => `client_${pad(n, 5)}`;
export const nthPair = (n: number) => `PAIR${pad(n, 4)}`;
export const nthInvitation = (n: number) => `INVITATION${pad(n, 4)}`;
export const nthToken = (n: number) => `TOKEN${pad(n, 4)}`;
export const EPOCH = "EPOCH";

/** Identifiers in the order of the numbers, so that a test knows what comes next. */
export function countingIdentifiers(): Identifiers {
  const given = { code: 0, name: 0, pair: 0, invitation: 0, token: 0 };
  return {
    code: () => nthCode(++given.code) as Code,
    name: () => nthName(++given.name) as Name,
    pair: () => nthPair(++given.pair) as PairId,
    invitation: () => nthInvitation(++given.invitation) as InvitationId,
    token: () => nthToken(++given.token) as Token,
    epoch: () => EPOCH as Epoch,
  };
}

const pad = (n: number, length: number) => String(n).padStart(length, "0");
