/** Headers of the PROXY protocol as proxies write them, and as they should not. */
import { addressBytes } from "../../src/edge/address.ts";

export const SIGNATURE = Buffer.from("0d0a0d0a000d0a515549540a", "hex");

/** Version 1, for a client's connection to 192.0.2.1 or 2001:db8::1. */
export function v1(client: string): Buffer {
  const [family, relay] = client.includes(":") ? ["TCP6", "2001:db8::1"] : ["TCP4", "192.0.2.1"];
  return Buffer.from(`PROXY ${family} ${client} ${relay} 56324 6789\r\n`);
}

/** Version 2 with any version, command, family and body; by its own account the body has `length` bytes. */
export function rawV2(command: number, family: number, body: Uint8Array, length = body.length): Buffer {
  return Buffer.concat([SIGNATURE, Buffer.from([command, family, length >> 8, length & 0xff]), body]);
}

/** Version 2; `more` follows the addresses, as proxies put it there that have more to say. */
export function v2(client: string, more: Uint8Array = Buffer.alloc(0), command = 0x21): Buffer {
  const source = addressBytes(client) ?? Buffer.alloc(0);
  const destination = Buffer.alloc(source.length, 1);
  const ports = Buffer.from([0xdc, 0x04, 0x1a, 0x85]);
  const body = Buffer.concat([source, destination, ports, more]);
  return rawV2(command, source.length === 4 ? 0x11 : 0x21, body);
}
