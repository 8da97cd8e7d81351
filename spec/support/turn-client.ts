/** As much of a TURN client (RFC 8656, by the messages of RFC 8489) as it takes to see whom a server lets do what. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

const COOKIE = Buffer.from("2112a442", "hex");
const [ALLOCATE, CREATE_PERMISSION] = [0x0003, 0x0008];
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const ERROR_CODE = 0x0009;
const XOR_PEER_ADDRESS = 0x0012;
const REALM = 0x0014;
const NONCE = 0x0015;
const REQUESTED_TRANSPORT = 0x0019;
const UDP = Buffer.of(17, 0, 0, 0);
const REQUESTED_ADDRESS_FAMILY = 0x0017;
/** By the version of IP. */
const FAMILIES = { 4: 1, 6: 2 } as const;

export interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

type Attribute = readonly [type: number, value: Buffer];

export class TurnClient {
  readonly #socket: Socket;
  readonly #who: TurnCredentials;
  #realm = "";
  #nonce: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, who: TurnCredentials) {
    this.#socket = socket;
    this.#who = who;
  }

  /** For the server on that UDP port of 127.0.0.1. */
  static async open(port: number, who: TurnCredentials): Promise<TurnClient> {
    const socket = createSocket("udp4");
    socket.connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new TurnClient(socket, who);
  }

  /** Asks for an address to send from: first without a name, which tells the realm. The error code, or 0. */
  async allocate(version: 4 | 6 = 4): Promise<number> {
    const wanted: Attribute[] = [
      [REQUESTED_TRANSPORT, UDP],
      [REQUESTED_ADDRESS_FAMILY, Buffer.of(FAMILIES[version], 0, 0, 0)],
    ];
    const asked = await this.#ask(ALLOCATE, wanted);
    this.#realm = String(asked.get(REALM));
    this.#nonce = asked.get(NONCE) ?? this.#nonce;
    return errorOf(await this.#ask(ALLOCATE, [...wanted, ...this.#name()]));
  }

  /** Asks to exchange packets with an address. The error code, or 0. */
  async permit(address: string): Promise<number> {
    return errorOf(
      await this.#ask(CREATE_PERMISSION, (id) => [
        [XOR_PEER_ADDRESS, xorAddress(address, id)],
        ...this.#name(),
      ]),
    );
  }

  close(): void {
    this.#socket.close();
  }

  #name(): Attribute[] {
    return [
      [USERNAME, Buffer.from(this.#who.username)],
      [REALM, Buffer.from(this.#realm)],
      [NONCE, this.#nonce],
    ];
  }

  async #ask(
    method: number,
    say: readonly Attribute[] | ((id: Buffer) => readonly Attribute[]),
  ): Promise<Map<number, Buffer>> {
    const id = randomBytes(12);
    const attributes = typeof say === "function" ? say(id) : say;
    const body = Buffer.concat(attributes.map(attribute));
    const isSigned = attributes.some(([type]) => type === USERNAME);
    const key = createHash("md5")
      .update(`${this.#who.username}:${this.#realm}:${this.#who.credential}`)
      .digest();
    // The length in what is signed counts the signature too (RFC 8489, §14.5).
    const message = Buffer.concat([header(method, body.length + (isSigned ? 24 : 0), id), body]);
    const signature = attribute([MESSAGE_INTEGRITY, createHmac("sha1", key).update(message).digest()]);
    this.#socket.send(isSigned ? Buffer.concat([message, signature]) : message);
    const [answer] = await once(this.#socket, "message");
    return attributesOf(answer);
  }
}

function header(method: number, length: number, id: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(method, 0);
  head.writeUInt16BE(length, 2);
  return Buffer.concat([head, COOKIE, id]);
}

/** Values are padded to 4 bytes, which their length does not count. */
function attribute([type, value]: Attribute): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc(padding(value.length))]);
}

function attributesOf(message: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 20; at < message.length; ) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + padding(length);
  }
  return found;
}

const padding = (length: number) => (4 - (length % 4)) % 4;

/** RFC 8489, §14.8: the hundreds and the rest, a byte each. */
function errorOf(answer: Map<number, Buffer>): number {
  const error = answer.get(ERROR_CODE);
  return error === undefined ? 0 : error.readUInt8(2) * 100 + error.readUInt8(3);
}

/** RFC 8489, §14.2, with any port: permissions are by address alone. */
function xorAddress(address: string, id: Buffer): Buffer {
  const mask = Buffer.concat([COOKIE, id]);
  const bytes = isIPv6(address) ? bytesOfIPv6(address) : address.split(".").map(Number);
  const family = FAMILIES[isIPv6(address) ? 6 : 4];
  return Buffer.from([0, family, 0, 0, ...bytes.map((byte, i) => byte ^ (mask[i] ?? 0))]);
}

function bytesOfIPv6(address: string): number[] {
  const [before = [], after = []] = address.split("::").map((side) => side.split(":").filter(Boolean));
  const zeros = Array(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
