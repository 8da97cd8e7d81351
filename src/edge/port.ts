/**
 * The narrow port between the relay and whatever accepts its sockets. Two adapters implement it:
 * `uws.ts` (uWebSockets.js) and `portable.ts` (`ws` on `node:http`). Nothing here knows a dialect or an actor.
 */

import type { CertificateFiles } from "../tls/certificate.ts";

/** One accepted WebSocket. After it has closed every method does nothing, so that no caller need ask first. */
export interface EdgeSocket {
  /**
   * The peer's address as text, e.g. `127.0.0.1` or `2001:db8::1`: the direct peer's, or the one that a trusted proxy
   * names by the PROXY protocol; never from a header of HTTP.
   */
  readonly remoteAddress: string;
  /**
   * Writes one text frame now; inside {@link cork} it leaves together with the others. Somebody who had too much unsent
   * already is closed instead, and then `closed` is called before this returns.
   */
  send(frame: string): void;
  /** Runs `write` with the socket corked: all it sends leaves in one system call. */
  cork(write: () => void): void;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  /** Sends one text frame to every subscriber of `topic` but this socket. */
  publish(topic: string, frame: string): void;
  /** Bytes written but not yet taken by the kernel. */
  bufferedAmount(): number;
  /**
   * Starts the closing handshake (RFC 6455 §7.1.2) with `code` and as much of the reason as fits into 123 bytes.
   * For the relay the socket is gone at once: `closed` is called before this returns.
   */
  end(code: number, reason: string): void;
}

/** What the relay does with one socket; made by {@link EdgeHandler.open}, called until `closed`. */
export interface SocketListener {
  /** A text frame of so many bytes, already checked to be valid UTF-8 and within `maxMessageBytes`. */
  text(frame: string, byteLength: number): void;
  /** A binary frame; no dialect has them. */
  binary(byteLength: number): void;
  /**
   * The socket is gone; called exactly once, whoever ended it. `code` as in RFC 6455 §7.4: the one that {@link
   * EdgeSocket.end} was given or that the client sent, 1005 when it sent none, and 1006 when the connection broke or
   * was ended for a frame or close code that RFC 6455 forbids, for invalid UTF-8, for a message of more than twice
   * `maxMessageBytes` or for silence. Not reading is 4420, as far as there is memory for a goodbye.
   */
  closed(code: number): void;
}

/** The parts of a request that outlive it: adapters copy them while it is alive. */
export interface EdgeRequest {
  /** Upper-case, e.g. `GET`. */
  readonly method: string;
  /** Path without the query, as sent (not percent-decoded). */
  readonly path: string;
  /**
   * Header values by lower-case name; `""` when absent. Only those in {@link KEPT_HEADERS} are kept. Several headers
   * `x-forwarded-for` are one list (RFC 9110 §5.3), so that nobody can hide what a proxy has added.
   */
  readonly headers: Readonly<Record<KeptHeader, string>>;
  /** As {@link EdgeSocket.remoteAddress}. */
  readonly remoteAddress: string;
}

export const KEPT_HEADERS = [
  "accept-encoding",
  "host",
  "if-none-match",
  "origin",
  "sec-websocket-protocol",
  "upgrade",
  "x-forwarded-for",
] as const;
export type KeptHeader = (typeof KEPT_HEADERS)[number];

/** A whole HTTP answer. Adapters add `Content-Length` and leave the body out for HEAD. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Either the socket is taken, with the subprotocol to confirm (or none), or an HTTP answer refuses it. */
export type UpgradeDecision<Context> =
  | { readonly accept: true; readonly protocol?: string; readonly context: Context }
  | { readonly accept: false; readonly answer: HttpAnswer };

/** The relay's side of the port. `Context` travels from `upgrade` to `open`. */
export interface EdgeHandler<Context> {
  /** Asked for whole handshakes only. Accepting still promises no {@link open}: count what is open there. */
  upgrade(request: EdgeRequest): UpgradeDecision<Context>;
  open(socket: EdgeSocket, context: Context): SocketListener;
  http(request: EdgeRequest): HttpAnswer;
}

export interface EdgeOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Bytes; a larger message closes the socket with 1009. 0 is unlimited. */
  readonly maxMessageBytes: number;
  /**
   * Bytes a socket may have unsent before it is closed with 4420, at the next frame of its own or one published to it.
   * What is written under one cork is not yet held against it. 0 is unlimited.
   */
  readonly outboxBytes: number;
  /**
   * Seconds without a sign of life before a socket is closed; pings go out by themselves. 0 is unlimited. The uws
   * adapter counts in steps of 4 and takes what is below 8 for 8 and above 960 for 960.
   */
  readonly idleTimeout: number;
  /**
   * Networks in CIDR notation, with their length: whose PROXY headers the ws adapter reads. The uws adapter refuses
   * them all, since native code takes them from anybody and at any place of a connection.
   */
  readonly trustedProxies: readonly string[];
  /** With one the edge speaks TLS and nothing else. */
  readonly certificate?: CertificateFiles | undefined;
}

export interface EdgeServer {
  readonly kind: "uws" | "ws";
  /** The port that is bound, also when 0 was asked for. */
  readonly port: number;
  /** Sends one text frame to every subscriber of `topic`. */
  publish(topic: string, frame: string): void;
  /**
   * Shows this certificate to whoever connects from now on; open connections go on with theirs. Throws, and keeps the
   * old one, when it cannot be used. Only for an edge that was started with a certificate.
   */
  useCertificate(files: CertificateFiles): void;
  /** Accepts nothing more; open sockets stay. */
  stopListening(): void;
  /** Stops listening and cuts every socket that is still open. Resolves when the port is free. */
  close(): Promise<void>;
}

/** Rejects with {@link EdgeError}, or `CertificateError`. */
export type StartEdge = <Context>(options: EdgeOptions, handler: EdgeHandler<Context>) => Promise<EdgeServer>;

export type EdgeErrorKind = "port-in-use" | "permission" | "address" | "no-native" | "other";

/** Why an edge did not start; `message` is one sentence for a person. */
export class EdgeError extends Error {
  override readonly name = "EdgeError";
  readonly kind: EdgeErrorKind;
  constructor(kind: EdgeErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
