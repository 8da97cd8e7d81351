/**
 * The header by which a proxy says whose connection it passes on, before the first byte of that connection: the PROXY
 * protocol (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt), version 1 in text and 2 in bytes.
 */
import { isIPv4, isIPv6 } from "node:net";
import { addressBytes, addressText } from "./address.ts";

/** What the first bytes of a connection are. */
export type ProxyHeader =
  /** The beginning of a header: look again when there is more. */
  | { readonly kind: "part" }
  /** No header. */
  | { readonly kind: "none" }
  /** A header that is malformed, or too long. */
  | { readonly kind: "bad" }
  /** A header of so many bytes; without a client it stands for the proxy itself (`LOCAL`) or for one it can't name. */
  | { readonly kind: "whole"; readonly length: number; readonly client: string | undefined };

const PART = { kind: "part" } as const;
const NONE = { kind: "none" } as const;
const BAD = { kind: "bad" } as const;

/** Reads the header that `bytes` begins with. The client's address is spelt as by {@link addressText}. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, V1)) return bytes.length < V1.length ? PART : readV1(bytes);
  if (begins(bytes, V2)) return bytes.length < V2_HEAD ? PART : readV2(bytes);
  return NONE;
}

const V1 = Buffer.from("PROXY ");

/** §2.1: with the line break. */
const V1_LONGEST = 107;

function readV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_LONGEST).indexOf("\r\n");
  if (end < 0) return bytes.length < V1_LONGEST ? PART : BAD;
  const length = end + 2;
  const line = bytes.toString("latin1", V1.length, end);
  if (/^UNKNOWN(?: |$)/.test(line)) return { kind: "whole", length, client: undefined };
  const [family, source = "", destination = "", ...ports] = line.split(" ");
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isIPv6 : () => false;
  const isGood = isAddress(source) && isAddress(destination) && ports.length === 2 && ports.every(isPort);
  return isGood ? { kind: "whole", length, client: spell(addressBytes(source)) } : BAD;
}

const isPort = (text: string) => /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;

const V2 = Buffer.from("\r\n\r\n\0\r\nQUIT\n");
const V2_HEAD = V2.length + 4;

/** Addresses are up to 216 bytes; the rest is for what proxies add to them, such as a certificate's name. */
const V2_LONGEST = 4096;

/** §2.2: by family and transport, the bytes of both addresses and ports, and of the source's address. */
const FAMILIES = new Map([
  [0x00, { length: 0, address: 0 }],
  [0x11, { length: 12, address: 4 }],
  [0x12, { length: 12, address: 0 }],
  [0x21, { length: 36, address: 16 }],
  [0x22, { length: 36, address: 0 }],
  [0x31, { length: 216, address: 0 }],
  [0x32, { length: 216, address: 0 }],
]);

const [LOCAL, PROXY] = [0x20, 0x21];

function readV2(bytes: Buffer): ProxyHeader {
  const command = bytes.readUInt8(V2.length);
  const family = FAMILIES.get(bytes.readUInt8(V2.length + 1));
  const rest = bytes.readUInt16BE(V2.length + 2);
  const length = V2_HEAD + rest;
  if ((command !== LOCAL && command !== PROXY) || length > V2_LONGEST) return BAD;
  if (command === PROXY && (family === undefined || rest < family.length)) return BAD;
  if (bytes.length < length) return PART;
  // Of `LOCAL` everything else is to be ignored.
  const address = command === PROXY ? (family?.address ?? 0) : 0;
  return { kind: "whole", length, client: spell(bytes.subarray(V2_HEAD, V2_HEAD + address)) };
}

function begins(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return signature.compare(bytes, 0, length, 0, length) === 0;
}

function spell(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined || bytes.length === 0 ? undefined : addressText(bytes);
}
