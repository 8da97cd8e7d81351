import type { BlockList } from "node:net";
import { addressBytes, addressText } from "../edge/address.ts";
import { isAmong } from "../edge/networks.ts";

/** How many proxies may stand one behind the other; what is further to the left of the header is not read. */
const MAX_HOPS = 32;

/** More is no address with a port. */
const MAX_HOP_LENGTH = 64;

/**
 * Whose connection it is. `X-Forwarded-For` is a list to which each proxy adds, on the right, whom it was asked by; all
 * that stands left of that its client may have made up. So it is read from right to left, as long as those who added
 * are `trusted`, and the first who is not is the client. Where an item is no address, the one to its right is the best
 * that is known. Addresses are spelt as by {@link addressText}.
 */
export function clientAddress(peer: string, forwarded: string, trusted: BlockList): string {
  let client = peer;
  let end = forwarded.length;
  for (let hops = 0; hops < MAX_HOPS && end > 0 && isAmong(trusted, client); hops++) {
    const comma = forwarded.lastIndexOf(",", end - 1);
    const hop = hopAddress(forwarded.slice(comma + 1, end));
    if (hop === undefined) break;
    client = hop;
    end = comma;
  }
  return client;
}

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`, with blanks around it. */
export function hopAddress(hop: string): string | undefined {
  const text = hop.length > MAX_HOP_LENGTH ? "" : hop.trim();
  const [, bracketed, plain] = /^(?:\[([^\]]*:[^\]]*)\](?::\d{1,5})?|(\d[\d.]*):\d{1,5})$/.exec(text) ?? [];
  const bytes = addressBytes(bracketed ?? plain ?? text);
  return bytes === undefined ? undefined : addressText(bytes);
}
