/** Limits both adapters share, so that a client cannot tell which of them it meets. */

/** RFC 6455 §7.4.1: gone without a close frame. */
export const ABNORMAL_CLOSURE = 1006;

/** Both libraries read lengths as 32-bit integers. */
const UNLIMITED = 0x7fff_ffff;

export interface MessageLimit {
  /** A longer message is answered with 1009 and `reason`. */
  readonly bytes: number;
  /**
   * The library refuses a longer one before it is in memory: uWebSockets.js cuts the connection without a word (the
   * client sees 1006), `ws` closes it with a bare 1009. Twice the limit, so that whoever just overshot is told why.
   */
  readonly cutBytes: number;
  readonly reason: string;
}

/** The limits for `maxMessageBytes` of the edge's options, where 0 is unlimited. */
export function messageLimit(maxMessageBytes: number): MessageLimit {
  const bytes = maxMessageBytes === 0 ? UNLIMITED : maxMessageBytes;
  return {
    bytes,
    cutBytes: Math.min(bytes * 2, UNLIMITED),
    reason: `a message may have at most ${bytes} bytes`,
  };
}

export interface OutboxLimit {
  /** Who has more unsent is too slow a reader: at the next frame it is closed, instead of being served with gaps. */
  readonly bytes: number;
  /**
   * uWebSockets.js cuts whoever has more unsent, without a word; 0 is never. Several times the limit, so that what one
   * turn says to somebody at once, or a few publishes more, are no reason.
   */
  readonly cutBytes: number;
}

/** The limits for `outboxBytes` of the edge's options, where 0 is unlimited. */
export function outboxLimit(outboxBytes: number): OutboxLimit {
  if (outboxBytes === 0) return { bytes: Number.POSITIVE_INFINITY, cutBytes: 0 };
  return { bytes: outboxBytes, cutBytes: Math.min(outboxBytes * 4, UNLIMITED) };
}
