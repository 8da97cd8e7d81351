/**
 * What a terminal in raw mode sends, as keys. A chunk may end anywhere: within a sequence, within a paste. Whatever
 * arrives, what is kept is bounded, and what is not understood is left out rather than typed.
 */

export type TerminalEvent =
  /** `C-a`, `M-b`, `S-Tab`, `C-Right`, `PgUp`, `F1`, `Enter`, `M-Enter`, `Esc` … */
  | { readonly type: "key"; readonly key: string }
  /** What was typed: no controls in it. */
  | { readonly type: "text"; readonly text: string }
  /** One paste, whole, as it was copied. `cut` when it was longer than {@link PASTE_AT_MOST}. */
  | { readonly type: "paste"; readonly text: string; readonly cut: boolean }
  | { readonly type: "wheel"; readonly direction: "up" | "down" }
  /** The terminal's window is looked at, or no longer. */
  | { readonly type: "focus"; readonly on: boolean };

/** UTF-16 units of one paste; what comes after them is dropped. */
export const PASTE_AT_MOST = 64 * 1024;

const PASTE_START = "200~";
const PASTE_END = "\x1b[201~";
/** Longer than any sequence of a key; what goes on after that is none. */
const SEQUENCE_AT_MOST = 32;

/** Reads one terminal's input. */
export class KeyReader {
  #rest = "";
  #paste: { text: string; cut: boolean } | undefined;

  /** The events that `chunk` completes. */
  read(chunk: string): TerminalEvent[] {
    const events: TerminalEvent[] = [];
    this.#rest += chunk;
    while (this.#rest !== "") {
      const isDone = this.#paste === undefined ? this.#readKey(events) : this.#readPaste(events);
      if (!isDone) break;
    }
    return events;
  }

  /** Whether it waits for more of a sequence: a lone Esc is one if nothing follows it within a moment. */
  get isPending(): boolean {
    return this.#rest !== "" && this.#paste === undefined;
  }

  /** What is pending, now that nothing has followed: Esc, or a sequence that was broken off and means nothing. */
  flush(): TerminalEvent[] {
    if (!this.isPending) return [];
    const rest = this.#rest;
    this.#rest = "";
    if (rest === "\x1b") return [{ type: "key", key: "Esc" }];
    if (rest === "\x1b[" || rest === "\x1bO") return [{ type: "key", key: `M-${rest[1]}` }];
    return [];
  }

  /** Takes one key or run of text off the rest; false when the rest is only a beginning. */
  #readKey(events: TerminalEvent[]): boolean {
    const text = TEXT.exec(this.#rest)?.[0];
    if (text !== undefined) {
      this.#take(text.length);
      events.push({ type: "text", text });
      return true;
    }
    const first = this.#rest[0] ?? "";
    if (first !== "\x1b") {
      this.#take(1);
      const key = controlKey(first);
      if (key !== undefined) events.push({ type: "key", key });
      return true;
    }
    return this.#readEscape(events);
  }

  #readEscape(events: TerminalEvent[]): boolean {
    const alt = this.#rest.startsWith("\x1b\x1b[") || this.#rest.startsWith("\x1b\x1bO") ? 1 : 0;
    const sequence = this.#rest.slice(alt);
    if (sequence.length < 2) return false;
    if (sequence[1] === "[" || sequence[1] === "O") {
      const match = SEQUENCE.exec(sequence.slice(1));
      if (match === null) {
        if (sequence.length <= SEQUENCE_AT_MOST && UNFINISHED.test(sequence.slice(1))) return false;
        this.#take(alt + 2);
        return true;
      }
      this.#take(alt + 1 + match[0].length);
      if (sequence[1] === "[" && `${match[1]}${match[2]}` === PASTE_START) {
        this.#paste = { text: "", cut: false };
        return true;
      }
      const [, parameters = "", final = ""] = match;
      const isFocus = sequence[1] === "[" && parameters === "" && (final === "I" || final === "O");
      const event = isFocus ? focusEvent(final) : sequenceEvent(parameters, final);
      if (event?.type === "key" && alt === 1) events.push({ type: "key", key: withAlt(event.key) });
      else if (event !== undefined) events.push(event);
      return true;
    }
    const [character = ""] = sequence.slice(1); // by code point
    if (character === "\x1b") {
      this.#take(1);
      events.push({ type: "key", key: "Esc" });
      return true;
    }
    this.#take(1 + character.length);
    const key = character >= " " && character !== "\x7f" ? character : controlKey(character);
    if (key !== undefined) events.push({ type: "key", key: withAlt(key) });
    return true;
  }

  #readPaste(events: TerminalEvent[]): boolean {
    const paste = this.#paste ?? { text: "", cut: false };
    const end = this.#rest.indexOf(PASTE_END);
    // What may be the beginning of the end has to wait for the rest of it.
    const length = end >= 0 ? end : this.#rest.length - beginningOfEnd(this.#rest);
    const text = paste.text + this.#rest.slice(0, Math.min(length, PASTE_AT_MOST - paste.text.length));
    const cut = paste.cut || paste.text.length + length > PASTE_AT_MOST;
    this.#take(length);
    if (end < 0) {
      this.#paste = { text, cut };
      return false;
    }
    this.#take(PASTE_END.length);
    this.#paste = undefined;
    events.push({ type: "paste", text: wholePairs(text), cut });
    return true;
  }

  #take(length: number): void {
    this.#rest = this.#rest.slice(length);
  }
}

const TEXT = /^[^\p{Cc}]+/u;
/** A whole sequence and the beginning of one, behind the Esc. */
const SEQUENCE = /^[[O]([0-?]*)[ -/]*([@-~])/;
const UNFINISHED = /^[[O][0-?]*[ -/]*$/;

function controlKey(character: string): string | undefined {
  const code = character.charCodeAt(0);
  if (code === 0x0d) return "Enter";
  if (code === 0x09) return "Tab";
  if (code === 0x7f || code === 0x08) return "Backspace";
  if (code === 0) return "C-Space";
  if (code <= 0x1a) return `C-${String.fromCharCode(code + 0x60)}`;
  return code < 0x20 ? `C-${String.fromCharCode(code + 0x40)}` : undefined;
}

const BY_LETTER: Readonly<Record<string, string>> = {
  A: "Up",
  B: "Down",
  C: "Right",
  D: "Left",
  F: "End",
  H: "Home",
  M: "Enter", // keypad, with application keys
  P: "F1",
  Q: "F2",
  R: "F3",
  S: "F4",
  Z: "S-Tab",
};

const BY_NUMBER: Readonly<Record<number, string>> = {
  1: "Home",
  2: "Insert",
  3: "Delete",
  4: "End",
  5: "PgUp",
  6: "PgDn",
  7: "Home",
  8: "End",
  11: "F1",
  12: "F2",
  13: "F3",
  14: "F4",
  15: "F5",
  17: "F6",
  18: "F7",
  19: "F8",
  20: "F9",
  21: "F10",
  23: "F11",
  24: "F12",
};

/** The key of a sequence by its parameters and its last character; xterm's, rxvt's, Linux's and the `CSI u` ones. */
function sequenceEvent(parameters: string, final: string): TerminalEvent | undefined {
  if (parameters.startsWith("<")) return mouseEvent(parameters.slice(1), final);
  const [first = 0, second = 1, third = 0] = parameters
    .split(";")
    .map((part) => Number.parseInt(part, 10) || 0);
  if (final === "u") return codeKey(first, second);
  if (final === "~" && first === 27) return codeKey(third, second);
  const name = final === "~" ? BY_NUMBER[first] : BY_LETTER[final];
  return name === undefined ? undefined : { type: "key", key: withModifiers(name, second) };
}

function focusEvent(final: string): TerminalEvent {
  return { type: "focus", on: final === "I" };
}

function codeKey(code: number, modifiers: number): TerminalEvent | undefined {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const isPlain = code >= 0x20 && code !== 0x7f;
  const name = isPlain
    ? String.fromCodePoint(code)
    : code === 27
      ? "Esc"
      : controlKey(String.fromCharCode(code));
  if (name === undefined || /^\p{Cc}|^\p{Co}/u.test(name)) return undefined;
  if (isPlain && modifiers <= 2) return { type: "text", text: name };
  return { type: "key", key: withModifiers(name, isPlain ? ((modifiers - 1) & ~1) + 1 : modifiers) };
}

/** Modifiers come as one more than the sum of 1 for shift, 2 for alt, 4 for control. */
function withModifiers(name: string, modifiers: number): string {
  const bits = Math.max(0, modifiers - 1);
  return `${bits & 4 ? "C-" : ""}${bits & 2 ? "M-" : ""}${bits & 1 ? "S-" : ""}${name}`;
}

function withAlt(key: string): string {
  return key.startsWith("C-") ? `C-M-${key.slice(2)}` : `M-${key}`;
}

function mouseEvent(parameters: string, final: string): TerminalEvent | undefined {
  const button = Number.parseInt(parameters, 10);
  if (final !== "M" || (button & 0b1100_0000) !== 64) return undefined;
  return { type: "wheel", direction: button & 1 ? "down" : "up" };
}

/** How many characters at the end of `text` may be the first of {@link PASTE_END}. */
function beginningOfEnd(text: string): number {
  for (let length = Math.min(PASTE_END.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(PASTE_END.slice(0, length))) return length;
  }
  return 0;
}

/** Without the half of a pair that cutting may have left. */
function wholePairs(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, "");
}
