/**
 * Why the relay closes a socket (RFC 6455 §7.4; 4000–4999 are ours). A client that is told `retry: true` may come
 * back by itself, with a growing delay; one that is told `false` would meet the same end again.
 */
export const CLOSE = {
  /** The relay stops or restarts. */
  restart: { code: 1012, reason: "the relay restarts", retry: true },
  /** The connection's actor failed; the relay goes on. */
  internal: { code: 1011, reason: "internal error", retry: true },
  /** The reason says how much would have been allowed. */
  tooBig: { code: 1009, reason: "a message is too big", retry: false },
  /** The same person is here with a newer socket. */
  replaced: { code: 4409, reason: "another socket goes on with this session", retry: false },
  /** A v1 client said no `hello` in time. */
  noHello: { code: 4408, reason: "no hello in time", retry: true },
  /** Whoever runs the relay has closed it by hand. */
  byHand: { code: 4410, reason: "closed by whoever runs the relay", retry: true },
  /** Too much that was said to the client waits for it to be read. */
  tooSlow: { code: 4420, reason: "reading too slowly", retry: true },
  /** Far too many messages, for too long. */
  tooFast: { code: 4429, reason: "too many messages; come back in 10 seconds", retry: true },
} as const satisfies Record<string, CloseReason>;

export interface CloseReason {
  readonly code: number;
  /** At most 123 bytes. */
  readonly reason: string;
  readonly retry: boolean;
}
