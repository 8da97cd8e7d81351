import type { DialectName } from "../actors/protocol/dialect.ts";
import type { Code } from "../actors/protocol/identity.ts";
import type { IceServer, PaceLimits } from "../actors/protocol/messages.ts";
import type { Crowds } from "./admission/crowds.ts";
import type { Joins } from "./admission/joins.ts";
import type { Pace } from "./admission/pace.ts";
import type { Counters } from "./metrics/counters.ts";
import type { Population, World } from "./population.ts";
import type { Publish } from "./session/audience.ts";
import type { SessionLimits } from "./session/sessions.ts";
import type { Turn } from "./turn.ts";

/** What the hub needs of the relay around it. */
export interface HubOptions {
  readonly population: Population;
  readonly world: Pick<World, "clock" | "identifiers" | "now" | "random">;
  /** Is told where each socket comes from. */
  readonly crowds: Crowds;
  readonly pace?: Pace | undefined;
  /** What clients are told of it. */
  readonly toldPace: PaceLimits;
  readonly joins?: Joins | undefined;
  /** What the person of that code may use for calls, from now on. */
  readonly iceServers: (code: Code) => readonly IceServer[];
  readonly sessions: SessionLimits;
  readonly counters: Counters;
  readonly publish: Publish;
  /** Something threw that should not have; the relay goes on. */
  readonly onError: (error: unknown) => void;
  /** Somebody came or went. */
  readonly onPresence: (change: "joined" | "away" | "back" | "left", code: Code, how: Presence) => void;
  readonly turn?: Turn;
}

/** What is known of how somebody is connected; `client` is what their client calls itself, unchecked. */
export interface Presence {
  readonly dialect: DialectName;
  readonly client?: string | undefined;
}
