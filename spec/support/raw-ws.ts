import { connect, type Socket } from "node:net";
import { FrameReader, OPCODE } from "../bench/frames.ts";
import { EventLog } from "./event-log.ts";

/** A handshake as a client should send it, with the key of RFC 6455 §1.3. */
export const HANDSHAKE = {
  Host: "localhost",
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
} as const;

/** The request for `path` with those `headers` that are not undefined. */
export function request(headers: Readonly<Record<string, string | undefined>>, path = "/ws"): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    value === undefined ? "" : `${name}: ${value}\r\n`,
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

const NAMES = new Map<number, string>(Object.entries(OPCODE).map(([name, opcode]) => [opcode, name]));

/**
 * A WebSocket client that sends whatever bytes it is told and writes down what it gets, such as `text hello`, `pong x`,
 * `close 1002`, `close` for one without a code, and `end` when the relay has closed or cut the connection. A close
 * frame is not answered by itself.
 */
export class RawWebSocket {
  readonly heard = new EventLog();
  readonly socket: Socket;
  /** The head of the relay's answer to the handshake. */
  head = "";
  #rest = Buffer.alloc(0);
  readonly #frames = new FrameReader((opcode, bytes, start, end) => {
    const payload = bytes.subarray(start, end);
    const isClose = opcode === OPCODE.close && payload.length >= 2;
    const text = isClose ? `${payload.readUInt16BE(0)} ${payload.subarray(2)}` : String(payload);
    this.heard.add(`${NAMES.get(opcode) ?? opcode} ${text}`.trim());
  });

  /** Connects and sends `handshake`; the head of the answer is there when this resolves. */
  static async open(port: number, handshake = request(HANDSHAKE)): Promise<RawWebSocket> {
    const client = new RawWebSocket(port);
    client.socket.write(handshake);
    await client.heard.until("open");
    return client;
  }

  /** Connects, from `localAddress`, and sends nothing. */
  constructor(port: number, localAddress = "127.0.0.1") {
    this.socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
    this.socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.socket.on("end", () => this.#ended());
    // A reset ends it too.
    this.socket.on("error", () => this.#ended());
    this.socket.on("close", () => this.heard.add("closed"));
  }

  send(...frames: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(frames));
  }

  /** What was heard since the handshake, once the relay has ended the connection, which this answers. */
  async untilEnd(): Promise<readonly string[]> {
    await this.heard.until("end");
    this.socket.destroy();
    return this.heard.all.filter((event) => event !== "open" && event !== "end" && event !== "closed");
  }

  #ended(): void {
    if (this.heard.count("end") === 0) this.heard.add("end");
  }

  #read(chunk: Buffer): void {
    if (this.head.startsWith("HTTP/1.1 101 ")) this.#frames.read(chunk, chunk.length);
    if (this.head !== "") return;
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end < 0) return;
    this.head = this.#rest.toString("latin1", 0, end + 2);
    this.heard.add("open");
    this.#read(this.#rest.subarray(end + 4));
  }
}
