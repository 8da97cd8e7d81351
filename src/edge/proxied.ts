/** The PROXY protocol before Node's server: who is behind a connection that a trusted proxy passes on. */
import type { Server, Socket } from "node:net";
import { plainAddress } from "./address.ts";
import { isAmong, networks } from "./networks.ts";
import { HTTP_TIMES } from "./portable-http.ts";
import { readProxyHeader } from "./proxy-header.ts";

/**
 * Whose connections they are. A plain or a TLS server goes on as though there were no headers; only proxies that are
 * trusted are listened to, and may send one or not. What anybody else sends goes on to the server untouched.
 */
export class ProxiedPeers {
  /** Those that a proxy named, by the proxy's own end of the connection: all that is known of it above TLS. */
  readonly #clients = new Map<string, string>();

  /** Connections of which a proxy has said whose they are. */
  get size(): number {
    return this.#clients.size;
  }

  /** The client's address, or the peer's own where no proxy has named another; `""` for a peer that is gone. */
  addressOf(socket: Socket): string {
    return this.#clients.get(endOf(socket)) ?? plainAddress(socket.remoteAddress);
  }

  /** From here on reads a header before `server` does anything with a connection. */
  listen(server: Server, trustedProxies: readonly string[]): void {
    if (trustedProxies.length === 0) return;
    const trusted = networks(trustedProxies);
    const listeners = server.listeners("connection");
    server.removeAllListeners("connection");
    server.on("connection", (socket: Socket) => {
      const goOn = () => {
        for (const listener of listeners) Reflect.apply(listener, server, [socket]);
      };
      if (!isAmong(trusted, plainAddress(socket.remoteAddress))) return goOn();
      afterHeader(socket, (client) => {
        if (client !== undefined) this.#remember(socket, client);
        goOn();
      });
    });
  }

  #remember(socket: Socket, client: string): void {
    const end = endOf(socket);
    this.#clients.set(end, client);
    socket.once("close", () => this.#clients.delete(end));
  }
}

const endOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;

/**
 * Takes a header off the beginning of what `socket` brings, and calls `goOn` with the client that it names. A bad one
 * cuts the connection, and so does one that is not complete in time.
 */
function afterHeader(socket: Socket, goOn: (client: string | undefined) => void): void {
  let held = Buffer.alloc(0);
  const cut = () => socket.destroy();
  const timer = setTimeout(cut, HTTP_TIMES.headersTimeout);
  const stop = () => {
    clearTimeout(timer);
    socket.off("readable", look).off("end", cut).off("error", cut).off("close", stop);
  };
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    held = Buffer.concat([held, chunk]);
    const header = readProxyHeader(held);
    if (header.kind === "part") return;
    if (header.kind === "bad") return cut();
    stop();
    const rest = header.kind === "none" ? held : held.subarray(header.length);
    if (rest.length > 0) socket.unshift(rest);
    goOn(header.kind === "none" ? undefined : header.client);
  };
  socket.on("readable", look).on("end", cut).on("error", cut).on("close", stop);
}
