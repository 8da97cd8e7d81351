import type { Config } from "../../config/settings.ts";
import { type Rate, TokenBucket, UNLIMITED } from "./token-bucket.ts";

/** How fast one connection may talk, in frames and in bytes. */
export interface Pace {
  readonly frames: Allowance;
  readonly bytes: Allowance;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

interface Allowance {
  /** What is heard. */
  readonly heard: Rate;
  /** What is refused with patience. */
  readonly refused: Rate;
}

/** How many times what is heard may be refused before the connection is closed. */
const PATIENCE = 10;

type Limits = Pick<Config, "messageBurst" | "messageRate" | "byteBurst" | "byteRate">;

/** Nothing when there is no limit: 0 is unlimited in either setting of the two of frames, and of the two of bytes. */
export function pace(
  { messageBurst, messageRate, byteBurst, byteRate }: Limits,
  now: () => number,
): Pace | undefined {
  const frames = allowance(messageBurst, messageRate);
  const bytes = allowance(byteBurst, byteRate);
  return frames === NO_LIMIT && bytes === NO_LIMIT ? undefined : { frames, bytes, now };
}

const NO_LIMIT: Allowance = { heard: UNLIMITED, refused: UNLIMITED };

function allowance(burst: number, perSecond: number): Allowance {
  if (burst === 0 || perSecond === 0) return NO_LIMIT;
  const interval = 1000 / perSecond;
  return { heard: { burst, interval }, refused: { burst: burst * PATIENCE, interval: interval / PATIENCE } };
}

export type Verdict = "heard" | "refused" | "abuse";

/** How fast one connection has talked. Most are idle or slow, so there are buckets only once they are needed. */
export class Talker {
  /** After a refusal: the ms until the same frame will be heard. */
  wait = 0;
  #heard: Meter | undefined;
  #refused: Meter | undefined;

  /** Counts one frame of so many bytes. What is refused takes nothing from what is heard. */
  count({ frames, bytes, now }: Pace, byteLength: number): Verdict {
    const at = now();
    this.#heard ??= new Meter(frames.heard, bytes.heard, at);
    this.wait = this.#heard.take(frames.heard, bytes.heard, at, byteLength);
    if (this.wait === 0) return "heard";
    this.#refused ??= new Meter(frames.refused, bytes.refused, at);
    return this.#refused.take(frames.refused, bytes.refused, at, byteLength) === 0 ? "refused" : "abuse";
  }
}

/** A bucket for frames and one for their bytes; a frame is taken from both or from neither. */
class Meter {
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(frames: Rate, bytes: Rate, now: number) {
    this.#frames = new TokenBucket(frames, now);
    this.#bytes = new TokenBucket(bytes, now);
  }

  /** Takes one frame of so many bytes and returns 0, or the ms until it can be taken. */
  take(frames: Rate, bytes: Rate, now: number, byteLength: number): number {
    const wait = Math.max(this.#frames.wait(frames, now), this.#bytes.wait(bytes, now, byteLength));
    if (wait > 0) return wait;
    this.#frames.spend(1);
    this.#bytes.spend(byteLength);
    return 0;
  }
}
