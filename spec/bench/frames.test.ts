import { describe, expect, test } from "@jest/globals";
import { clientFrame, FrameReader, OPCODE, serverFrame } from "./frames.ts";

/** Reads the stream in pieces of `size` bytes, all through one buffer that is overwritten each time. */
function readInPieces(stream: Buffer, size: number): string[] {
  const read: string[] = [];
  const reader = new FrameReader((opcode, bytes, start, end) => {
    read.push(`${opcode}:${bytes.toString("utf8", start, end)}`);
  });
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < stream.length; at += size) {
    reader.read(buffer, stream.copy(buffer, 0, at, at + size));
  }
  return read;
}

describe("the load generator's frames (RFC 6455 §5.2)", () => {
  test("a client's frame carries a mask of zeros and its payload as it is", () => {
    expect(clientFrame("Hello")).toEqual(Buffer.from([0x81, 0x85, 0, 0, 0, 0, ...Buffer.from("Hello")]));
    expect(clientFrame(Buffer.from("p"), OPCODE.pong)).toEqual(Buffer.from([0x8a, 0x81, 0, 0, 0, 0, 0x70]));
  });

  test("lengths from 126 take two bytes, 64 KiB is refused", () => {
    expect(serverFrame("x".repeat(125)).subarray(0, 2)).toEqual(Buffer.from([0x81, 125]));
    expect(serverFrame("x".repeat(126)).subarray(0, 4)).toEqual(Buffer.from([0x81, 126, 0, 126]));
    expect(() => clientFrame("x".repeat(65_536))).toThrow(RangeError);
  });

  test.each([1, 2, 3, 7, 64, 4096])(
    "frames come out whole when the stream comes in pieces of %i bytes",
    (size) => {
      const texts = ["", "a", "é", "x".repeat(125), "y".repeat(126), "z".repeat(1000)];
      const long = Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0, 0, 3]), Buffer.from("end")]);
      const stream = Buffer.concat([...texts.map(serverFrame), Buffer.from([0x89, 0]), long]);
      expect(readInPieces(stream, size)).toEqual([...texts.map((text) => `1:${text}`), "9:", "1:end"]);
    },
  );

  test("fragments and masked frames are not what a relay sends", () => {
    expect(() => readInPieces(Buffer.from([0x01, 0]), 2)).toThrow("fragmented");
    expect(() => readInPieces(clientFrame(""), 16)).toThrow("masked");
  });
});
