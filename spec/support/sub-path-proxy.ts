import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { connect, type Socket } from "node:net";

/** A reverse proxy that shows the relay on `port` below `/chat/`, as a web server with other things on it does. */
export class SubPathProxy {
  /** The URL of every request, upgrades too, as it came. */
  readonly asked: string[] = [];
  readonly #port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((incoming, outgoing) => {
      const { method, headers } = incoming;
      const path = this.#path(incoming);
      const passed = request({ port, host: "127.0.0.1", method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on("error", () => outgoing.destroy());
      incoming.pipe(passed);
    });
    this.#server.on("upgrade", (incoming, socket: Socket) => this.#upgrade(incoming, socket));
  }

  static async start(port: number): Promise<SubPathProxy> {
    const proxy = new SubPathProxy(port);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/chat/`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #path({ url = "" }: IncomingMessage): string {
    this.asked.push(url);
    return url.startsWith("/chat/") ? url.slice("/chat".length) : "/outside";
  }

  #upgrade(incoming: IncomingMessage, socket: Socket): void {
    const relay = connect(this.#port, "127.0.0.1");
    for (const end of [socket, relay]) {
      this.#sockets.add(end);
      end.on("error", () => {});
      end.on("close", () => this.#sockets.delete(end));
    }
    const { rawHeaders } = incoming;
    const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
    relay.write(`GET ${this.#path(incoming)} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    socket.pipe(relay).pipe(socket);
  }
}
