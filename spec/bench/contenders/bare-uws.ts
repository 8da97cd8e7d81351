/** The limit: uWebSockets.js with plain objects and nothing between a frame and its receiver. */
import type { WebSocket } from "uWebSockets.js";
import uws from "uWebSockets.js";
import { announce, encode, parse } from "./classic.ts";
import type { Person } from "./relay.ts";
import { Relay } from "./relay.ts";

interface UserData {
  person?: Person<Socket>;
}
type Socket = WebSocket<UserData>;

const ROOM = "room";

const relay = new Relay<Socket>({
  send: (to, type, payload) => void to.send(encode(type, payload), false, false),
  enter: (socket) => void socket.subscribe(ROOM),
  // A socket that is closing has left its topics already, and must not be used again.
  leave: (socket) => void (socket.getUserData().person && socket.unsubscribe(ROOM)),
  publish: (from, type, payload) => void from.publish(ROOM, encode(type, payload), false, false),
});

uws
  .App()
  .ws<UserData>("/ws/", {
    compression: uws.DISABLED,
    maxPayloadLength: 64 * 1024,
    maxBackpressure: 16 * 1024 * 1024,
    idleTimeout: 120,
    open(socket) {
      socket.getUserData().person = relay.connect(socket);
    },
    message(socket, bytes) {
      const { person } = socket.getUserData();
      if (person) relay.receive(person, parse(Buffer.from(bytes).toString()));
    },
    close(socket) {
      const data = socket.getUserData();
      const { person } = data;
      delete data.person;
      if (person) relay.disconnect(person);
    },
  })
  .listen("127.0.0.1", 0, (listening) => {
    if (!listening) throw new Error("cannot listen on 127.0.0.1");
    announce(uws.us_socket_local_port(listening));
  });
