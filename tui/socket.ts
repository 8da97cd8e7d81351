/** The session's way to the network on Node: one WebSocket for each try. */

import { type ClientOptions, WebSocket } from "ws";
import { fromCallback } from "xstate";
import type { SocketCommand, SocketEvent, SocketInput } from "../actors/session/intents.ts";

export interface SocketOptions {
  /** Accepts any certificate. */
  readonly insecure: boolean;
  /** Told why a socket could not be opened, in the platform's words, e.g. `ECONNREFUSED`. */
  readonly onFailure: (failure: Failure) => void;
}

export interface Failure {
  /** Node's or OpenSSL's code, e.g. `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly code: string | undefined;
  readonly message: string;
  /** HTTP's, when something other than a WebSocket answered. */
  readonly status: number | undefined;
}

/** Milliseconds for a handshake. */
export const HANDSHAKE = 10_000;
/** Milliseconds from one ping to the next; a link that has not answered one by the next is dead. */
const HEARTBEAT = 20_000;
/** Closes a socket that the session no longer wants, without a goodbye of the person. */
const ABANDONED = 4000;
/** What the relay sends at most is a page of its list: 200 names. */
export const FRAME_AT_MOST = 1024 * 1024;

/** The `socket` actor of the session machine. */
export function createSocketLogic({ insecure, onFailure }: SocketOptions) {
  return fromCallback<SocketCommand, SocketInput, SocketEvent>(({ input, sendBack, receive }) => {
    const options: ClientOptions = {
      handshakeTimeout: HANDSHAKE,
      maxPayload: FRAME_AT_MOST,
      perMessageDeflate: false,
      rejectUnauthorized: !insecure,
    };
    const socket = new WebSocket(input.url, [input.protocol], options);
    /** What the session still wants to hear: everything, the end alone after it has closed, or nothing. */
    let hears: "all" | "end" | "nothing" = "all";
    let isOpen = false;
    let heartbeat: NodeJS.Timeout | undefined;
    const refused = (
      event: Omit<Extract<SocketEvent, { type: "socket.refused" }>, "type">,
      code?: string,
    ) => {
      if (hears === "nothing") return;
      hears = "nothing";
      onFailure({ code, message: event.message ?? "", status: event.status });
      sendBack({ type: "socket.refused", ...event });
    };
    socket.on("open", () => {
      isOpen = true;
      heartbeat = keepAlive(socket);
      if (hears === "all") sendBack({ type: "socket.opened", protocol: socket.protocol });
    });
    socket.on("message", (data, isBinary) => {
      if (!isBinary && hears === "all") sendBack({ type: "socket.frame", text: String(data) });
    });
    socket.on("unexpected-response", (request, response) => {
      const retryAfter = Number.parseInt(String(response.headers["retry-after"] ?? ""), 10);
      refused({
        status: response.statusCode ?? 0,
        message: `HTTP ${response.statusCode}`,
        ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
      });
      request.destroy();
    });
    socket.on("error", (error: Error & { code?: string }) => {
      if (isOpen || hears === "nothing") return;
      // The server opened, but not with our protocol: as if it had opened with none, for the session to judge.
      if (/subprotocol/.test(error.message)) {
        hears = "nothing";
        sendBack({ type: "socket.opened", protocol: "" });
      } else {
        refused({ message: error.message }, error.code);
      }
    });
    socket.on("close", (code, reason) => {
      clearInterval(heartbeat);
      if (hears !== "nothing") sendBack({ type: "socket.closed", code, reason: reason.toString() });
    });
    receive((command) => {
      if (command.type === "send") {
        if (socket.readyState === WebSocket.OPEN) socket.send(command.frame);
        return;
      }
      if (hears === "all") hears = "end";
      close(socket, command.code);
    });
    return () => {
      hears = "nothing";
      clearInterval(heartbeat);
      close(socket, ABANDONED);
    };
  });
}

/** Says goodbye; a handshake that is still under way is broken off. */
function close(socket: WebSocket, code: number): void {
  if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
  else if (socket.readyState === WebSocket.OPEN) socket.close(code);
}

/** Cuts a socket whose other end no longer answers; the answer is to be cleared when it closes. */
export function keepAlive(socket: WebSocket): NodeJS.Timeout {
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  return setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, HEARTBEAT);
}
