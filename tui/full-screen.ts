/** The full screen: what is typed goes to the session, what the session shows goes to the terminal. */
import type { SessionEmitted } from "../actors/session/intents.ts";
import { rings } from "./bell.ts";
import type { Calendar } from "./calendar.ts";
import type { ChatSession } from "./chat-session.ts";
import { entryAt } from "./entries.ts";
import { createFrames } from "./frames.ts";
import { type Effect, react, restored } from "./react.ts";
import { looksOf, type Setting, sceneOf, transcriptHeight } from "./scene.ts";
import type { Signs } from "./style.ts";
import { type Streams, Terminal } from "./terminal.ts";
import { TranscriptWindow } from "./transcript-window.ts";
import { startUi, type Ui } from "./ui.ts";

export interface FullScreenOptions extends Streams {
  readonly signs: Signs;
  readonly calendar: Calendar;
  readonly now: () => number;
  /** Stops this process until somebody wants it back. */
  readonly suspend: () => void;
}

export interface FullScreen {
  /** Gives the terminal back; nothing is drawn any more. */
  close(): void;
  /** The terminal is somebody else's for a while; and ours again. */
  pause(): void;
  goOn(): void;
}

/** Shows `session` on the terminal until it is closed. */
export function openFullScreen(session: ChatSession, options: FullScreenOptions): FullScreen {
  const { signs, calendar, now } = options;
  const window = new TranscriptWindow();
  const terminal = new Terminal(options, {
    event: (event) => {
      const { ui: next, effects } = react(ui, event, session.view);
      ui = next;
      for (const effect of effects) perform(effect);
      changed();
    },
    resize: () => frames.request(),
  });
  const frames = createFrames(draw, now);
  let ui: Ui = startUi(session.view.limits.text);
  let looking: boolean | undefined;
  let tick: NodeJS.Timeout | undefined;

  const setting = (): Setting => ({ size: terminal.size, signs, calendar, now: now(), window });

  function draw(): void {
    const { view } = session;
    const scene = sceneOf(view, ui, setting());
    ui = { ...ui, scroll: scene.scroll, help: scene.help };
    terminal.paint(scene);
    clearTimeout(tick);
    const counts =
      view.invitations.length > 0 || view.inviting !== undefined || view.link.is === "reconnecting";
    if (counts) tick = setTimeout(() => frames.request(), 1000 - (now() % 1000));
  }

  function perform(effect: Effect): void {
    switch (effect.do) {
      case "tell":
        session.tell(effect.intent);
        return;
      case "copy":
        terminal.copy(effect.text);
        return;
      case "mouse":
        terminal.setMouse(effect.on);
        return;
      case "redraw":
        terminal.forget();
        return;
      case "suspend":
        options.suspend();
        return;
      case "scroll":
      case "show":
        ui = { ...ui, scroll: scrolled(effect) };
    }
  }

  function scrolled(effect: Extract<Effect, { do: "scroll" | "show" }>) {
    const height = transcriptHeight(session.view, ui, setting());
    const looks = looksOf(session.view, ui, setting());
    if (effect.do === "show") return window.showing(effect.entry, height, looks);
    if (effect.by === "start") return window.start(looks);
    const lines = effect.by === "line" ? 3 : Math.max(1, height - 2);
    return window.moved(ui.scroll, effect.direction * lines, height, looks);
  }

  /** Something was typed or has come in: tells whether somebody looks, and draws. */
  function changed(): void {
    const looks = ui.looked !== false && ui.scroll.at === "end" && ui.help === undefined;
    if (looks !== looking) {
      looking = looks;
      session.tell({ type: "focus", on: looks });
    }
    frames.request();
  }

  function emitted(event: SessionEmitted): void {
    if (event.type === "draft") ui = restored(ui, event.text);
    else if (event.type === "rings" && ui.bell !== "off") terminal.ring();
    else if (event.type === "heard" && isHeard(event.entry)) terminal.ring();
    changed();
  }

  const isHeard = (id: number) => rings(entryAt(session.view.transcript, id), session.view, ui);

  const stops = [session.onChange(changed), session.onEmitted(emitted)];
  changed();
  return {
    close() {
      for (const stop of stops) stop();
      clearTimeout(tick);
      frames.stop();
      terminal.giveBack();
    },
    pause() {
      frames.stop();
      terminal.giveBack();
    },
    goOn() {
      terminal.takeAgain();
      frames.request();
    },
  };
}
