/** `--inspect`: the client's machines, shown to the admin listener of a relay. */
import { type ClientOptions, WebSocket } from "ws";
import type { Reported } from "../actors/inspect/reported.ts";
import {
  type OpenReportSocket,
  Reporting,
  type ReportingState,
  whyClosed,
} from "../actors/inspect/reporting.ts";
import { isLoopback } from "../config/loopback.ts";
import { quote } from "../config/quote.ts";
import { CERTIFICATE } from "./advice.ts";
import { FRAME_AT_MOST, HANDSHAKE, keepAlive } from "./socket.ts";

export interface Inspector {
  /** Its WebSocket for clients. */
  readonly url: string;
  /** What it may ask for. */
  readonly token: string | undefined;
  /** Accepts any certificate. */
  readonly insecure: boolean;
}

/** Milliseconds that the goodbye may take. */
const GOODBYE = 500;

/** Shows a session to `inspector` until the answer is stopped. */
export function report(
  inspector: Inspector,
  reported: Pick<Reported, "actor" | "stampsOf">,
  onState: (state: ReportingState) => void,
): Reporting {
  const open = openReportSocket(inspector);
  const world = { now: Date.now, later, random: Math.random };
  return new Reporting({ ...reported, ...world, kind: "terminal", open, onState });
}

function later(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

/** Whether the token would be read by others on its way. */
export function isOverheard({ url, token }: Inspector): boolean {
  const { protocol, hostname } = new URL(url);
  return token !== undefined && protocol === "ws:" && !isLoopback(hostname.replace(/^\[(.*)\]$/, "$1"));
}

function openReportSocket({ url, token, insecure }: Inspector): OpenReportSocket {
  return ({ opened, text, closed }) => {
    const options: ClientOptions = {
      handshakeTimeout: HANDSHAKE,
      maxPayload: FRAME_AT_MOST,
      perMessageDeflate: false,
      rejectUnauthorized: !insecure,
      ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
    };
    const socket = new WebSocket(url, options);
    let heartbeat: NodeJS.Timeout | undefined;
    let isOver = false;
    const over = (why: string) => {
      clearInterval(heartbeat);
      if (isOver) return;
      isOver = true;
      closed(why);
    };
    socket.on("open", () => {
      heartbeat = keepAlive(socket);
      if (!isOver) opened();
    });
    socket.on("message", (data, isBinary) => {
      if (!isBinary && !isOver) text(String(data));
    });
    socket.on("unexpected-response", (request, { statusCode = 0 }) => {
      over(whyRefused(statusCode, token !== undefined));
      request.destroy();
    });
    socket.on("error", ({ code = "", message }: Error & { code?: string }) => over(whyFailed(code, message)));
    socket.on("close", (code) => over(whyClosed(code)));
    return {
      send: (frame) => socket.readyState === WebSocket.OPEN && socket.send(frame),
      bufferedAmount: () => socket.bufferedAmount,
      close: () => {
        isOver = true;
        if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
        else socket.close(1000);
        setTimeout(() => socket.terminate(), GOODBYE).unref();
      },
    };
  };
}

function whyRefused(status: number, hasToken: boolean): string {
  switch (status) {
    case 401:
      return hasToken ? "It does not take this PARLEY_ADMIN_TOKEN." : "It asks for PARLEY_ADMIN_TOKEN.";
    case 429:
      return "Too many wrong tokens came from here.";
    case 503:
      return "As many clients report as may.";
    default:
      return `What answers there is no inspector (HTTP ${status}).`;
  }
}

function whyFailed(code: string, message: string): string {
  if (CERTIFICATE.test(code)) return `Its certificate is not trusted (${code}); see --insecure.`;
  return code === "ECONNREFUSED" ? "Nothing listens there." : `${code || quote(message)}.`;
}

/** Tells in one line when the inspector cannot be reached, once for each time that it could be before. */
export class InspectorNotice {
  readonly #url: string;
  readonly #tell: (sentence: string) => void;
  #isKnown = false;
  #isHeld = false;
  #held: string | undefined;

  constructor(url: string, tell: (sentence: string) => void) {
    this.#url = url;
    this.#tell = tell;
  }

  readonly state = (state: ReportingState): void => {
    if (state.is === "connected") this.#isKnown = false;
    if (state.is !== "unreachable" || this.#isKnown) return;
    this.#isKnown = true;
    const sentence = `The inspector at ${this.#url} cannot be reached: ${state.why} It is tried again.`;
    if (this.#isHeld) this.#held = sentence;
    else this.#tell(sentence);
  };

  /** The screen is not ours to write to: what there is to tell waits, the latest of it. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    if (this.#held !== undefined) this.#tell(this.#held);
    this.#held = undefined;
  }
}
