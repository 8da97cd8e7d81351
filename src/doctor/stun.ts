/** Messages of STUN (RFC 8489) and TURN (RFC 8656), as much of them as it takes to try a server. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { addressText } from "../edge/address.ts";

/** Methods with their class (RFC 8489 §5), as requests. */
export const REQUEST = { binding: 0x0001, allocate: 0x0003, refresh: 0x0004 } as const;
export type Request = (typeof REQUEST)[keyof typeof REQUEST];

const SUCCESS = 0x0100;
const FAILURE = 0x0110;
const COOKIE = 0x2112a442;
const HEADER = 20;

const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
} as const;

/** A long-term credential (RFC 8489 §9.2) with what the server has asked for it with. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: Buffer;
}

export interface OutgoingMessage {
  readonly bytes: Buffer;
  /** The 12 bytes by which its answer is known. */
  readonly transaction: Buffer;
}

export type Response =
  | {
      readonly is: "success";
      /** Of an allocation: the address that packets for it are to be sent to. */
      readonly relayed?: string | undefined;
    }
  | {
      readonly is: "failure";
      /** As 401, or 0 where none is said. */
      readonly code: number;
      /** What a credential is asked for with. */
      readonly realm: string | undefined;
      readonly nonce: Buffer | undefined;
    };

/** A request; an allocation is of UDP, and `refresh` ends it at once. With a credential it is signed. */
export function stunRequest(
  request: Request,
  credential?: Credential,
  transaction: Buffer = randomBytes(12),
): OutgoingMessage {
  const attributes: Buffer[] = [];
  if (request === REQUEST.allocate)
    attributes.push(attribute(ATTRIBUTE.requestedTransport, Buffer.from([17, 0, 0, 0])));
  if (request === REQUEST.refresh) attributes.push(attribute(ATTRIBUTE.lifetime, Buffer.alloc(4)));
  if (credential !== undefined) {
    attributes.push(
      attribute(ATTRIBUTE.username, Buffer.from(credential.username)),
      attribute(ATTRIBUTE.nonce, credential.nonce),
      attribute(ATTRIBUTE.realm, Buffer.from(credential.realm)),
    );
  }
  const body = Buffer.concat(attributes);
  if (credential === undefined)
    return { bytes: Buffer.concat([header(request, body.length, transaction), body]), transaction };
  // The signature counts in the length that is signed (RFC 8489 §14.5).
  const signed = Buffer.concat([header(request, body.length + 24, transaction), body]);
  const signature = createHmac("sha1", keyOf(credential)).update(signed).digest();
  return { bytes: Buffer.concat([signed, attribute(ATTRIBUTE.messageIntegrity, signature)]), transaction };
}

/** Reads the answer to `transaction`; `undefined` for anything else, malformed messages among it. */
export function readStunResponse(bytes: Buffer, transaction: Buffer): Response | undefined {
  if (bytes.length < HEADER || bytes.length !== stunLength(bytes) || bytes.readUInt32BE(4) !== COOKIE)
    return undefined;
  if (!bytes.subarray(8, HEADER).equals(transaction)) return undefined;
  const attributes = readAttributes(bytes.subarray(HEADER));
  switch (bytes.readUInt16BE(0) & 0x0110) {
    case SUCCESS:
      return { is: "success", ...relayedAddress(attributes.get(ATTRIBUTE.xorRelayedAddress), bytes) };
    case FAILURE: {
      const error = attributes.get(ATTRIBUTE.errorCode);
      const code =
        error !== undefined && error.length >= 4 ? ((error[2] ?? 0) & 7) * 100 + (error[3] ?? 0) : 0;
      const realm = attributes.get(ATTRIBUTE.realm)?.toString();
      return { is: "failure", code, realm, nonce: attributes.get(ATTRIBUTE.nonce) };
    }
    default:
      return undefined;
  }
}

/** RFC 8656 §18.5: an address is mixed with cookie and transaction, which `bytes` have from their fourth on. */
function relayedAddress(value: Buffer | undefined, bytes: Buffer): { readonly relayed?: string } {
  if (value === undefined) return {};
  const mixed = value.subarray(4);
  const relayed = addressText(mixed.map((byte, i) => byte ^ (bytes[4 + i] ?? 0)));
  return relayed === "" ? {} : { relayed };
}

/** How long the message is that begins with these bytes; `undefined` while its header is not complete. */
export function stunLength(bytes: Buffer): number | undefined {
  return bytes.length < 4 ? undefined : HEADER + bytes.readUInt16BE(2);
}

/** RFC 8489 §9.2.2. */
function keyOf({ username, realm, password }: Credential): Buffer {
  return createHash("md5").update(`${username}:${realm}:${password}`).digest();
}

function header(type: number, length: number, transaction: Buffer): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(length, 2);
  bytes.writeUInt32BE(COOKIE, 4);
  return Buffer.concat([bytes, transaction]);
}

/** Type, length, and the value padded to four bytes (RFC 8489 §14). */
function attribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

/** The first of each type counts; what is cut off is left out. */
function readAttributes(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const type = bytes.readUInt16BE(at);
    const length = bytes.readUInt16BE(at + 2);
    const end = at + 4 + length;
    if (end <= bytes.length && !attributes.has(type)) attributes.set(type, bytes.subarray(at + 4, end));
    at += 4 + padded(length);
  }
  return attributes;
}

const padded = (length: number) => Math.ceil(length / 4) * 4;
