/** A page's way to the admin listener of its relay. */
import { type OpenReportSocket, whyClosed } from "../../actors/inspect/reporting.ts";
import { STRINGS } from "../strings.ts";

/** What `inspector.json` beside the page says. */
interface Told {
  readonly port: number;
  /** Whether the listener itself speaks TLS. */
  readonly tls: boolean;
}

/** For the page at that address, without what is behind `?` or `#`. A browser tells a page nothing of why it was refused. */
export function reportSockets(page: string): OpenReportSocket {
  return ({ opened, text, closed }) => {
    let socket: WebSocket | undefined;
    let isOver = false;
    const over = (why: string) => {
      if (isOver) return;
      isOver = true;
      closed(why);
    };
    const connect = (told: Told | undefined) => {
      if (isOver) return;
      if (told === undefined) return over(STRINGS.inspector.none);
      const url = clientUrl(page, told);
      const made = new WebSocket(url);
      let isOpen = false;
      made.onopen = () => {
        isOpen = true;
        if (!isOver) opened();
      };
      made.onmessage = ({ data }) => {
        if (typeof data === "string" && !isOver) text(data);
      };
      made.onclose = ({ code }) => over(isOpen ? whyClosed(code) : STRINGS.inspector.refused(loginUrl(url)));
      socket = made;
    };
    // A browser may refuse even to try, e.g. what is not encrypted.
    listenerOf(page)
      .then(connect)
      .catch(() => over(STRINGS.inspector.unreachable));
    return {
      send: (frame) => socket?.readyState === WebSocket.OPEN && socket.send(frame),
      bufferedAmount: () => socket?.bufferedAmount ?? 0,
      close: () => {
        isOver = true;
        socket?.close();
      },
    };
  };
}

/** Where the listener takes what a page at that address reports. */
export function clientUrl(page: string, { port, tls }: Told): string {
  const { protocol, hostname } = new URL(page);
  // On loopback it speaks no TLS, whatever the page does, and browsers allow that; elsewhere a proxy speaks it.
  const isSecure = tls || (protocol === "https:" && !LOOPBACK.test(hostname));
  return `${isSecure ? "wss" : "ws"}://${hostname}:${port}/inspect/client`;
}

const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[::1\])$/;

function loginUrl(url: string): string {
  return new URL("/login", url.replace(/^ws/, "http")).href;
}

/** Undefined when the relay has none for this page. Rejects when it can't be asked. */
async function listenerOf(page: string): Promise<Told | undefined> {
  const answer = await fetch(new URL("inspector.json", page));
  if (!answer.ok) return undefined;
  const told: unknown = await answer.json();
  if (typeof told !== "object" || told === null || !("port" in told) || !("tls" in told)) return undefined;
  const { port, tls } = told;
  return typeof port === "number" && typeof tls === "boolean" ? { port, tls } : undefined;
}
