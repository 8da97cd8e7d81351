/**
 * One client on a bare `node:net` socket. All connections read into one buffer and a socket's reads are
 * handed on as a count, so that the generator spends little beyond its system calls. No scenario expects
 * to lose a connection, so a loss is thrown and ends the job.
 */
import type { Socket } from "node:net";
import { connect } from "node:net";
import { clientFrame, FrameReader, OPCODE } from "../frames.ts";
import type { Dialect, Message } from "./dialect.ts";
import { ENGINE_PING, ENGINE_PONG } from "./dialect.ts";

/** Every chat text has this many bytes, so a frame at least as long is a delivery and a shorter one is not. */
export const TEXT_BYTES = 128;

const UPGRADE_KEY = "cGFybGV5LWJlbmNobWFyaw==";
const HEAD_END = "\r\n\r\n";
const shared = Buffer.allocUnsafeSlow(256 * 1024);

/** The loopback address and port a connection comes from. */
export interface LocalEnd {
  readonly localAddress: string;
  readonly localPort: number;
}

export class Connection {
  /** How many deliveries one read brought; the hot path. */
  onDeliveries: ((count: number) => void) | undefined;
  /** Each text frame's payload, for those few that must look inside. */
  onText: ((bytes: Buffer, start: number, end: number) => void) | undefined;
  readonly #dialect: Dialect;
  readonly #socket: Socket;
  readonly #frames = new FrameReader((opcode, bytes, start, end) => this.#frame(opcode, bytes, start, end));
  #head: string | undefined = "";
  #deliveries = 0;

  constructor(dialect: Dialect, port: number, from: LocalEnd) {
    this.#dialect = dialect;
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      ...from,
      noDelay: true,
      onread: { buffer: shared, callback: (length) => this.#read(length) },
    });
    this.#socket.on("close", () => {
      throw new Error("the relay closed a connection");
    });
    this.#socket.write(
      `GET ${dialect.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${UPGRADE_KEY}\r\nSec-WebSocket-Version: 13${HEAD_END}`,
    );
  }

  /** Writes ready-made frames. */
  write(frames: Buffer): void {
    this.#socket.write(frames);
  }

  send(type: string, payload: object = {}): void {
    this.write(this.#dialect.frame(type, payload));
  }

  /** The next message of this type; rejects on ERROR. One wait at a time. */
  next(type: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.onText = (bytes, start, end) => {
        const message = this.#dialect.parse(bytes.toString("utf8", start, end));
        if (message?.type === type) resolve(message);
        else if (message?.type === "ERROR")
          reject(new Error(`ERROR from the relay: ${message.payload.message}`));
        else return;
        this.onText = undefined;
      };
    });
  }

  #read(length: number): boolean {
    if (this.#head === undefined) this.#frames.read(shared, length);
    else this.#readHead(this.#head + shared.toString("latin1", 0, length));
    if (this.#deliveries > 0) {
      const count = this.#deliveries;
      this.#deliveries = 0;
      this.onDeliveries?.(count);
    }
    return true;
  }

  #readHead(head: string): void {
    const end = head.indexOf(HEAD_END);
    this.#head = end < 0 ? head : undefined;
    if (end < 0) return;
    if (!head.startsWith("HTTP/1.1 101"))
      throw new Error(`upgrade refused: ${head.slice(0, head.indexOf("\r\n"))}`);
    if (this.#dialect.greeting) this.write(this.#dialect.greeting);
    const rest = Buffer.from(head.slice(end + HEAD_END.length), "latin1");
    this.#frames.read(rest, rest.length);
  }

  #frame(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === OPCODE.text) {
      if (end - start >= TEXT_BYTES) this.#deliveries++;
      else if (end - start === 1 && bytes[start] === ENGINE_PING) this.write(ENGINE_PONG);
      if (this.onText) this.onText(bytes, start, end);
    } else if (opcode === OPCODE.ping) {
      this.write(clientFrame(bytes.subarray(start, end), OPCODE.pong));
    } else if (opcode === OPCODE.close) {
      const code = end - start >= 2 ? bytes.readUInt16BE(start) : "none";
      throw new Error(`the relay closed a connection with code ${code}`);
    }
  }
}
