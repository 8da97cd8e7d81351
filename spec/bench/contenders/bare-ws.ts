/**
 * The `ws` library with plain objects. A room message is encoded into one frame (RFC 6455 §5.2) and that
 * buffer is written to every member, which `ws` itself would frame again for each of them.
 */
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { serverFrame } from "../frames.ts";
import { encode, listen, parse } from "./classic.ts";
import { Relay } from "./relay.ts";

interface Socket {
  send(text: string): void;
  readonly stream: Duplex;
}

const members = new Set<Socket>();

const relay = new Relay<Socket>({
  send: (to, type, payload) => to.send(encode(type, payload)),
  enter: (socket) => void members.add(socket),
  leave: (socket) => void members.delete(socket),
  publish(from, type, payload) {
    const frame = serverFrame(encode(type, payload));
    for (const member of members) if (member !== from) member.stream.write(frame);
  },
});

const http = createServer();
const sockets = new WebSocketServer({
  server: http,
  path: "/ws/",
  perMessageDeflate: false,
  clientTracking: false,
  maxPayload: 64 * 1024,
});

sockets.on("connection", (ws, request) => {
  const person = relay.connect({ send: (text) => ws.send(text), stream: request.socket });
  ws.on("message", (data) => relay.receive(person, parse(data.toString())));
  ws.on("close", () => relay.disconnect(person));
  ws.on("error", () => ws.terminate());
});

listen(http);
