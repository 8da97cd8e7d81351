/** Frames as a client should send them, and as it should not (RFC 6455 §5.2). */
import { clientFrame, OPCODE } from "../bench/frames.ts";

export const OP = { ...OPCODE, continuation: 0, binary: 2 } as const;

export interface FrameShape {
  /** `false` when more fragments follow. */
  readonly fin?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved?: number;
  /** The masking key; by default one that changes every byte. */
  readonly key?: readonly [number, number, number, number];
}

/** One masked frame with any opcode from 0 to 15. */
export function frame(opcode: number, payload: string | Uint8Array = "", shape: FrameShape = {}): Buffer {
  const { fin = true, reserved = 0, key = [0x37, 0xfa, 0x21, 0x3d] } = shape;
  const bytes = clientFrame(payload, opcode);
  bytes.writeUInt8((fin ? 0x80 : 0) | (reserved << 4) | opcode, 0);
  const start = bytes.length - Buffer.byteLength(payload);
  bytes.set(key, start - 4);
  for (let i = start; i < bytes.length; i++)
    bytes.writeUInt8(bytes.readUInt8(i) ^ (key[(i - start) % 4] ?? 0), i);
  return bytes;
}

/** A message in as many frames as it has parts. */
export function fragments(opcode: number, parts: readonly (string | Uint8Array)[]): Buffer[] {
  return parts.map((part, i) =>
    frame(i === 0 ? opcode : OP.continuation, part, { fin: i === parts.length - 1 }),
  );
}

/** What a close frame with `code` holds (RFC 6455 §5.5.1). */
export function closing(code: number, reason: string | Uint8Array = ""): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
}
