import type { Code, Token } from "../../actors/protocol/identity.ts";
import type { Lost } from "../../actors/protocol/messages.ts";
import { Crowds } from "../admission/crowds.ts";
import type { World } from "../population.ts";
import type { Session } from "./session.ts";

/** Tokens that are remembered after their session, so that its client hears why it can't go on. */
const MAX_EXPIRED = 10_000;

export interface SessionLimits {
  /** How long somebody may be away, ms. */
  readonly window: number;
  /** How many may be away at a time, in all and from one address; 0 is unlimited. */
  readonly away: number;
  readonly awayPerAddress: number;
}

interface Absence {
  readonly timer: unknown;
  readonly source: string;
}

/** Everybody who is at the relay, with a socket or expected back. */
export class Sessions {
  readonly #clock: World["clock"];
  readonly #limits: SessionLimits;
  readonly #expire: (session: Session) => void;
  readonly #byCode = new Map<Code, Session>();
  readonly #byToken = new Map<Token, Session>();
  readonly #absences = new Map<Session, Absence>();
  readonly #absentees = new Crowds();
  /** In the order of their end. */
  readonly #expired = new Set<Token>();

  /** `expire` is told of each whose time is over. */
  constructor(clock: World["clock"], limits: SessionLimits, expire: (session: Session) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#expire = expire;
  }

  /** Those who are away. */
  get away(): number {
    return this.#absences.size;
  }

  /** Whether `holds` is true of somebody who is away. */
  someAway(holds: (session: Session) => boolean): boolean {
    for (const session of this.#absences.keys()) if (holds(session)) return true;
    return false;
  }

  [Symbol.iterator](): Iterator<Session> {
    return this.#byCode.values();
  }

  get(code: Code): Session | undefined {
    return this.#byCode.get(code);
  }

  add(session: Session): void {
    this.#byCode.set(session.code, session);
    if (session.resumable !== undefined) this.#byToken.set(session.resumable.token, session);
  }

  /** Whose token it is, or why nobody's. */
  find(token: Token): Session | Lost {
    return this.#byToken.get(token) ?? (this.#expired.has(token) ? "expired" : "unknown");
  }

  /** Expects `session` back for a while; false when too many are expected already. `source` as its address counts. */
  expect(session: Session, source: string): boolean {
    const { window, away, awayPerAddress } = this.#limits;
    if (isReached(away, this.away) || isReached(awayPerAddress, this.#absentees.of(source))) return false;
    const timer = this.#clock.setTimeout(() => {
      this.#expire(session);
      this.#remember(session);
    }, window);
    this.#absences.set(session, { timer, source });
    this.#absentees.add(source);
    return true;
  }

  /** It is back, or not expected any longer; false when it was not away. */
  back(session: Session): boolean {
    const absence = this.#absences.get(session);
    if (absence === undefined) return false;
    this.#clock.clearTimeout(absence.timer);
    this.#absences.delete(session);
    this.#absentees.remove(absence.source);
    return true;
  }

  remove(session: Session): void {
    this.back(session);
    this.#byCode.delete(session.code);
    if (session.resumable !== undefined) this.#byToken.delete(session.resumable.token);
  }

  #remember({ resumable }: Session): void {
    if (resumable === undefined) return;
    this.#expired.add(resumable.token);
    if (this.#expired.size <= MAX_EXPIRED) return;
    for (const oldest of this.#expired) {
      this.#expired.delete(oldest);
      return;
    }
  }
}

const isReached = (limit: number, count: number) => limit > 0 && count >= limit;
