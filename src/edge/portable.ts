import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import { judgeHandshake } from "./handshake.ts";
import { ABNORMAL_CLOSURE, type MessageLimit, messageLimit, outboxLimit } from "./limits.ts";
import { listenError, type Place } from "./listen-error.ts";
import type {
  EdgeHandler,
  EdgeOptions,
  EdgeRequest,
  EdgeServer,
  HttpAnswer,
  UpgradeDecision,
} from "./port.ts";
import {
  CLOSE_TIMEOUT,
  copyHandshake,
  copyRequest,
  refuse,
  refuseMalformed,
  writeAnswer,
} from "./portable-http.ts";
import { createPortableServer } from "./portable-server.ts";
import { PortableSocket } from "./portable-socket.ts";
import { ProxiedPeers } from "./proxied.ts";
import { Topics } from "./topics.ts";

/** As {@link EdgeHandler}, for whoever needs more of a request than the port keeps, and time for an answer. */
export interface NodeHandler<Context> extends Pick<EdgeHandler<Context>, "open"> {
  upgrade(request: EdgeRequest, message: IncomingMessage): UpgradeDecision<Context>;
  /** Must not reject. */
  http(request: EdgeRequest, message: IncomingMessage): HttpAnswer | Promise<HttpAnswer>;
}

/** The edge on `ws` and `node:http`: slower, and at home wherever Node is. */
export async function startPortable<Context>(
  options: EdgeOptions & Place,
  handler: NodeHandler<Context>,
): Promise<EdgeServer> {
  const sockets = new Set<PortableSocket>();
  const topics = new Topics<PortableSocket>();
  const peers = new ProxiedPeers();
  const copy = (message: IncomingMessage) => copyRequest(message, peers.addressOf(message.socket));
  const { http, useCertificate } = createPortableServer(options.certificate, (message, response) => {
    when(handler.http(copy(message), message), (answer) => writeAnswer(response, answer));
  });
  peers.listen(http, options.trustedProxies);
  http.on("upgrade", upgrades(options, handler, copy, sockets, topics));
  http.on("clientError", refuseMalformed);
  await listen(http, options);
  const sweeper = startSweeper(options.idleTimeout, sockets);

  let closed: Promise<void> | undefined;
  const stopListening = () => {
    closed ??= new Promise((resolve) => http.close(() => resolve()));
    return closed;
  };
  return {
    kind: "ws",
    port: boundPort(http),
    publish(topic, frame) {
      topics.publish(topic, frame);
    },
    useCertificate,
    stopListening() {
      stopListening();
    },
    close() {
      clearInterval(sweeper);
      for (const socket of sockets) {
        socket.cut();
        // As with uWebSockets.js, all listeners know before this returns.
        socket.gone(ABNORMAL_CLOSURE);
      }
      http.closeAllConnections();
      return stopListening();
    },
  };
}

/** At once where it is there already. */
function when(answer: HttpAnswer | Promise<HttpAnswer>, write: (answer: HttpAnswer) => void): void {
  if (answer instanceof Promise) void answer.then(write);
  else write(answer);
}

function listen(http: Server, options: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays for good: a later one, such as of a connection it could not accept, must not end the process.
    http.on("error", (error) => reject(listenError(error, options)));
    http.listen({ host: options.host, port: options.port, exclusive: true }, resolve);
  });
}

function boundPort(http: Server): number {
  const address: AddressInfo | string | null = http.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** One timer for all sockets, twice an idle timeout (seconds; 0 is none). It alone keeps no process alive. */
function startSweeper(idleTimeout: number, sockets: Set<PortableSocket>): NodeJS.Timeout | undefined {
  if (idleTimeout === 0) return undefined;
  const sweep = () => {
    for (const socket of sockets) socket.sweep();
  };
  return setInterval(sweep, idleTimeout * 500).unref();
}

function upgrades<Context>(
  options: EdgeOptions,
  handler: NodeHandler<Context>,
  copy: (message: IncomingMessage) => EdgeRequest,
  sockets: Set<PortableSocket>,
  topics: Topics<PortableSocket>,
): (message: IncomingMessage, stream: Duplex, head: Buffer) => void {
  const limit = messageLimit(options.maxMessageBytes);
  const outbox = outboxLimit(options.outboxBytes);
  // `handleUpgrade` is synchronous, so that one variable serves all requests.
  let chosen: string | undefined;
  const settings = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limit.cutBytes,
    handleProtocols: () => chosen ?? false,
    // Not in the types of `ws` yet.
    closeTimeout: CLOSE_TIMEOUT,
  };
  const server = new WebSocketServer(settings);
  return (message, stream, head) => {
    // A client may go away at any moment of this; `ws` listens for itself once it has the stream.
    stream.on("error", () => stream.destroy());
    const request = copy(message);
    const verdict = judgeHandshake(request, copyHandshake(message));
    if (verdict === "none") {
      return when(handler.http(request, message), (answer) => refuse(message, stream, answer));
    }
    if (verdict !== "good") return refuse(message, stream, verdict);
    const decision = handler.upgrade(request, message);
    if (!decision.accept) return refuse(message, stream, decision.answer);
    chosen = decision.protocol;
    server.handleUpgrade(message, stream, head, (ws) => {
      const socket = new PortableSocket({ ws, stream }, topics, request.remoteAddress, outbox.bytes);
      sockets.add(socket);
      ws.on("close", () => sockets.delete(socket));
      hear(ws, socket, limit);
      socket.listen(handler.open(socket, decision.context));
    });
  };
}

function hear(ws: WebSocket, socket: PortableSocket, limit: MessageLimit): void {
  const heard = () => socket.heard();
  ws.on("ping", heard);
  ws.on("pong", heard);
  ws.on("message", (data, isBinary) => {
    heard();
    // `ws` hands out one Buffer unless its `binaryType` is changed.
    if (!Buffer.isBuffer(data)) return;
    if (data.length > limit.bytes) socket.end(CLOSE.tooBig.code, limit.reason);
    else if (isBinary) socket.listener?.binary(data.length);
    else socket.listener?.text(data.toString(), data.length);
  });
  // What broke the protocol is gone for the relay, also while `ws` still says why and waits for an answer to that.
  ws.on("error", () => socket.gone(ABNORMAL_CLOSURE));
  ws.on("close", (code) => socket.gone(code));
}
