/** The help: the commands from their table, and the keys. */
import { commandHelp } from "./commands.ts";
import { type Row, type Signs, segment } from "./style.ts";
import { wrapped } from "./wrap.ts";

/** The keys of the full screen, in the order of the help and of README.md. */
export const KEY_TABLE: readonly (readonly [keys: string, what: string])[] = [
  ["Enter", "send"],
  ["Alt-Enter, C-j", "a new line in the message"],
  ["Tab, Shift-Tab", "complete a command, a name or a code"],
  ["Up, Down", "lines of the message, then what was sent before"],
  ["C-r", "look for what was sent before; Enter takes it, Esc does not"],
  ["Left, Right, C-b, C-f", "by one character"],
  ["C-Left, C-Right, Alt-b, Alt-f", "by one word"],
  ["Home, End, C-a, C-e", "to the start or the end of the line"],
  ["C-k, C-u, C-w, Alt-d", "cut to the end, to the start, the word before, the word behind"],
  ["C-y", "put back what was cut"],
  ["PgUp, PgDn", "scroll the transcript"],
  ["C-Home, C-End", "to its beginning or its end"],
  ["F3", "the next older place that was searched for"],
  ["F1", "this help"],
  ["F2", "show or hide who is there"],
  ["C-l", "draw the screen again"],
  ["C-z", "suspend; fg in the shell comes back"],
  ["C-c", "empty the line; twice in an empty one quits"],
  ["C-d", "quits, in an empty line"],
];

/** The help in so many columns. */
export function helpRows(columns: number, signs: Signs): Row[] {
  const commands = commandHelp().map(({ usage, help }) => [usage, help] as const);
  return [
    [],
    [segment("  Commands", "strong")],
    ...table([...commands, ["//text", "send a text that begins with a slash"]], columns),
    [],
    [
      segment("  Keys", "strong"),
      segment(`  C- is Ctrl ${signs.dash} PgUp and PgDn scroll this help`, "dim"),
    ],
    ...table(KEY_TABLE, columns),
  ];
}

function table(lines: readonly (readonly [string, string])[], columns: number): Row[] {
  const left = Math.min(Math.max(...lines.map(([first]) => first.length)), Math.floor(columns / 2) - 4);
  return lines.flatMap(([first, second]) =>
    wrapped(second, columns - left - 6).map(
      (line, index): Row => [segment(`  ${(index === 0 ? first : "").padEnd(left)}  `, "own"), segment(line)],
    ),
  );
}
