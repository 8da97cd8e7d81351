/** `npm run bench:terminal`: what a message costs the terminal client, from the transcript to the bytes for the terminal. */
import { PassThrough } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { append, EMPTY } from "../../actors/session/transcript.ts";
import { localCalendar } from "../../tui/calendar.ts";
import { createPainter } from "../../tui/draw.ts";
import { sceneOf } from "../../tui/scene.ts";
import { UNICODE_SIGNS } from "../../tui/style.ts";
import { themeOf } from "../../tui/theme.ts";
import { TranscriptWindow } from "../../tui/transcript-window.ts";
import { startUi } from "../../tui/ui.ts";
import { chat, viewWith } from "../support/session-view.ts";
import { median } from "./stats.ts";

const SIZE = { columns: 200, rows: 60 };
const MESSAGES = 10_000;
const STEP = 1_000;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const output = Object.assign(new PassThrough(), { ...SIZE, isTTY: true });
let bytes = 0;
output.on("data", (chunk) => {
  bytes += chunk.length;
});
const stream = output as unknown as NodeJS.WriteStream;
const painter = createPainter(stream, themeOf("auto", false), { colours: 256, unicode: true });
const setting = { size: SIZE, signs: UNICODE_SIGNS, calendar: localCalendar, window: new TranscriptWindow() };
const ui = startUi(8192);
let transcript = EMPTY;
const rows: string[] = [];
for (let from = 0; from < MESSAGES; from += STEP) {
  const times: number[] = [];
  bytes = 0;
  for (let i = from; i < from + STEP; i++) {
    const { id, ...draft } = chat(i, `message ${i}: ${"lorem ipsum dolor ".repeat(1 + (i % 12))}`);
    transcript = append(transcript, draft);
    const view = viewWith({ place: { at: "room" }, transcript });
    const start = performance.now();
    painter.paint(sceneOf(view, ui, { ...setting, now: 0 }));
    times.push(performance.now() - start);
  }
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const heap = Math.round(process.memoryUsage().heapUsed / 2 ** 20);
  rows.push(
    `${String(from + STEP).padStart(8)}  ${median(times).toFixed(2).padStart(13)}  ${Math.round(bytes / STEP)
      .toString()
      .padStart(13)}  ${String(heap).padStart(8)}`,
  );
}
painter.leave();
console.log("messages  ms a drawing  bytes for it   heap MiB");
for (const row of rows) console.log(row);
process.exit();
