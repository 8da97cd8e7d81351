/** The admin listener: inspector and metrics, on an address of their own. */
import { foreignPage } from "../admission/admission.ts";
import type { Probes } from "../admission/probes.ts";
import type { EdgeRequest, EdgeServer, HttpAnswer, UpgradeDecision } from "../edge/port.ts";
import { type NodeHandler, startPortable } from "../edge/portable.ts";
import { plain } from "../http/answers.ts";
import type { StaticFiles } from "../http/static.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { CertificateFiles } from "../tls/certificate.ts";
import { Access } from "./access.ts";
import { Door, type Feeds } from "./feeds.ts";
import { isOwn, isWebClient } from "./hosts.ts";
import { type Clock, NEVER, type WhenEnded } from "./logins.ts";
import { type Asked, Routes, withAdminHeaders } from "./routes.ts";

export interface AdminOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Without one, which is only for loopback, requests must be for a loopback name. */
  readonly token: string | undefined;
  /** With one the listener speaks TLS and nothing else. */
  readonly certificate?: CertificateFiles | undefined;
  /** Where the relay's own page is: its port on this host once it is bound, and its URL if that is known. */
  readonly webClient: () => { readonly port: number | undefined; readonly publicUrl: string | undefined };
  /** The name under which whoever asks counts. */
  readonly source: (request: EdgeRequest) => string;
  readonly probes: Pick<Probes, "begin" | "take">;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly clock: Clock;
  /** As `/ready` on the public port. */
  readonly ready: () => boolean;
  readonly metrics: Pick<Metrics, "contentType" | "text">;
  /** Gives the inspector's files; called when they are first asked for. */
  readonly page: () => Promise<StaticFiles>;
  readonly feeds: Feeds;
  /** Something threw that should not have; the listener goes on. */
  readonly onError: (error: unknown) => void;
}

/** Bytes; a larger frame closes its socket with 1009. */
const MAX_FRAME = 1024 * 1024;

/** Bytes that may wait for a viewer who does not read; feeds themselves hold back much sooner. */
const MAX_UNSENT = 8 * MAX_FRAME;

/** Seconds of silence after which a socket is pinged, and then cut. */
const IDLE = 60;

/** The flags that say where it listens. */
export const ADMIN_FLAGS = {
  host: "--admin-host (adminHost)",
  port: "--admin-port (adminPort); -1 switches this listener, for inspector and metrics, off",
} as const;

/** Rejects with `EdgeError` when it cannot listen. */
export async function startAdmin(options: AdminOptions): Promise<EdgeServer> {
  const { host, port, certificate, token } = options;
  const access = token === undefined ? undefined : new Access(token, options.now, options.clock);
  const doors = Door.all(options.feeds, options.onError);
  const edge = { host, port, certificate, flags: ADMIN_FLAGS };
  const limits = {
    maxMessageBytes: MAX_FRAME,
    outboxBytes: MAX_UNSENT,
    idleTimeout: IDLE,
    trustedProxies: [],
  };
  const server = await startPortable({ ...edge, ...limits }, adminHandler(options, doors, access));
  return {
    ...server,
    close() {
      for (const door of doors.values()) door.close();
      access?.stop();
      return server.close();
    },
  };
}

/** What travels from the handshake to the open socket. */
interface Entry {
  readonly door: Door;
  readonly whenLoggedOut: WhenEnded;
}

function adminHandler(
  options: AdminOptions,
  doors: ReadonlyMap<string, Door>,
  access: Access | undefined,
): NodeHandler<Entry> {
  const { onError, certificate, webClient } = options;
  let page: Promise<StaticFiles> | undefined;
  const routes = new Routes({
    ...options,
    doors,
    access,
    isSecure: certificate !== undefined,
    page: () => {
      page ??= options.page();
      return page;
    },
  });
  const isPrivate = access !== undefined;

  const mayOpen = ({ headers: { origin, host } }: EdgeRequest, door: Door | undefined) =>
    origin === "" ||
    isOwn(origin, host) ||
    (door?.isForClients === true && isWebClient(origin, host, webClient()));

  const refuse = (answer: HttpAnswer) =>
    ({ accept: false, answer: withAdminHeaders(answer, isPrivate) }) as const;
  const upgrade = (asked: Asked): UpgradeDecision<Entry> => {
    const { request, message } = asked;
    const door = doors.get(request.path);
    const refusal =
      routes.misdirected(request) ??
      (mayOpen(request, door) ? undefined : foreignPage()) ??
      routes.refusal(asked) ??
      door?.refusal();
    if (refusal !== undefined) return refuse(refusal);
    if (door === undefined) return refuse(plain(404, "There is nothing here."));
    return { accept: true, context: { door, whenLoggedOut: access?.endOf(message) ?? NEVER } };
  };

  return {
    upgrade: (request, message) => upgrade({ request, message }),
    open: (socket, { door, whenLoggedOut }) => door.open(socket, whenLoggedOut),
    async http(request, message) {
      try {
        return withAdminHeaders(await routes.answer({ request, message }), isPrivate);
      } catch (error) {
        onError(error);
        return withAdminHeaders(plain(500, "This went wrong; the relay's log says how."), isPrivate);
      }
    },
  };
}
