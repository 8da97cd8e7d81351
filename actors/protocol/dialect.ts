import type { ErrorMessage } from "./errors.ts";
import type { ClientMessage, Hello, RelayMessage } from "./messages.ts";

/**
 * One way to write the domain's messages on a socket. Codecs are pure and never throw: what can't be understood
 * decodes to the error to answer with, what asks for nothing (an empty classic `MSG`) to undefined.
 */
export interface Dialect {
  readonly name: DialectName;
  /** The WebSocket subprotocol it is chosen by, if any. */
  readonly subprotocol?: string;
  /** The greeting of clients that send none; undefined where the client must send its own. */
  readonly greeting: Hello | undefined;
  /** Whether its clients are asked before being paired. */
  readonly invitations: boolean;
  /** Whether its clients can go on where another socket of theirs was. */
  readonly resumes: boolean;
  /** Whether its clients say which messages arrived. */
  readonly receipts: boolean;
  /** Whether it can carry call signalling. */
  readonly signals: boolean;
  /** Takes one frame, already known to be valid UTF-8 and within the relay's size limit. */
  decode(frame: string): ClientMessage | ErrorMessage | undefined;
  /** The frame that says `message`, or undefined where the dialect has no word for it. */
  encode(message: RelayMessage): string | undefined;
}

export type DialectName = "classic" | "text" | "v1";
