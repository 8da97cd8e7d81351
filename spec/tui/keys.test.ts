import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { KeyReader, PASTE_AT_MOST, type TerminalEvent } from "../../tui/keys.ts";

function read(...chunks: readonly string[]): TerminalEvent[] {
  const reader = new KeyReader();
  return chunks.flatMap((chunk) => reader.read(chunk)).concat(reader.flush());
}

const keys = (events: readonly TerminalEvent[]) =>
  events.map((event) => (event.type === "key" ? event.key : event));

describe("U6: keys", () => {
  test.each([
    ["\x01", "C-a"],
    ["\r", "Enter"],
    ["\n", "C-j"],
    ["\x1b\r", "M-Enter"],
    ["\t", "Tab"],
    ["\x1b[Z", "S-Tab"],
    ["\x7f", "Backspace"],
    ["\b", "Backspace"],
    ["\x1b\x7f", "M-Backspace"],
    ["\x1bb", "M-b"],
    ["\x1bé", "M-é"],
    ["\x1b[A", "Up"],
    ["\x1bOA", "Up"],
    ["\x1b[1;5C", "C-Right"],
    ["\x1b[1;3D", "M-Left"],
    ["\x1b\x1b[D", "M-Left"],
    ["\x1b[3~", "Delete"],
    ["\x1b[5~", "PgUp"],
    ["\x1b[1;5H", "C-Home"],
    ["\x1b[1;5F", "C-End"],
    ["\x1b[11~", "F1"],
    ["\x1bOP", "F1"],
    ["\x1b[12~", "F2"],
    ["\x1b[13;3u", "M-Enter"],
    ["\x1b[27;5;97~", "C-a"],
    ["\x1b", "Esc"],
    ["\x1b\x1b", "Esc"],
  ])("%j is %s", (input, key) => {
    expect(keys(read(input)).at(0)).toBe(key);
  });

  test("runs of text are one event, and a key in between ends them", () => {
    expect(read("añ😀\x01b")).toEqual([
      { type: "text", text: "añ😀" },
      { type: "key", key: "C-a" },
      { type: "text", text: "b" },
    ]);
  });

  test("the wheel and the focus are told, clicks are not", () => {
    expect(read("\x1b[<64;5;5M\x1b[<65;5;5M\x1b[<0;5;5M\x1b[<0;5;5m\x1b[I\x1b[O")).toEqual([
      { type: "wheel", direction: "up" },
      { type: "wheel", direction: "down" },
      { type: "focus", on: true },
      { type: "focus", on: false },
    ]);
  });

  test("what is no key is left out and types nothing", () => {
    expect(read("\x1b[?62;4c\x1b[99~\x1b[1;2;3;4;5x\x1b[999999999u\x1b[55296;1u")).toEqual([]);
  });
});

describe("U6: pastes", () => {
  const LONG = "x".repeat(PASTE_AT_MOST + 5);

  test("one is whole, with its lines and whatever keys are in it", () => {
    expect(read("\x1b[200~one\ntwo\r\n\x1b[A\x01\x1b[201~\r")).toEqual([
      { type: "paste", text: "one\ntwo\r\n\x1b[A\x01", cut: false },
      { type: "key", key: "Enter" },
    ]);
  });

  test("more than is kept is cut", () => {
    const [paste] = read(`\x1b[200~${LONG}`, LONG, "\x1b[201~");
    expect(paste).toEqual({ type: "paste", text: LONG.slice(0, PASTE_AT_MOST), cut: true });
  });

  test("a sequence that never ends is given up", () => {
    const reader = new KeyReader();
    reader.read(`\x1b[${"1;".repeat(100)}`);
    expect(reader.read("\x01")).toEqual([{ type: "key", key: "C-a" }]);
  });
});

const PIECES = [
  "a",
  "é",
  "😀",
  "\x1b[A",
  "\x1b[1;5C",
  "\x1bb",
  "\x01",
  "\r",
  "\x1b[200~p\nq\x1b[201~",
  "\x1b[<64;1;1M",
];

test("U6: wherever the input is split, the keys are the same", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }),
      fc.array(fc.nat(80)),
      (pieces, cuts) => {
        const input = [...pieces.join("")];
        const places = [...new Set(cuts.map((cut) => cut % (input.length + 1)))].sort((a, b) => a - b);
        const chunks = [...places, input.length].map((end, i) =>
          input.slice(places[i - 1] ?? 0, end).join(""),
        );
        expect(joined(read(...chunks))).toEqual(joined(read(input.join(""))));
      },
    ),
  );
});

/** With neighbouring texts as one. */
function joined(events: readonly TerminalEvent[]): TerminalEvent[] {
  const all: TerminalEvent[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (event.type === "text" && last?.type === "text")
      all[all.length - 1] = { type: "text", text: last.text + event.text };
    else all.push(event);
  }
  return all;
}
