import { isIP, isIPv6 } from "node:net";

const MAPPED_PREFIX = "::ffff:";

/**
 * The text of a peer's address from its 4 (IPv4) or 16 (IPv6) bytes in network order; any other length, as of a
 * peer that is gone already, gives `""`. IPv6 is written as RFC 5952 asks (`2001:db8::1`), IPv4-mapped as IPv4.
 */
export function addressText(bytes: Uint8Array): string {
  // `join` makes a flat string; a template would keep its pieces alive, and an address lives as long as its socket.
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return "";
  if (isMapped(bytes)) return bytes.subarray(12).join(".");
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(i * 2).toString(16));
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(":");
  return [groups.slice(0, zeros.start).join(":"), groups.slice(zeros.start + zeros.length).join(":")].join(
    "::",
  );
}

/** The 4 or 16 bytes of an address in any spelling of RFC 4291 §2.2, without its zone; `undefined` for other text. */
export function addressBytes(address: string): Uint8Array | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  if (family === 4) return Uint8Array.from(address.split("."), Number);
  const hex = address.replace(/%.*/, "").replace(/[\d.]+\.[\d.]+$/, dottedAsGroups);
  const [head = [], tail = []] = hex.split("::").map((groups) => (groups === "" ? [] : groups.split(":")));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  const view = new DataView(new ArrayBuffer(16));
  groups.forEach((group, i) => {
    view.setUint16(i * 2, Number.parseInt(group, 16));
  });
  return new Uint8Array(view.buffer);
}

function dottedAsGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** The /64 of an IPv6 address, which is the least that a household has: `2001:db8::/64`. Others are as they were. */
export function networkOf(address: string): string {
  const bytes = isIPv6(address) ? addressBytes(address) : undefined;
  return bytes === undefined ? address : `${addressText(bytes.fill(0, 8))}/64`;
}

/** Node's spelling of an address brought to that of {@link addressText}; `undefined`, for a gone peer, gives `""`. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return "";
  return address.startsWith(MAPPED_PREFIX) ? address.slice(MAPPED_PREFIX.length) : address;
}

function isMapped(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
}

/** RFC 5952 §4.2.3: the longest run of zero groups, the first of equals. */
function longestZeros(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === "0") end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}

/** A host of a URL without the brackets in which that has an address of IPv6. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, "");
