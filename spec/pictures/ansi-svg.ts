/** What `tmux capture-pane -e` gives as a picture: text on a grid, with its colours. */

/** Pixels of one column and one row, and around the whole. */
const CELL = { width: 8.4, height: 18 };
const MARGIN = 12;
const FOREGROUND = "#d8d8d8";
const BACKGROUND = "#16181d";

const ESC = "\x1b[";
const SGR = new RegExp(`(${ESC.replace("[", "\\[")}[\\d;]*m)`);

interface Pen {
  fg: string | undefined;
  bg: string | undefined;
  bold: boolean;
  inverse: boolean;
}

/** An SVG of lines with SGR sequences; `widthOf` says how many columns a text takes. */
export function ansiSvg(
  lines: readonly string[],
  columns: number,
  title: string,
  widthOf: (text: string) => number,
): string {
  const width = columns * CELL.width + 2 * MARGIN;
  const height = lines.length * CELL.height + 2 * MARGIN;
  const pen: Pen = { fg: undefined, bg: undefined, bold: false, inverse: false };
  const body = lines.flatMap((line, y) => rowOf(line, y, pen, widthOf));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
    ...body,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function rowOf(line: string, y: number, pen: Pen, widthOf: (text: string) => number): string[] {
  const backgrounds: string[] = [];
  const texts: string[] = [];
  let column = 0;
  for (const piece of line.split(SGR)) {
    const codes = piece.startsWith(ESC) ? piece.slice(2, -1) : undefined;
    if (codes !== undefined) {
      sgr(pen, codes.split(";").map(Number));
      continue;
    }
    const [fg = FOREGROUND, bg] = pen.inverse
      ? [pen.bg ?? BACKGROUND, pen.fg ?? FOREGROUND]
      : [pen.fg, pen.bg];
    const width = widthOf(piece);
    const x = MARGIN + column * CELL.width;
    const top = MARGIN + y * CELL.height;
    if (bg !== undefined && width > 0) {
      const size = `width="${round(width * CELL.width + 0.5)}" height="${CELL.height}"`;
      backgrounds.push(`<rect x="${round(x)}" y="${top}" ${size} fill="${bg}"/>`);
    }
    // Words are placed one by one, so that a font of another width does not move the borders.
    for (const word of piece.matchAll(/\S+/g)) {
      const place = round(x + widthOf(piece.slice(0, word.index)) * CELL.width);
      const length = round(widthOf(word[0]) * CELL.width);
      const weight = pen.bold ? ' font-weight="bold"' : "";
      texts.push(
        `<text x="${place}" y="${top + 13}" textLength="${length}" fill="${fg}"${weight}>${escaped(word[0])}</text>`,
      );
    }
    column += width;
  }
  return [...backgrounds, ...texts];
}

function sgr(pen: Pen, codes: readonly number[]): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) Object.assign(pen, { fg: undefined, bg: undefined, bold: false, inverse: false });
    else if (code === 1) pen.bold = true;
    else if (code === 7) pen.inverse = true;
    else if (code === 39) pen.fg = undefined;
    else if (code === 49) pen.bg = undefined;
    else if (code === 38 || code === 48) {
      pen[code === 38 ? "fg" : "bg"] = colour(codes[i + 2] ?? 0);
      i += 2;
    } else if (code >= 30 && code <= 37) pen.fg = colour(code - 30);
    else if (code >= 40 && code <= 47) pen.bg = colour(code - 40);
    else if (code >= 90 && code <= 97) pen.fg = colour(code - 82);
    else if (code >= 100 && code <= 107) pen.bg = colour(code - 92);
  }
}

/** xterm's 256 colours. */
function colour(index: number): string {
  const system =
    "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff";
  if (index < 16) return `#${system.split(" ")[index]}`;
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`;
  const level = (value: number) => hex(value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return `#${level(Math.floor(cube / 36))}${level(Math.floor(cube / 6) % 6)}${level(cube % 6)}`;
}

const hex = (value: number) => value.toString(16).padStart(2, "0");
const round = (value: number) => Math.round(value * 10) / 10;
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
