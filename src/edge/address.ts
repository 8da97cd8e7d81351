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
