/** What the network does to one direction of one connection; may be changed while it runs. */
export interface Faults {
  /** Milliseconds of the proxy's clock that whatever comes waits before it goes on, in its order. */
  readonly latency: number;
  /** Bytes that go on in a {@link TICK}; `Infinity` for all there are. */
  readonly throttle: number;
  /** The size of the next piece that is written; `() => 1` goes on byte by byte. Without it, as it came. */
  readonly pieces: (() => number) | undefined;
  /** Keeps everything back; nothing is lost, and all goes on once this is false again. */
  readonly hold: boolean;
  /** Swallows everything, also the end of the connection, as a cable does that was pulled. */
  readonly blackhole: boolean;
}

/** What the latency and the ticks of a throttle are counted by. A `TestClock` is one. */
export interface FaultClock {
  setTimeout(callback: () => void, ms: number): number;
  clearTimeout(timer: number): void;
}

/** Milliseconds of the proxy's clock. */
export const TICK = 10;

/** Bytes a lane holds before it reads no more; one chunk, of up to 64 KiB, may come on top. */
export const LANE_BOUND = 64 * 1024;

/** A network without faults. */
export const CALM: Faults = {
  latency: 0,
  throttle: Infinity,
  pieces: undefined,
  hold: false,
  blackhole: false,
};
