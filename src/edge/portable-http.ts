import { type IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HandshakeHeaders } from "./handshake.ts";
import type { EdgeRequest, HttpAnswer } from "./port.ts";

/** Milliseconds: a request has to be here, and an idle connection is closed, within the times uWebSockets.js gives. */
export const HTTP_TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
} as const;

/** Milliseconds a client has to answer a close frame, before its connection is cut. */
export const CLOSE_TIMEOUT = 10_000;

/** What the port wants to know of Node's request, which came from `remoteAddress`. */
export function copyRequest(message: IncomingMessage, remoteAddress: string): EdgeRequest {
  const { headers, method = "", url = "" } = message;
  return {
    method,
    path: url.split("?", 1).join(),
    headers: {
      "accept-encoding": String(headers["accept-encoding"] ?? ""),
      host: headers.host ?? "",
      "if-none-match": headers["if-none-match"] ?? "",
      origin: headers.origin ?? "",
      "sec-websocket-protocol": headers["sec-websocket-protocol"] ?? "",
      upgrade: headers.upgrade ?? "",
      // Node has joined several already.
      "x-forwarded-for": String(headers["x-forwarded-for"] ?? ""),
    },
    remoteAddress,
  };
}

/** RFC 9110 §7.8: an `Upgrade` in a request of HTTP/1.0 does not count, so neither does what its `Connection` says. */
export function copyHandshake({ headers, httpVersion }: IncomingMessage): HandshakeHeaders {
  return {
    connection: httpVersion === "1.0" ? "" : (headers.connection ?? ""),
    key: headers["sec-websocket-key"] ?? "",
    version: headers["sec-websocket-version"] ?? "",
  };
}

/** A 204 has no `Content-Length`, nor a 304, as it would be that of another body (RFC 9110 §8.6). Node leaves bodies out for HEAD. */
export function writeAnswer(response: ServerResponse, answer: HttpAnswer): void {
  const length =
    answer.status === 204 || answer.status === 304
      ? {}
      : { "Content-Length": Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(answer.body);
}

/** Node leaves the stream of an upgrade to us: answers on it like any other request, and closes it. */
export function refuse(message: IncomingMessage, stream: Duplex, answer: HttpAnswer): void {
  if (!(stream instanceof Socket)) return void stream.destroy();
  const response = new ServerResponse(message);
  response.shouldKeepAlive = false;
  response.assignSocket(stream);
  response.on("finish", () => stream.destroySoon());
  writeAnswer(response, answer);
}

/** Answers what is no HTTP, or came too slowly, and closes, also for a client that would keep its own half open. */
export function refuseMalformed(error: NodeJS.ErrnoException, stream: Duplex): void {
  if (error.code === "ECONNRESET" || !stream.writable) return void stream.destroy();
  const status = {
    HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
    ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  }[error.code ?? ""];
  stream.end(`HTTP/1.1 ${status ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`, () => stream.destroy());
}
