import type { EdgeRequest, HttpAnswer } from "../edge/port.ts";
import { connectPage } from "./page.ts";
import { contentPolicy, plain, SECURITY_HEADERS } from "./plain.ts";
import { serve, type Variant } from "./serve.ts";
import type { StaticFile, StaticFiles } from "./static.ts";

export { plain } from "./plain.ts";

/** Where a WebSocket may be opened; a plain request there is told so. */
export const SOCKET_PATHS: ReadonlySet<string> = new Set(["/ws", "/ws/", "/ws/text"]);

/** What `/health` says; `server` tells a relay from any other program. */
export const HEALTH = { status: "ok", server: "parley" } as const;

/** What `/ready` says while the relay stops. */
export const DRAINING = { status: "draining" } as const;

export interface HttpOptions {
  /** The web client; an empty table when it is not built. */
  readonly files: StaticFiles;
  /** Whether the relay takes new clients: `/ready` says so to whoever sends them. */
  readonly ready: () => boolean;
  /** What `/health` says beside {@link HEALTH}; must be JSON. */
  readonly health?: () => Readonly<Record<string, unknown>>;
  /** The base to connect to, without a slash at its end: `wss://chat.example.org`. {@link hostUrl} is one way. */
  readonly connectUrl: (request: EdgeRequest) => string;
  /** Where the page that `request` asks for finds the inspector; undefined, or absent, where it does not. */
  readonly inspector?: ((request: EdgeRequest) => InspectorPlace | undefined) | undefined;
}

/** Host name or IPv4 address, fit for a content policy, and port of the admin listener. */
export interface InspectorPlace {
  readonly host: string;
  readonly port: number;
  /** Whether it speaks TLS. */
  readonly isSecure: boolean;
}

/** The base that the client itself has used. */
export function hostUrl(request: EdgeRequest): string {
  return `ws://${request.headers.host}`;
}

/** As {@link hostUrl}, where the relay speaks TLS. */
export function secureHostUrl(request: EdgeRequest): string {
  return `wss://${request.headers.host}`;
}

/** Makes the one function that answers every request which is no WebSocket upgrade, for both edges. */
export function makeHttp(options: HttpOptions): (request: EdgeRequest) => HttpAnswer {
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return plain(405, "Only GET and HEAD are answered here.", { Allow: "GET, HEAD" });
    }
    const path = decodePath(request.path);
    if (path === undefined) return plain(400, "The path is not properly percent-encoded.");
    if (path === "/health") return json({ ...HEALTH, ...options.health?.() });
    if (path === "/ready") return readiness(options.ready());
    const inspector = options.inspector?.(request);
    if (path === "/inspector.json" && inspector !== undefined) {
      return json({ port: inspector.port, tls: inspector.isSecure });
    }
    if (SOCKET_PATHS.has(path)) return upgradeRequired();
    const file = options.files.get(path);
    if (file !== undefined) return serve(file, request, variantFor(file, inspector));
    if (path === "/") return html(connectPage(options.connectUrl(request)));
    return plain(404, "There is nothing here.");
  };
}

/** Nothing when `path` is not percent-encoded UTF-8 (RFC 3986 §2.1). */
export function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** A page that finds the inspector may connect to it, to tell of itself. */
function variantFor({ contentType }: StaticFile, inspector: InspectorPlace | undefined): Variant | undefined {
  if (inspector === undefined || !contentType.startsWith("text/html")) return undefined;
  const { host, port } = inspector;
  const policy = contentPolicy({ "connect-src": `'self' ws://${host}:${port} wss://${host}:${port}` });
  return { tag: String(port), headers: { "Content-Security-Policy": policy } };
}

/** RFC 9110 §15.5.22 and §7.8: `Upgrade` goes with a `Connection` that names it; Node keeps one without `close` open. */
export function upgradeRequired(): HttpAnswer {
  const headers = { Connection: "Upgrade, close", Upgrade: "websocket" };
  return plain(426, "Connect here with a WebSocket client.", headers);
}

/** What `/ready` says. */
export function readiness(isReady: boolean): HttpAnswer {
  return isReady ? json({ status: "ready" }) : json(DRAINING, 503);
}

export function json(value: Readonly<Record<string, unknown>>, status = 200): HttpAnswer {
  return {
    status,
    headers: { ...SECURITY_HEADERS, "Content-Type": "application/json", "Cache-Control": "no-store" },
    body: JSON.stringify(value),
  };
}

export function html(body: string, status = 200): HttpAnswer {
  return {
    status,
    headers: { ...SECURITY_HEADERS, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" },
    body,
  };
}
