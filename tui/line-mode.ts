/** Line mode: one line a message, for pipes, for scripts and for screen readers. */
import type { Intent } from "../actors/session/intents.ts";
import type { EntryId, SessionView } from "../actors/session/snapshot.ts";
import { entries } from "../actors/session/transcript.ts";
import type { Calendar } from "./calendar.ts";
import { type ChatSession, until } from "./chat-session.ts";
import { commandHelp, readLine, type ViewAction } from "./commands.ts";
import { entryAt } from "./entries.ts";
import { jsonChanges, jsonEntry, jsonText } from "./json-lines.ts";
import { plainEntry, plainLink } from "./plain-lines.ts";
import { inviteLink } from "./target.ts";

export interface LineModeOptions {
  readonly lines: AsyncIterable<string>;
  /** Writes one line, without its end, to standard output, or to standard error. */
  readonly write: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly json: boolean;
  /** Whether a person types. A script's lines wait until what the line before has asked for has come about. */
  readonly isTyped: boolean;
  /** What has to have come about before the first line is taken. */
  readonly goal: "join" | "room" | undefined;
  readonly calendar: Calendar;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

export type LineModeEnd = "ok" | "undelivered" | "refused";

/** Milliseconds for which the end waits until what was said has arrived. */
const LAST_WAIT = 10_000;
/** What may be on its way before a script's next line is taken; the session takes 256. */
const UNDER_WAY = 64;

/** Runs until the input has ended and all of it has arrived, or until the session is over. */
export async function runLineMode(session: ChatSession, options: LineModeOptions): Promise<LineModeEnd> {
  const printer = new Printer(options);
  const stop = session.onChange((view) => printer.print(view));
  printer.print(session.view);
  const over = until(session, isOver).then(() => "over" as const);
  const first = await Promise.race([over, goalReached(session, options)]);
  let end: LineModeEnd = first === "missed" ? "refused" : "ok";
  if (first === "reached") {
    const input = await Promise.race([over, takeLines(session, printer, options)]);
    if (input === "ended") end = await arrived(session, printer, options);
  }
  if (session.view.link.is === "refused") end = "refused";
  session.tell({ type: "quit" });
  await Promise.race([until(session, ({ link }) => link.is === "ended"), options.pause(2_000)]);
  stop();
  return printer.failed && end === "ok" ? "undelivered" : end;
}

const isOver = ({ link }: SessionView) => link.is === "ended" || link.is === "refused";

/** A script whose room or partner is not to be had says nothing; a person may go on by hand. */
async function goalReached(
  session: ChatSession,
  { goal, isTyped }: LineModeOptions,
): Promise<"reached" | "missed"> {
  if (goal === undefined || isTyped) return "reached";
  const wanted = goal === "room" ? "room" : "pair";
  const from = 0;
  const view = await until(session, (now) => now.place.at === wanted || saysOneOf(now, from, MISSED[goal]));
  return view.place.at === wanted ? "reached" : "missed";
}

const MISSED = { join: ["error", "uninvited"], room: ["error"] } as const;

/** Takes every line; resolves when there are no more. */
async function takeLines(session: ChatSession, printer: Printer, options: LineModeOptions): Promise<"ended"> {
  for await (const text of options.lines) {
    if (text.trim() === "") continue;
    const line = readLine(text);
    if (line.is === "mistake") printer.complain("mistake", line.sentence);
    else if (line.is === "view") printer.answer(line.action, session.view);
    else await asked(session, line.intent, printer, options.isTyped);
    if (isOver(session.view)) break;
  }
  return "ended";
}

/** Tells the session; for a script waits until it has been answered, or may say more. */
async function asked(
  session: ChatSession,
  intent: Intent,
  printer: Printer,
  isTyped: boolean,
): Promise<void> {
  const from = session.view.transcript.next;
  session.tell(intent);
  if (isTyped || intent.type === "quit") return;
  const answers = ANSWERS[intent.type];
  await until(session, (view) => {
    if (answers !== undefined) return saysOneOf(view, from, answers) || isOver(view);
    return printer.underWay < UNDER_WAY || isOver(view);
  });
}

/** The notices that answer an intent; an error always does. */
const ANSWERS: Partial<Record<Intent["type"], readonly string[]>> = {
  join: ["error", "paired", "uninvited"],
  accept: ["error", "paired", "uninvited"],
  decline: ["error", "uninvited"],
  cancel: ["error", "uninvited"],
  rename: ["error", "renamed"],
  enter: ["error", "entered"],
  leave: ["error", "left", "unpaired", "uninvited"],
  list: ["error", "listed"],
  "list.more": ["error", "listed"],
};

function saysOneOf({ transcript }: SessionView, from: EntryId, codes: readonly string[]): boolean {
  for (const entry of entries(transcript, from)) {
    if (entry.kind === "error" && codes.includes("error")) return true;
    if (entry.kind === "notice" && codes.includes(entry.code)) return true;
  }
  return false;
}

/** Waits until all that was said has been sent on and, in a pair, has been delivered. */
async function arrived(
  session: ChatSession,
  printer: Printer,
  { pause }: LineModeOptions,
): Promise<LineModeEnd> {
  const all = until(session, (view) => printer.underWay === 0 || isOver(view));
  await Promise.race([all, pause(LAST_WAIT)]);
  return printer.underWay === 0 ? "ok" : "undelivered";
}

/** Writes what is new in a view. */
class Printer {
  readonly #options: LineModeOptions;
  #printed: EntryId = 0;
  #before: SessionView | undefined;
  #showTime = true;
  /** One's own messages that have not arrived yet, and the mark that was printed of each. */
  readonly #own = new Map<EntryId, string>();
  /** Whether something that was said here has reached nobody. */
  failed = false;

  constructor(options: LineModeOptions) {
    this.#options = options;
  }

  /** How much of what was said here has not arrived yet. */
  get underWay(): number {
    return this.#own.size;
  }

  print(view: SessionView): void {
    const { json, write, complain } = this.#options;
    if (json) for (const line of jsonChanges(view, this.#before)) write(jsonText(line));
    else if (view.link !== this.#before?.link) {
      const line = plainLink(view.link);
      if (line !== undefined) complain(line);
    }
    this.#before = view;
    for (const entry of entries(view.transcript, this.#printed)) {
      this.#printed = entry.id + 1;
      if (entry.kind === "chat" && entry.mark !== undefined) this.#own.set(entry.id, entry.mark);
      if (json) write(jsonText(jsonEntry(entry)));
      else if (entry.kind !== "chat" || entry.mark === undefined) {
        const to = entry.kind === "error" ? complain : write;
        for (const line of plainEntry(entry, this.#showTime ? this.#options.calendar : undefined)) to(line);
      }
    }
    this.#follow(view);
  }

  /** Says something about a line that was not understood. */
  complain(code: string, sentence: string): void {
    if (this.#options.json) this.#options.write(jsonText({ type: "error", code, text: sentence }));
    else this.#options.complain(`! ${sentence}`);
  }

  /** Answers what concerns the display. */
  answer(action: ViewAction, { me, serverUrl }: SessionView): void {
    switch (action.type) {
      case "help":
        for (const { usage, help } of commandHelp())
          this.#say({ type: "help", usage, text: help }, `${usage}: ${help}`);
        return;
      case "code":
      case "link": {
        const code = me?.code ?? "none yet";
        const text = action.type === "code" ? code : inviteLink(serverUrl, code);
        this.#say({ type: "notice", code: action.type, text }, text);
        return;
      }
      case "time":
        this.#showTime = !this.#showTime;
        return;
      default:
        this.complain("mistake", `/${action.type} is for the full screen.`);
    }
  }

  #say(line: Parameters<typeof jsonText>[0], text: string): void {
    this.#options.write(this.#options.json ? jsonText(line) : `* ${text}`);
  }

  /** Looks what has become of one's own messages. */
  #follow(view: SessionView): void {
    for (const [id, before] of this.#own) {
      const entry = entryAt(view.transcript, id);
      const mark = entry?.kind === "chat" ? (entry.mark ?? "sent") : "sent";
      if (mark !== before) {
        this.#own.set(id, mark);
        if (this.#options.json) this.#options.write(jsonText({ type: "mark", id, mark }));
        if (mark === "failed") this.failed = true;
      }
      const pair = entry?.kind === "chat" && entry.place !== "room" ? entry.place : undefined;
      const isOver = pair !== undefined && (view.place.at !== "pair" || view.place.pair !== pair);
      // Whoever has left cannot say any more that it has arrived.
      if (isOver && mark === "sent") this.failed = true;
      if (mark === "failed" || mark === "delivered" || (mark === "sent" && (pair === undefined || isOver))) {
        this.#own.delete(id);
      }
    }
  }
}
