/** The session's way to the network in a browser: one WebSocket for each try, and what the device says of its network. */
import { fromCallback } from "xstate";
import type { NetworkEvent, SocketCommand, SocketEvent, SocketInput } from "../../actors/session/intents.ts";

/** Closes a socket that the session no longer wants, without a goodbye of the person. */
const ABANDONED = 4000;

/** The `socket` actor of the session machine. A browser tells a page nothing of why a socket did not open. */
export const socketLogic = fromCallback<SocketCommand, SocketInput, SocketEvent>(
  ({ input, sendBack, receive }) => {
    const socket = new WebSocket(input.url, [input.protocol]);
    /** What the session still wants to hear: everything, the end alone after it has closed, or nothing. */
    let hears: "all" | "end" | "nothing" = "all";
    let isOpen = false;
    socket.onopen = () => {
      isOpen = true;
      if (hears === "all") sendBack({ type: "socket.opened", protocol: socket.protocol });
    };
    socket.onmessage = ({ data }) => {
      if (hears === "all" && typeof data === "string") sendBack({ type: "socket.frame", text: data });
    };
    socket.onclose = ({ code, reason }) => {
      if (hears === "nothing") return;
      sendBack(isOpen ? { type: "socket.closed", code, reason } : { type: "socket.refused" });
    };
    receive((command) => {
      if (command.type === "send") {
        if (socket.readyState === WebSocket.OPEN) socket.send(command.frame);
        return;
      }
      if (hears === "all") hears = "end";
      socket.close(command.code);
    });
    return () => {
      hears = "nothing";
      socket.close(ABANDONED);
    };
  },
);

/** The relay's WebSocket beside a page, e.g. `https://host/chat/` → `wss://host/chat/ws`. */
export function socketUrl(page: string): string {
  const url = new URL("ws", page);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** Whether the device says that it has no network. */
export const isOffline = () => !navigator.onLine;

/** How often it is looked whether time has passed in which nothing ran, and how much of it is sleep, ms. */
const LOOK_EVERY = 10_000;
/** Browsers let a hidden page run once in a minute. */
const SLEPT = 90_000;

/** Tells when the network comes and goes, and when the device or the page has slept. The answer stops it. */
export function watchNetwork(tell: (event: NetworkEvent) => void): () => void {
  const watch = new AbortController();
  const { signal } = watch;
  const wake = () => tell({ type: "wake" });
  addEventListener("online", () => tell({ type: "network.online" }), { signal });
  addEventListener("offline", () => tell({ type: "network.offline" }), { signal });
  document.addEventListener("resume", wake, { signal });
  addEventListener("pageshow", ({ persisted }) => persisted && wake(), { signal });
  let last = Date.now();
  const looking = setInterval(() => {
    const now = Date.now();
    if (now - last > SLEPT) wake();
    last = now;
  }, LOOK_EVERY);
  return () => {
    watch.abort();
    clearInterval(looking);
  };
}
