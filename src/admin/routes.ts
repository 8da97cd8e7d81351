/** What the admin listener answers to plain requests. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { foreignPage } from "../admission/admission.ts";
import type { Probes } from "../admission/probes.ts";
import type { EdgeRequest, HttpAnswer } from "../edge/port.ts";
import { decodePath, HEALTH, html, json, plain, readiness, upgradeRequired } from "../http/answers.ts";
import { contentPolicy } from "../http/plain.ts";
import { serve } from "../http/serve.ts";
import type { StaticFiles } from "../http/static.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Access } from "./access.ts";
import type { Door } from "./feeds.ts";
import { readForm } from "./form.ts";
import { isLoopbackHost, isOwn } from "./hosts.ts";
import { loginPage, NOT_BUILT, STYLES, STYLES_PATH } from "./login-page.ts";

export interface RouteParts {
  /** Absent without a token. */
  readonly access: Access | undefined;
  /** The name under which whoever asks counts. */
  readonly source: (request: EdgeRequest) => string;
  readonly probes: Pick<Probes, "begin" | "take">;
  readonly ready: () => boolean;
  readonly metrics: Pick<Metrics, "contentType" | "text">;
  /** The inspector's files; an empty table when it is not built. Loaded when they are first asked for. */
  readonly page: () => Promise<StaticFiles>;
  readonly doors: ReadonlyMap<string, Door>;
  /** Whether the listener speaks TLS. */
  readonly isSecure: boolean;
}

/** A request with the headers that the port does not keep. */
export interface Asked {
  readonly request: EdgeRequest;
  readonly message: IncomingMessage;
}

/** A POST announces a handshake, and a GET below it tells how it came; see {@link Probes}. */
export const PROBE = "/probe";

export class Routes {
  readonly #parts: RouteParts;

  constructor(parts: RouteParts) {
    this.#parts = parts;
  }

  /** The answer to a request that was sent to a name which may be a trap; a token needs no such care. */
  misdirected({ headers }: EdgeRequest): HttpAnswer | undefined {
    if (this.#parts.access !== undefined || isLoopbackHost(headers.host)) return undefined;
    return plain(421, "Ask for localhost or a loopback address here, by that name.");
  }

  /** The answer to somebody without the token, where there is one. */
  refusal({ request, message }: Asked): HttpAnswer | undefined {
    return this.#parts.access?.refusal(message, this.#parts.source(request));
  }

  async answer(asked: Asked): Promise<HttpAnswer> {
    const { request, message } = asked;
    const misdirected = this.misdirected(request);
    if (misdirected !== undefined) return misdirected;
    const path = decodePath(request.path);
    if (path === undefined) return plain(400, "The path is not properly percent-encoded.");
    if (request.method === "POST") return this.#post(path, asked);
    if (request.method !== "GET" && request.method !== "HEAD") return notAllowed();
    if (path === "/health") return json(HEALTH);
    if (path === "/ready") return readiness(this.#parts.ready());
    if (path === "/login") return this.#parts.access === undefined ? inspector() : html(loginPage());
    if (path === STYLES_PATH) return css(STYLES);
    // Browsers ask for it by themselves, and complain where it is missing.
    if (path === "/favicon.ico") return { ...plain(204, ""), body: "" };
    const refusal = this.refusal(asked);
    if (refusal !== undefined) return isPage(refusal, message.headers) ? seeOther("/login") : refusal;
    if (path === "/" || path === "/inspect") return inspector();
    if (path === "/metrics") return this.#metrics();
    if (path.startsWith(`${PROBE}/`)) return this.#seen(path.slice(PROBE.length + 1));
    if (this.#parts.doors.has(path)) return upgradeRequired();
    return this.#file(path, request);
  }

  async #post(path: string, asked: Asked): Promise<HttpAnswer> {
    const { origin, host, upgrade } = asked.request.headers;
    if (origin !== "" && !isOwn(origin, host)) return foreignPage();
    if (path === PROBE) return this.refusal(asked) ?? json({ protocol: this.#parts.probes.begin() });
    const { access } = this.#parts;
    // Of a request to upgrade Node reads no body, so none must be waited for.
    if (access === undefined || upgrade !== "") return notAllowed();
    if (path === "/login") return this.#logIn(access, asked);
    if (path !== "/logout") return notAllowed();
    return seeOther("/login", { "Set-Cookie": access.logOut(asked.message) });
  }

  async #logIn(access: Access, { request, message }: Asked): Promise<HttpAnswer> {
    const form = await readForm(message);
    if (form === "too-big") return plain(413, "A form here has at most 4096 bytes.", { Connection: "close" });
    if (form === undefined) return plain(400, "The form is not complete.", { Connection: "close" });
    const refusal = access.shown(form.get("token") ?? "", this.#parts.source(request));
    if (refusal !== undefined) {
      const page = html(loginPage(complaint(refusal)), refusal.status);
      return { ...page, headers: { ...refusal.headers, ...page.headers } };
    }
    // A browser says where its page comes from, so also whether a proxy in front speaks TLS.
    const isSecure = this.#parts.isSecure || request.headers.origin.startsWith("https:");
    return inspector({ "Set-Cookie": access.logIn(message, isSecure) });
  }

  #seen(protocol: string): HttpAnswer {
    const seen = this.#parts.probes.take(protocol);
    return seen === undefined ? plain(404, "No such handshake has come.") : json({ ...seen });
  }

  async #metrics(): Promise<HttpAnswer> {
    const { contentType, text } = this.#parts.metrics;
    const answer = plain(200, "", { "Content-Type": contentType });
    return { ...answer, body: await text() };
  }

  async #file(path: string, request: EdgeRequest): Promise<HttpAnswer> {
    const nothing = plain(404, "There is nothing here.");
    if (!path.startsWith("/inspect/")) return nothing;
    const files = await this.#parts.page();
    const file = files.get(path.slice("/inspect".length));
    if (file !== undefined) return serve(file, request);
    return path === "/inspect/" ? html(NOT_BUILT) : nothing;
  }
}

/** What every answer has beside or in the place of what the public port's have. */
export function withAdminHeaders(answer: HttpAnswer, isPrivate: boolean): HttpAnswer {
  const headers = { ...answer.headers, ...HEADERS, ...(isPrivate ? { "Cache-Control": "no-store" } : {}) };
  return { ...answer, headers };
}

const HEADERS = {
  "Content-Security-Policy": contentPolicy({
    "img-src": "'self' blob:",
    "worker-src": "'self'",
    "form-action": "'self'",
  }),
  "Cross-Origin-Resource-Policy": "same-origin",
  // Without any referrer, browsers would say `Origin: null` with the form.
  "Referrer-Policy": "same-origin",
} as const;

/** Why somebody could not log in, in the relay's own words. */
function complaint({ headers }: HttpAnswer): string {
  const wait = headers["Retry-After"];
  if (wait === undefined) return "This is not the admin token.";
  return `Too many wrong tokens came from this address. Try again in ${wait} s.`;
}

const css = (styles: string): HttpAnswer => ({
  ...plain(200, "", { "Content-Type": "text/css; charset=utf-8" }),
  body: styles,
});

const notAllowed = () => plain(405, "Only GET and HEAD are answered here.", { Allow: "GET, HEAD" });

const inspector = (headers = {}) => seeOther("/inspect/", headers);

const seeOther = (location: string, headers: Readonly<Record<string, string>> = {}) =>
  plain(303, "", { Location: location, ...headers });

/** Whether the one who was refused is a person in front of a browser, who can log in. */
function isPage({ status }: HttpAnswer, { accept = "", authorization }: IncomingHttpHeaders): boolean {
  return status === 401 && authorization === undefined && accept.includes("text/html");
}
