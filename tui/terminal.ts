/** A terminal that is taken over for the full screen, and given back as it was whatever happens. */
import { type Abilities, createPainter, type Painter } from "./draw.ts";
import { KeyReader, type TerminalEvent } from "./keys.ts";
import type { Scene, Size } from "./scene.ts";
import type { Theme } from "./theme.ts";

/** Title kept, bracketed paste, focus reports; and the way back. */
const MODES_ON = "\x1b[22;0t\x1b[?2004h\x1b[?1004h";
const MODES_OFF = "\x1b[?1004l\x1b[?2004l\x1b[23;0t";
const MOUSE_ON = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF = "\x1b[?1006l\x1b[?1000l";
/** Milliseconds after which a lone Esc is the key and not the beginning of a sequence. */
const ESCAPE_WAIT = 50;

export class Terminal {
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream;
  readonly #painter: Painter;
  readonly #keys = new KeyReader();
  readonly #onEvent: (event: TerminalEvent) => void;
  #flush: NodeJS.Timeout | undefined;
  #taken = false;
  #mouse = false;
  #title = "";

  /** Takes the terminal over at once. */
  constructor(
    { input, output, theme, abilities }: Streams,
    on: { readonly event: (event: TerminalEvent) => void; readonly resize: () => void },
  ) {
    this.#input = input;
    this.#output = output;
    this.#onEvent = on.event;
    this.#input.setEncoding("utf8");
    this.#input.on("data", this.#read);
    this.#painter = createPainter(output, theme, abilities);
    this.#painter.onResize(on.resize);
    this.#take();
  }

  get size(): Size {
    return { columns: this.#output.columns, rows: this.#output.rows };
  }

  paint(scene: Scene): void {
    if (!this.#taken) return;
    this.#painter.paint(scene);
    if (scene.title === this.#title) return;
    this.#title = scene.title;
    this.#painter.write(`\x1b]2;${scene.title}\x07`);
  }

  /** Draws all of the next scene again. */
  forget(): void {
    this.#painter.forget();
  }

  ring(): void {
    if (this.#taken) this.#painter.write("\x07");
  }

  /** Puts `text` on the clipboard, where the terminal allows that (OSC 52). */
  copy(text: string): void {
    this.#painter.write(`\x1b]52;c;${Buffer.from(text).toString("base64")}\x07`);
  }

  setMouse(on: boolean): void {
    this.#mouse = on;
    this.#painter.write(on ? MOUSE_ON : MOUSE_OFF);
  }

  /** Gives the terminal back, as often as one likes. */
  giveBack(): void {
    if (!this.#taken) return;
    this.#taken = false;
    clearTimeout(this.#flush);
    this.#painter.write((this.#mouse ? MOUSE_OFF : "") + MODES_OFF);
    this.#painter.leave();
    this.#input.setRawMode(false);
    this.#input.pause();
  }

  /** Takes it over again after {@link giveBack}. */
  takeAgain(): void {
    if (this.#taken) return;
    this.#painter.enter();
    this.#take();
  }

  #take(): void {
    this.#taken = true;
    this.#title = "";
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#painter.write(MODES_ON + (this.#mouse ? MOUSE_ON : ""));
  }

  readonly #read = (chunk: string | Buffer): void => {
    clearTimeout(this.#flush);
    for (const event of this.#keys.read(String(chunk))) this.#onEvent(event);
    if (!this.#keys.isPending) return;
    this.#flush = setTimeout(() => {
      for (const event of this.#keys.flush()) this.#onEvent(event);
    }, ESCAPE_WAIT);
  };
}

export interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly theme: Theme;
  readonly abilities: Abilities;
}
