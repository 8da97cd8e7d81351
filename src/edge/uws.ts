import type { HttpRequest, HttpResponse, WebSocketBehavior } from "uWebSockets.js";
import { STATUS_CODES } from "node:http";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import { plain } from "../http/plain.ts";
import { addressText } from "./address.ts";
import { type HandshakeHeaders, judgeHandshake } from "./handshake.ts";
import { messageLimit } from "./limits.ts";
import { importNative, type LoadNative, loadNative, type Native } from "./native.ts";
import type { EdgeHandler, EdgeOptions, EdgeRequest, HttpAnswer, StartEdge } from "./port.ts";
import { listenUws } from "./uws-apps.ts";
import { Readers } from "./uws-readers.ts";
import { type UwsShared, UwsSocket, type UwsUserData } from "./uws-socket.ts";

/** The edge on uWebSockets.js: the fast one, where a native binary of it loads. */
export const startUws: StartEdge = uwsWith(importNative);

/** {@link startUws} with the native module taken from `load`; rejects with `no-native` when that fails. */
export function uwsWith(load: LoadNative): StartEdge {
  return async (options, handler) => {
    const native = await loadNative(load);
    const readers = new Readers(options.outboxBytes, idleTimeout(options.idleTimeout));
    const server = await listenUws(native, options, (app, others) =>
      app.ws("/*", behavior(native, options, handler, { others, readers })).any("/*", (response, request) => {
        const copy = copyRequest(response, request);
        if (isProxied(response)) return writeAnswer(response, copy.method, NOT_PROXIED, true);
        // A handshake without a key of the right length comes here.
        const verdict = judgeHandshake(copy, copyHandshake(request));
        if (typeof verdict === "object") return writeAnswer(response, copy.method, verdict, true);
        const answer = closing(response, () => handler.http(copy));
        writeAnswer(response, copy.method, answer);
      }),
    );
    return {
      ...server,
      publish(topic, frame) {
        server.publish(topic, frame);
        readers.published(frame);
      },
    };
  };
}

/** uWebSockets.js ends the process when an idle timeout, in seconds, is neither 0 nor in this range. */
const IDLE_TIMEOUT = { min: 8, max: 960 } as const;

function behavior<Context>(
  native: Native,
  options: EdgeOptions,
  handler: EdgeHandler<Context>,
  shared: UwsShared,
): WebSocketBehavior<UwsUserData> {
  const limit = messageLimit(options.maxMessageBytes);
  // Without `ignoreBOM` a decoder would swallow a leading U+FEFF. For short frames this takes half as long as Buffer.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return {
    maxPayloadLength: limit.cutBytes,
    idleTimeout: idleTimeout(options.idleTimeout),
    sendPingsAutomatically: true,
    compression: native.DISABLED,
    maxBackpressure: shared.readers.limit.cutBytes,
    closeOnBackpressureLimit: 1,
    maxLifetime: 0,

    upgrade(response, request, context) {
      const copy = copyRequest(response, request);
      const headers = copyHandshake(request);
      if (isProxied(response)) return writeAnswer(response, copy.method, NOT_PROXIED, true);
      const verdict = judgeHandshake(copy, headers);
      if (verdict !== "good") {
        const answer = verdict === "none" ? closing(response, () => handler.http(copy)) : verdict;
        return writeAnswer(response, copy.method, answer, true);
      }
      const decision = closing(response, () => handler.upgrade(copy));
      if (!decision.accept) return writeAnswer(response, copy.method, decision.answer, true);
      const socket = new UwsSocket(copy.remoteAddress, shared);
      // Calls `open` before it returns, so that the context need not be kept anywhere.
      response.upgrade<UwsUserData>({ socket }, headers.key, decision.protocol ?? "", "", context);
      socket.listen(handler.open(socket, decision.context));
    },
    open(ws) {
      ws.getUserData().socket.opened(ws);
    },
    message(ws, message, isBinary) {
      const { socket } = ws.getUserData();
      if (message.byteLength > limit.bytes) {
        socket.end(CLOSE.tooBig.code, limit.reason);
      } else if (isBinary) {
        socket.listener?.binary(message.byteLength);
      } else {
        socket.listener?.text(decoder.decode(message), message.byteLength);
      }
    },
    close(ws, code) {
      ws.getUserData().socket.gone(code);
    },
  };
}

function idleTimeout(seconds: number): number {
  return seconds === 0 ? 0 : Math.min(Math.max(Math.ceil(seconds), IDLE_TIMEOUT.min), IDLE_TIMEOUT.max);
}

/**
 * Whether a PROXY header names somebody. Native code reads version 2 of it from anybody, and before any request of a
 * connection: a client behind a proxy could add its own. So nobody is believed. It also fails where the header comes
 * alone, as from many proxies, or has more than addresses.
 */
function isProxied(response: HttpResponse): boolean {
  return response.getProxiedRemoteAddress().byteLength > 0;
}

const NOT_PROXIED = plain(
  400,
  "The PROXY protocol is not understood on this edge; --edge ws understands it.",
);

/** The request object dies when its callback returns; this does not. */
function copyRequest(response: HttpResponse, request: HttpRequest): EdgeRequest {
  return {
    method: request.getMethod().toUpperCase(),
    path: request.getUrl(),
    headers: {
      "accept-encoding": request.getHeader("accept-encoding"),
      host: request.getHeader("host"),
      "if-none-match": request.getHeader("if-none-match"),
      origin: request.getHeader("origin"),
      "sec-websocket-protocol": request.getHeader("sec-websocket-protocol"),
      upgrade: request.getHeader("upgrade"),
      "x-forwarded-for": everyHeader(request, "x-forwarded-for"),
    },
    remoteAddress: addressText(new Uint8Array(response.getRemoteAddress())),
  };
}

/** All headers of one name as one list; `getHeader` has only the first. */
function everyHeader(request: HttpRequest, wanted: string): string {
  const values: string[] = [];
  request.forEach((name, value) => {
    if (name === wanted) values.push(value);
  });
  return values.join(", ");
}

function copyHandshake(request: HttpRequest): HandshakeHeaders {
  return {
    connection: everyHeader(request, "connection"),
    key: request.getHeader("sec-websocket-key"),
    version: request.getHeader("sec-websocket-version"),
  };
}

/** Runs `ask` and, should it throw, closes the connection: native code ends the process over a request left open. */
function closing<Result>(response: HttpResponse, ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    response.close();
    throw error;
  }
}

/**
 * Writes the whole answer, which sends it. `last` closes the connection afterwards, as is due to somebody whose
 * upgrade was refused.
 */
function writeAnswer(response: HttpResponse, method: string, answer: HttpAnswer, last = false): void {
  response.writeStatus(`${answer.status} ${STATUS_CODES[answer.status] ?? ""}`);
  for (const [name, value] of Object.entries(answer.headers)) response.writeHeader(name, value);
  if (answer.status === 304) {
    // No length, as it would be that of another body (RFC 9110 §8.6).
    response.endWithoutBody();
  } else if (method === "HEAD") {
    // Given the length, `endWithoutBody` of this version goes on waiting for as many bytes.
    response.writeHeader("Content-Length", String(Buffer.byteLength(answer.body)));
    response.endWithoutBody();
  } else {
    response.end(answer.body, last);
  }
}
