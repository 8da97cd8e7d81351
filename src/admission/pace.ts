import type { Config } from "../../config/settings.ts";
import { type Rate, TokenBucket } from "./token-bucket.ts";

/** How fast one connection may talk. */
export interface Pace {
  /** What is heard. */
  readonly heard: Rate;
  /** What is refused with patience. */
  readonly refused: Rate;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** How many times what is heard may be refused before the connection is closed. */
const PATIENCE = 10;

/** Nothing when there is no limit: 0 is unlimited in either setting. */
export function pace(
  { messageBurst: burst, messageRate }: Pick<Config, "messageBurst" | "messageRate">,
  now: () => number,
): Pace | undefined {
  if (burst === 0 || messageRate === 0) return undefined;
  const interval = 1000 / messageRate;
  return {
    heard: { burst, interval },
    refused: { burst: burst * PATIENCE, interval: interval / PATIENCE },
    now,
  };
}

export type Verdict = "heard" | "refused" | "abuse";

/** How fast one connection has talked. Most are idle or slow, so there are buckets only once they are needed. */
export class Talker {
  /** After a refusal: the ms until a frame will be heard. */
  wait = 0;
  #heard: TokenBucket | undefined;
  #refused: TokenBucket | undefined;

  /** Counts one frame. */
  count({ heard, refused, now }: Pace): Verdict {
    const at = now();
    this.#heard ??= new TokenBucket(heard, at);
    this.wait = this.#heard.take(heard, at);
    if (this.wait === 0) return "heard";
    this.#refused ??= new TokenBucket(refused, at);
    return this.#refused.take(refused, at) === 0 ? "refused" : "abuse";
  }
}
