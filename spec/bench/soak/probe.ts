/** What a relay under soak says of itself, over the channel to the process that has started it. */
export interface Probe {
  /** After a full collection, bytes. */
  readonly heap: number;
  readonly resident: number;
  readonly open: number;
  readonly away: number;
  readonly actors: number;
  /** Timers of the relay's own that are set. */
  readonly timers: number;
  /** Lines logged above info. */
  readonly complaints: number;
}

/** Asks for a {@link Probe}; the answer to a relay's first word, its port, is none. */
export const PROBE = "probe";

export interface Started {
  readonly port: number;
}
