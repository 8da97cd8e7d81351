import { describe, expect, test } from "@jest/globals";
import type { Code } from "../../../actors/protocol/identity.ts";
import { RoomStream } from "../../../src/session/room-stream.ts";
import { Stream } from "../../../src/session/stream.ts";

const ANN = "ANNANNAN" as Code;
const BOB = "BOBBOBBO" as Code;

/** A stream of Ann's and one of a chatroom, with a clock; frames are named by one letter. */
function streams() {
  let now = 0;
  const room = new RoomStream(() => now);
  const stream = new Stream(ANN, room);
  return {
    room,
    stream,
    tell: (name: string) => stream.add(`{"n":"${name}"}`, false),
    inRoom: (name: string, from: Code | undefined = BOB) => room.add(`{"n":"${name}"}`, from),
    pass: (ms: number) => {
      now += ms;
    },
    missed: (seq: number, roomSeq?: number) => {
      const frames = stream.missed({ seq, ...(roomSeq === undefined ? {} : { roomSeq }) });
      return typeof frames === "string" ? frames : frames.map((frame) => JSON.parse(frame).n).join("");
    },
  };
}

describe("what a client has missed", () => {
  test("N4: frames have their place, and entering has one in both streams", () => {
    const { stream, tell, inRoom } = streams();
    expect(tell("a")).toBe('{"n":"a","seq":1}');
    expect(inRoom("b")).toBe('{"n":"b","roomSeq":1}');
    expect(stream.add('{"n":"c"}', true)).toBe('{"n":"c","seq":2,"roomSeq":1}');
  });

  test("N5: is all after its position", () => {
    const { tell, missed } = streams();
    for (const name of "abc") tell(name);
    expect([0, 1, 2, 3].map((seq) => missed(seq))).toEqual(["abc", "bc", "c", ""]);
  });

  test("N5: comes in the order in which it was said, both streams in one", () => {
    const { stream, tell, inRoom, missed } = streams();
    tell("a");
    stream.entered();
    for (const name of "12") inRoom(name);
    tell("b");
    for (const name of "34") inRoom(name);
    stream.left();
    tell("c");
    inRoom("5");
    stream.entered();
    inRoom("6");
    tell("d");
    expect(missed(0)).toBe("a12b34c6d");
    expect(missed(1, 0)).toBe("12b34c6d");
    expect(missed(1, 1)).toBe("2b34c6d");
    expect(missed(2, 2)).toBe("34c6d");
    expect(missed(2, 3)).toBe("4c6d");
    expect(missed(3, 4)).toBe("6d");
    expect(missed(3, 6)).toBe("d");
    expect(missed(4, 6)).toBe("");
  });

  test("N5: what came before a frame that it has is not said again, though it names no place in the chatroom", () => {
    const { stream, tell, inRoom, missed } = streams();
    stream.entered();
    inRoom("1");
    tell("a");
    inRoom("2");
    expect(missed(1)).toBe("2");
    stream.forget(1);
    expect(missed(1)).toBe("2");
  });

  test("N5: is not what it said itself", () => {
    const { stream, inRoom, missed } = streams();
    stream.entered();
    inRoom("1");
    inRoom("2", ANN);
    inRoom("3", undefined);
    expect(missed(0)).toBe("13");
  });

  test("N9: is nothing that was said in the chatroom before it came, between its stays, or after it left", () => {
    const { stream, tell, inRoom, missed } = streams();
    inRoom("1");
    tell("a");
    stream.entered();
    inRoom("2");
    stream.left();
    inRoom("3");
    stream.entered();
    inRoom("4");
    stream.left();
    inRoom("5");
    expect(missed(0)).toBe("a24");
    expect(missed(0, 0)).toBe("a24");
    expect(missed(1, 0)).toBe("24");
  });

  test("N7: a position that was never given is unknown", () => {
    const { stream, tell, inRoom, missed } = streams();
    tell("a");
    inRoom("1");
    expect(missed(2)).toBe("unknown");
    expect(missed(1, 2)).toBe("unknown");
    stream.forget(7);
    expect(missed(1)).toBe("");
  });

  test("N7, N8: more than 512 frames, or 256 KiB, are more than is kept", () => {
    const { tell, missed } = streams();
    for (let n = 0; n < 513; n++) tell("a");
    expect(missed(0)).toBe("overrun");
    expect(missed(1)).toHaveLength(512);
    const large = "x".repeat(64 * 1024);
    for (let n = 0; n < 4; n++) tell(large);
    expect(missed(513)).toBe("overrun");
    expect(missed(514)).toHaveLength(3 * large.length);
  });

  test("N7, N8: what the client has said it has is gone", () => {
    const { stream, tell, missed } = streams();
    for (const name of "abc") tell(name);
    stream.forget(2);
    expect([missed(1), missed(2), missed(3)]).toEqual(["overrun", "c", ""]);
  });

  test("N7, N8: of the chatroom more than 1,024 messages, or 120 s, are more than is kept", () => {
    const { stream, inRoom, missed, pass } = streams();
    stream.entered();
    for (let n = 0; n < 1025; n++) inRoom("a");
    expect(missed(0, 0)).toBe("overrun");
    expect(missed(0, 1)).toHaveLength(1024);
    pass(120_000);
    expect(missed(0, 1)).toHaveLength(1024);
    pass(1);
    expect(missed(0, 1024)).toBe("overrun");
    expect(missed(0, 1025)).toBe("");
    inRoom("b");
    expect(missed(0, 1025)).toBe("b");
  });

  test("N8: of the chatroom no more than 512 KiB is kept", () => {
    const { stream, inRoom, missed } = streams();
    stream.entered();
    const large = "x".repeat(128 * 1024);
    for (let n = 0; n < 4; n++) inRoom(large);
    expect(missed(0, 0)).toBe("overrun");
    expect(missed(0, 1)).toHaveLength(3 * large.length);
  });

  test("N7, N9: an earlier stay of which nothing is kept was missed too", () => {
    const { stream, tell, inRoom, missed } = streams();
    stream.entered();
    inRoom("1");
    stream.left();
    tell("a");
    for (let n = 0; n < 1025; n++) inRoom("b");
    stream.entered();
    expect(missed(0)).toBe("overrun");
    expect(missed(0, 1)).toBe("a");
    expect(missed(1)).toBe("");
  });
});
