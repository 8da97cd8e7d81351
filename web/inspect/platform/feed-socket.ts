/** The socket of the feed: opened again whenever it is gone, with a growing delay. */
import type { FeedMessage, ViewerMessage } from "../../../actors/inspect/feed.ts";
import { CLOSE } from "../../../actors/protocol/close-codes.ts";
import { delayBefore } from "../../../actors/session/backoff.ts";
import { decode } from "../model/feed.ts";
import type { Gone } from "../model/link.ts";

export interface FeedListener {
  readonly onopen: () => void;
  readonly onmessage: (message: FeedMessage) => void;
  /** `retryAt` is in ms since the Unix epoch; nothing when it is tried no more. */
  readonly ongone: (gone: Gone, retryAt: number | undefined) => void;
}

/** The feed's URL beside the page's own, which is the folder's. */
function feedUrl(): string {
  const url = new URL("feed", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

export class FeedSocket {
  readonly #listener: FeedListener;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;

  constructor(listener: FeedListener) {
    this.#listener = listener;
  }

  /** Connects at once, also when it would be tried later. */
  readonly open = (): void => {
    this.close();
    const socket = new WebSocket(feedUrl());
    let isOpen = false;
    socket.onopen = () => {
      isOpen = true;
      this.#listener.onopen();
    };
    socket.onmessage = ({ data }) => {
      // What is told shows that the relay is willing; an opening alone does not.
      this.#attempt = 0;
      const message = typeof data === "string" ? decode(data) : undefined;
      if (message !== undefined) this.#listener.onmessage(message);
    };
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      void whyGone(event, isOpen).then((gone) => this.#plan(gone));
    };
    this.#socket = socket;
  };

  /** What is said while there is no feed is lost. */
  send(message: ViewerMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #plan(gone: Gone): void {
    if (this.#socket !== undefined) return;
    if (gone.why === "forbidden") {
      this.#listener.ongone(gone, undefined);
      return;
    }
    this.#attempt += 1;
    const delay = delayBefore(this.#attempt, 500, Math.random);
    this.#timer = setTimeout(this.open, delay);
    this.#listener.ongone(gone, Date.now() + delay);
  }
}

/** IANA's registry of close codes: unauthorized. The login has ended. */
const LOGGED_OUT = 3000;
/** IANA's registry of close codes: try again later. The relay has as many viewers as it takes. */
const FULL = 1013;

async function whyGone({ code, reason }: CloseEvent, wasOpen: boolean): Promise<Gone> {
  if (code === LOGGED_OUT) return { why: "forbidden" };
  if (code === FULL) return { why: "refused" };
  if (code === CLOSE.restart.code) return { why: "restart" };
  if (code === CLOSE.tooSlow.code) return { why: "too-slow" };
  if (wasOpen) return reason === "" ? { why: "lost" } : { why: "closed", reason };
  return { why: await whyRefused() };
}

/** A browser does not tell why a socket was refused; what becomes of the page itself says as much. */
async function whyRefused(): Promise<"forbidden" | "refused" | "unreachable"> {
  try {
    const { type, status, ok } = await fetch(".", { redirect: "manual", cache: "no-store" });
    if (type === "opaqueredirect" || status === 401 || status === 403) return "forbidden";
    return ok ? "refused" : "unreachable";
  } catch {
    return "unreachable";
  }
}
