/** What the inspector needs of a socket of the admin listener; the listener has checked already who may open it. */
export interface FeedSocket {
  send(frame: string): void;
  /** Bytes written but not yet taken by the kernel. */
  bufferedAmount(): number;
  /** Starts the closing handshake. Nothing is heard of the socket after that but `closed`. */
  end(code: number, reason: string): void;
}

/** What the inspector does with one socket, until `closed`, which is called exactly once. */
export interface FeedListener {
  text(frame: string): void;
  closed(): void;
}

/** Takes a socket that was opened. */
export type AcceptFeed = (socket: FeedSocket) => FeedListener;
