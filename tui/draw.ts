/**
 * Puts scenes on a terminal by way of blessed's screen: its buffer of lines, its differences between one picture and the next,
 * its terminfo. Of its elements, key parser and tags nothing is used, so that no text is ever read as markup.
 */
import { PassThrough } from "node:stream";
import blessed from "blessed";
import { cellsOf } from "./cells.ts";
import type { Scene } from "./scene.ts";
import type { Row, Style } from "./style.ts";
import type { Look, Theme } from "./theme.ts";

export interface Painter {
  /** Shows the scene; what has not changed since the last is not written again. */
  paint(scene: Scene): void;
  /** Forgets what is on the terminal: the next scene is drawn whole. */
  forget(): void;
  /** To the alternate screen; {@link Painter.leave} goes back to what was there before. */
  enter(): void;
  leave(): void;
  /** Calls `listener` when the terminal has another size. */
  onResize(listener: () => void): void;
  /** Writes something else to the terminal, in order: a bell, a mode. */
  write(sequence: string): void;
}

/** What the terminal can show. */
export interface Abilities {
  readonly colours: 8 | 256;
  /** Otherwise what is not ASCII is shown as `?`: its bytes could be controls there. */
  readonly unicode: boolean;
}

/** Takes `output`, over; it is on the alternate screen from now on. */
export function createPainter(
  output: NodeJS.WriteStream,
  theme: Theme,
  { colours, unicode }: Abilities,
): Painter {
  // blessed cannot read today's terminfo files, and complains on the screen: it takes xterm's, which it brings along. All that is
  // used of it (addressing, attributes, the alternate screen) is the same everywhere, but for the number of colours.
  (blessed as unknown as { Tput: { ipaths: string[] } }).Tput.ipaths.length = 0;
  // blessed reads keys from what it is given as input: nothing. Keys are read by `KeyReader`.
  const program = blessed.program({
    input: new PassThrough(),
    output,
    terminal: "xterm",
    forceUnicode: unicode,
  } as object);
  const screen = blessed.screen({ program } as object) as unknown as Screen;
  screen.tput.colors = colours;
  screen.tput.brokenACS = true; // line-drawing characters as they are
  const attributes = new Map<Style, number>();
  for (const [style, look] of Object.entries(theme)) attributes.set(style as Style, attributeOf(look));
  let shown: readonly Row[] = [];
  return {
    paint(scene) {
      program.hideCursor();
      scene.rows.forEach((row, y) => {
        const line = screen.lines[y];
        if (line !== undefined && row !== shown[y]) put(row, line, screen, attributes);
      });
      shown = scene.rows;
      screen.draw(0, screen.lines.length - 1);
      if (scene.cursor === undefined) return;
      program.cup(scene.cursor.y, scene.cursor.x);
      program.showCursor();
    },
    forget() {
      shown = [];
      screen.alloc();
    },
    enter() {
      shown = [];
      screen.enter();
    },
    leave() {
      screen.leave();
    },
    onResize(listener) {
      screen.on("resize", () => {
        shown = [];
        listener();
      });
    },
    write(sequence) {
      program.flush();
      output.write(sequence);
    },
  };
}

/** What is used of blessed's screen beyond its types. */
interface Screen {
  readonly lines: Line[];
  readonly tput: { colors: number; brokenACS: boolean; hpa(column: number): string };
  alloc(): void;
  draw(start: number, end: number): void;
  enter(): void;
  leave(): void;
  on(event: "resize", listener: () => void): void;
}

type Line = [attribute: number, text: string][] & { dirty: boolean };

/**
 * Fills blessed's line. Behind every grapheme on whose width terminals disagree the cursor is set to where it has to be, so
 * that whatever they make of it, the rest of the line stands in its columns.
 */
function put(row: Row, line: Line, { tput }: Screen, attributes: ReadonlyMap<Style, number>): void {
  cellsOf(row, line.length).forEach(({ style, text, unsure, mayBeNarrow }, x) => {
    const cell = line[x];
    if (cell === undefined) return;
    const attribute = attributes.get(style) ?? PLAIN;
    const placed = unsure && x + 1 < line.length ? text + tput.hpa(x + 1) : text;
    // A terminal that draws it in one column would leave in the other what was there before.
    const written = mayBeNarrow ? `  ${tput.hpa(x)}${placed}` : placed;
    if (cell[0] === attribute && cell[1] === written) return;
    cell[0] = attribute;
    cell[1] = written;
    line.dirty = true;
  });
}

const DEFAULT_COLOUR = 0x1ff;
const PLAIN = (DEFAULT_COLOUR << 9) | DEFAULT_COLOUR;

/** blessed's encoding: flags, foreground and background in one number. */
function attributeOf({ fg = DEFAULT_COLOUR, bg = DEFAULT_COLOUR, bold, underline, inverse }: Look): number {
  const flags = (bold ? 1 : 0) | (underline ? 2 : 0) | (inverse ? 8 : 0);
  return (flags << 18) | (fg << 9) | bg;
}
