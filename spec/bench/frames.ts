/**
 * WebSocket frames (RFC 6455 §5.2) as cheaply as they can be made and read: the load generator must cost
 * far less than the relays it measures.
 */

export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/**
 * A client's frame, masked with the key 0, which is legal and leaves the payload as it is.
 * Payloads of 64 KiB and more are refused with a RangeError.
 */
export function clientFrame(payload: string | Uint8Array, opcode: number = OPCODE.text): Buffer {
  return frame(Buffer.from(payload), opcode, true);
}

/** A server's text frame: the same without a mask. */
export function serverFrame(text: string): Buffer {
  return frame(Buffer.from(text), OPCODE.text, false);
}

/** Hears of one whole frame: its payload is `bytes[start]` up to `bytes[end]`, valid only during the call. */
export type FrameSink = (opcode: number, bytes: Buffer, start: number, end: number) => void;

/** Cuts a server's byte stream into frames. It keeps an unfinished frame until the rest arrives. */
export class FrameReader {
  readonly #sink: FrameSink;
  #rest: Buffer | undefined;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Takes the first `length` bytes of `chunk`, which may be overwritten afterwards. */
  read(chunk: Buffer, length: number): void {
    let bytes = chunk;
    let size = length;
    if (this.#rest) {
      bytes = Buffer.concat([this.#rest, chunk.subarray(0, length)]);
      size = bytes.length;
      this.#rest = undefined;
    }
    const used = this.#cut(bytes, size);
    if (used < size) this.#rest = Buffer.from(bytes.subarray(used, size));
  }

  /** Hands on every whole frame; answers how many bytes those took. */
  #cut(bytes: Buffer, size: number): number {
    let at = 0;
    while (size - at >= 2) {
      const first = bytes[at] ?? 0;
      const short = bytes[at + 1] ?? 0;
      if ((first & 0x80) === 0 || short > 127)
        throw new Error("a fragmented or masked frame from the server");
      let start = at + 2;
      let length = short;
      if (short === 126) {
        if (size - at < 4) break;
        length = bytes.readUInt16BE(start);
        start += 2;
      } else if (short === 127) {
        if (size - at < 10) break;
        length = Number(bytes.readBigUInt64BE(start));
        start += 8;
      }
      if (start + length > size) break;
      at = start + length;
      this.#sink(first & 0x0f, bytes, start, at);
    }
    return at;
  }
}

function frame(payload: Buffer, opcode: number, masked: boolean): Buffer {
  const mask = masked ? 0x80 : 0;
  const key = masked ? 4 : 0;
  const { length } = payload;
  if (length > 0xffff)
    throw new RangeError(`a payload of ${length} bytes; the benchmark sends less than 64 KiB`);
  const header =
    length < 126 ? [0x80 | opcode, mask | length] : [0x80 | opcode, mask | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(key), payload]);
}
