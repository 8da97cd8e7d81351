/** Whether people reach the relay by `publicUrl`: a WebSocket and the page, through whatever stands in front. */
import { quote } from "../../config/quote.ts";
import type { Config } from "../../config/settings.ts";
import { DRAINING } from "../http/answers.ts";
import { localUrl } from "../serve.ts";
import type { RunningAdmin } from "./admin.ts";
import { ask } from "./ask.ts";
import { about, type Finding } from "./finding.ts";
import { checkForwarding, MADE_UP } from "./forwarding.ts";
import { type Greeting, greet } from "./greeting.ts";
import { jsonField } from "./json-field.ts";
import { missingPage } from "./page.ts";
import { checkShownCertificate, type Server, serverOf, shownCertificate } from "./shown-certificate.ts";
import { tlsAdvice } from "./tls-advice.ts";

/** The relay that runs on this machine, if one does. */
export interface Running {
  readonly isRunning: boolean;
  /** Whether one has to. */
  readonly mustRun: boolean;
  /** Whom to ask what it knows; nothing where nobody can be asked. */
  readonly admin: RunningAdmin | undefined;
}

/** Nothing without `publicUrl`. While no relay runs nobody can answer, and that is no problem unless one must. */
export async function checkPublicUrl(
  config: Config,
  running: Running,
  now: () => number,
): Promise<readonly Finding[]> {
  const { publicUrl } = config;
  if (publicUrl === undefined) return [];
  const { admin } = running;
  const { origin, protocol } = new URL(publicUrl);
  const server = serverOf(publicUrl);
  const isOwn = running.isRunning && (await showsOwn(config, server));
  const probe = await admin?.announceHandshake();
  const extras = probe === undefined ? {} : { protocols: [probe], headers: { "X-Forwarded-For": MADE_UP } };
  const options = { origin, anyCertificate: isOwn, ...extras };
  const greeting = await greet(`${publicUrl.replace(/^http/, "ws")}ws`, options);
  const seen = probe === undefined ? undefined : await admin?.seen(probe);
  if (protocol === "http:" && greeting.is !== "welcomed" && (await shownCertificate(server))) {
    return [isSecure(publicUrl)];
  }
  const hasExpired = greeting.is === "failed" && greeting.code === "CERT_HAS_EXPIRED";
  return [
    ...(greeting.is === "welcomed"
      ? await welcomed(publicUrl, isOwn)
      : [await judge(publicUrl, greeting, running)]),
    ...(protocol === "https:" && !hasExpired ? await checkShownCertificate(publicUrl, server, now) : []),
    ...(greeting.is === "welcomed"
      ? checkForwarding(config, { asked: probe !== undefined, seen, from: greeting.from })
      : []),
  ];
}

/** Whether the certificate there is the one that the relay has made for itself, whom nobody need trust. */
async function showsOwn({ tls, tlsCert, host, port }: Config, server: Server): Promise<boolean> {
  if (tls !== "self-signed" || tlsCert !== undefined) return false;
  const relay = serverOf(localUrl({ host, port, tls: {} }));
  const [own, shown] = await Promise.all([relay, server].map(shownCertificate));
  return own !== undefined && own.fingerprint === shown?.fingerprint;
}

const { ok, warning, problem } = about("publicUrl");

const isSecure = (url: string) =>
  problem(`${url} is plain http, and TLS is spoken there.`, "Let publicUrl begin with https.");

async function welcomed(url: string, isOwn: boolean): Promise<readonly Finding[]> {
  const missing = await missingPage(url, { anyCertificate: isOwn });
  const page = missing === undefined ? ", and shows its page" : "";
  const once = isOwn ? "; browsers warn once of its self-signed certificate" : "";
  return [
    ok(`${url} leads to a relay that welcomes${page}${once}.`),
    ...(missing === undefined ? [] : [missing]),
  ];
}

async function judge(
  url: string,
  greeting: Exclude<Greeting, { readonly is: "welcomed" }>,
  { isRunning, mustRun }: Running,
): Promise<Finding> {
  if (greeting.is === "stopping" || (await isDraining(url, greeting))) {
    return warning(
      `${url} leads to a relay that is stopping.`,
      "Run parley doctor again when it has started anew.",
    );
  }
  if (greeting.is === "stranger") {
    return problem(
      `${url}ws opens a WebSocket, but no relay of this protocol answers there.`,
      "Look where the proxy passes it on to.",
    );
  }
  const isSilent =
    greeting.is === "refused"
      ? SILENT_PROXY.has(greeting.status)
      : /^E(CONNREFUSED|TIMEDOUT)$/.test(greeting.code);
  if (isSilent && !isRunning && !mustRun) {
    return warning(
      `${url} could not be tried: the relay is not running.`,
      "Start it, and run parley doctor again.",
    );
  }
  if (greeting.is === "failed") {
    return problem(`${url} cannot be reached: ${quote(greeting.code)}.`, whatToDo(greeting.code));
  }
  const { status, location } = greeting;
  const to = location === undefined ? "" : `, a redirect to ${quote(location)},`;
  return problem(`${url}ws answers HTTP ${status}${to} in place of a WebSocket.`, adviceFor(status, url));
}

/** Whether it is the relay that refuses, as it takes nobody new, and no proxy. */
async function isDraining(url: string, greeting: Greeting): Promise<boolean> {
  if (greeting.is !== "refused" || greeting.status !== 503) return false;
  const ready = await ask(`${url}ready`, { anyCertificate: true }).catch(() => undefined);
  return jsonField(ready?.body ?? "", "status") === DRAINING.status;
}

/** How a proxy answers when it finds nothing behind it. */
const SILENT_PROXY = new Set([502, 503, 504]);

const NO_UPGRADE =
  "Let the proxy pass /ws to the relay with HTTP/1.1 and the headers Upgrade and Connection.";

const BEHIND = "Let the proxy pass requests to the relay's host and port, and look whether the relay runs.";

const STATUS_ADVICE: Readonly<Record<number, string>> = {
  400: "It does not understand the request: look whether scheme and port of publicUrl are right, and into the proxy's log.",
  401: "Let the proxy ask for no password at /ws: the clients cannot give one.",
  404: "Let the proxy pass /ws below that URL to the relay, and look whether the path of publicUrl is right.",
  429: "The limits per address refuse this machine; name the proxy in trustedProxies, or wait a little.",
  502: BEHIND,
  503: "The relay is stopping or full (maxConnections), or the proxy does not find it.",
  504: BEHIND,
};

function adviceFor(status: number, url: string): string {
  if (status >= 300 && status < 400) {
    return "WebSockets follow no redirect: let publicUrl be where it leads, or let the proxy pass /ws on without one.";
  }
  if (status === 403) {
    return `Add ${new URL(url).origin} to origins, or leave origins empty; or let the proxy forbid nobody /ws.`;
  }
  return STATUS_ADVICE[status] ?? NO_UPGRADE;
}

function whatToDo(code: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "Nothing listens there: start the proxy or the relay, or mend publicUrl.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "The host name has no address here: mend the DNS entry, or publicUrl.";
    case "EPROTO":
      return "No TLS is spoken there: mend the port or the scheme of publicUrl.";
    case "ETIMEDOUT":
      return "Look at firewalls; a machine that cannot reach itself by its public address is tried from another one.";
    default:
      return tlsAdvice(code) ?? "Look whether publicUrl is right, and whether something answers there.";
  }
}
