/** `parley chat`: which relay, which display, and how it all ends. */
import type { Reporting } from "../actors/inspect/reporting.ts";
import { isCode } from "../actors/protocol/identity.ts";
import type { ChatEnd, ChatFlags } from "../config/chat-flags.ts";
import { quote } from "../config/quote.ts";
import { adviceFor } from "./advice.ts";
import { localCalendar } from "./calendar.ts";
import type { ChatSession } from "./chat-session.ts";
import { until } from "./chat-session.ts";
import { abilitiesOf, signsOf } from "./environment.ts";
import { openFullScreen } from "./full-screen.ts";
import { runLineMode } from "./line-mode.ts";
import { linesOf } from "./lines.ts";
import { type Inspector, InspectorNotice, isOverheard, report } from "./report.ts";
import { onEndSignal, whileSuspendable } from "./signals.ts";
import type { Failure } from "./socket.ts";
import { startSession } from "./start-session.ts";
import { DEFAULT_INSPECTOR, DEFAULT_TARGET, readInspector, readTarget } from "./target.ts";
import { themeOf } from "./theme.ts";

/** Milliseconds of connecting after which it is said. */
const SLOW = 1_000;

/** Chats with this process's terminal or pipes; what goes wrong is told on standard error. */
export async function chat(flags: ChatFlags): Promise<ChatEnd> {
  const target = readTarget(flags.url ?? DEFAULT_TARGET);
  if ("problem" in target) return told("usage", target.problem);
  const join = flags.join?.replace(/[\s-]/g, "").toUpperCase() ?? target.join;
  if (join !== undefined && !isCode(join))
    return told("usage", `${quote(flags.join)} is no code; a code has 8 letters and digits.`);
  if (join !== undefined && flags.room)
    return told("usage", "Give --join or --room: one is in one place at a time.");
  if (flags.insecure)
    complain("The relay's certificate is not checked: anybody in between could read along.");
  const inspector = inspectorFor(flags, process.env["PARLEY_ADMIN_TOKEN"]);
  if (inspector !== undefined && "problem" in inspector) return told("usage", inspector.problem);
  if (inspector !== undefined && isOverheard(inspector))
    complain("PARLEY_ADMIN_TOKEN travels in the clear to the inspector: anybody in between could read it.");
  const notice = inspector && new InspectorNotice(inspector.url, complain);
  let reporting: Reporting | undefined;
  const isFullScreen = !flags.plain && !flags.json && isTerminal();
  let failure: Failure | undefined;
  const session = startSession({
    url: target.url,
    insecure: flags.insecure === true,
    onFailure: (why) => {
      failure = why;
    },
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(join === undefined ? {} : { join }),
    ...(flags.room ? { room: true } : {}),
    ...(inspector && notice
      ? {
          onMade: (made) => {
            reporting = report(inspector, made, notice.state);
          },
        }
      : {}),
  });
  const quit = () => session.tell({ type: "quit" });
  const stopListening = onEndSignal(quit);
  process.stdout.on("error", quit); // a reader such as `head` may have seen enough
  const slow = setTimeout(() => complain(`Connecting to ${target.url} … Ctrl-C gives up.`), SLOW);
  try {
    const first = await until(session, ({ link }) => link.is !== "connecting");
    clearTimeout(slow);
    const { link } = first;
    if (link.is === "ended") return "ok";
    if (link.is === "reconnecting" || link.is === "refused") {
      quit();
      const { end, sentence } = adviceFor(target.url, link, failure);
      return told(end, sentence);
    }
    if (isFullScreen) {
      notice?.hold();
      return await fullScreen(session, flags);
    }
    return await runLineMode(session, {
      lines: linesOf(process.stdin),
      write: (line) => process.stdout.write(`${line}\n`),
      complain: (line) => process.stderr.write(`${line}\n`),
      json: flags.json === true,
      isTyped: process.stdin.isTTY === true,
      goal: join !== undefined ? "join" : flags.room ? "room" : undefined,
      calendar: localCalendar,
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
    });
  } finally {
    clearTimeout(slow);
    stopListening();
    reporting?.stop();
    notice?.release();
    process.stdin.destroy();
  }
}

/** Where to show oneself, if that is asked for. The token comes from the environment, where others can't see it. */
function inspectorFor(
  { inspect, insecure }: ChatFlags,
  token: string | undefined,
): Inspector | { readonly problem: string } | undefined {
  if (inspect === undefined || inspect === false) return undefined;
  const read = readInspector(inspect === true ? DEFAULT_INSPECTOR : inspect);
  return "problem" in read ? read : { ...read, token: token || undefined, insecure: insecure === true };
}

async function fullScreen(session: ChatSession, flags: ChatFlags): Promise<ChatEnd> {
  const screen = openFullScreen(session, {
    input: process.stdin,
    output: process.stdout,
    theme: themeOf(flags.theme ?? "auto", (process.env["NO_COLOR"] ?? "") !== ""),
    abilities: abilitiesOf(process.env),
    signs: signsOf(process.env, flags.ascii === true),
    calendar: localCalendar,
    now: Date.now,
    // The whole job: a shell between us and the terminal has to stop as well.
    suspend: () => {
      if (process.platform !== "win32") process.kill(0, "SIGTSTP");
    },
  });
  const stop = whileSuspendable(screen);
  const quit = () => session.tell({ type: "quit" });
  process.stdin.on("end", quit).on("error", quit); // the terminal is gone
  try {
    await until(session, ({ link }) => link.is === "ended" && link.reason === "quit");
    return "ok";
  } finally {
    stop();
    screen.close();
  }
}

function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env["TERM"] !== "dumb";
}

function complain(sentence: string): void {
  process.stderr.write(`parley: ${sentence}\n`);
}

function told(end: ChatEnd, sentence: string): ChatEnd {
  complain(sentence);
  return end;
}
