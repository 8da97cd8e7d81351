/** Socket.IO doing the same work: an event per message type, its own rooms, WebSocket transport only. */
import { createServer } from "node:http";
import type { Socket } from "socket.io";
import { Server } from "socket.io";
import { isObject, listen } from "./classic.ts";
import { Relay } from "./relay.ts";

const ROOM = "room";

const relay = new Relay<Socket>({
  send: (to, type, payload) => void to.emit(type, payload),
  enter: (socket) => void socket.join(ROOM),
  leave: (socket) => void socket.leave(ROOM),
  publish: (from, type, payload) => void from.to(ROOM).emit(type, payload),
});

const http = createServer();
const io = new Server(http, {
  transports: ["websocket"],
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: 64 * 1024,
});

io.on("connection", (socket) => {
  const person = relay.connect(socket);
  for (const type of ["JOIN", "MSG", "RENAME", "LEAVE", "/chatroom"]) {
    socket.on(type, (payload: unknown = {}) =>
      relay.receive(person, isObject(payload) ? { type, payload } : undefined),
    );
  }
  socket.on("disconnect", () => relay.disconnect(person));
});

listen(http);
