/** Whether people reach the relay by `publicUrl`: a WebSocket through whatever stands in front. */
import { quote } from "../../config/quote.ts";
import type { Config } from "../../config/settings.ts";
import type { RunningAdmin } from "./admin.ts";
import { about, type Finding } from "./finding.ts";
import { checkForwarding, MADE_UP } from "./forwarding.ts";
import { type Greeting, greet } from "./greeting.ts";
import { checkShownCertificate, serverOf, shownCertificate } from "./shown-certificate.ts";
import { tlsAdvice } from "./tls-advice.ts";

/** The relay that runs on this machine, if one does. */
export interface Running {
  readonly isRunning: boolean;
  /** Whom to ask what it knows; nothing where nobody can be asked. */
  readonly admin: RunningAdmin | undefined;
}

/** Nothing without `publicUrl`. While no relay runs nobody can answer, and that is no problem. */
export async function checkPublicUrl(
  config: Config,
  { isRunning, admin }: Running,
  now: () => number,
): Promise<readonly Finding[]> {
  const { publicUrl } = config;
  if (publicUrl === undefined) return [];
  const { origin, protocol } = new URL(publicUrl);
  const probe = await admin?.announceHandshake();
  const extras = probe === undefined ? {} : { protocols: [probe], headers: { "X-Forwarded-For": MADE_UP } };
  const greeting = await greet(`${publicUrl.replace(/^http/, "ws")}ws`, { origin, ...extras });
  const seen = probe === undefined ? undefined : await admin?.seen(probe);
  const server = serverOf(publicUrl);
  if (
    protocol === "http:" &&
    greeting.is !== "welcomed" &&
    (await shownCertificate(server.host, server.port))
  ) {
    return [isSecure(publicUrl)];
  }
  const hasExpired = greeting.is === "failed" && greeting.code === "CERT_HAS_EXPIRED";
  return [
    judge(publicUrl, greeting, isRunning),
    ...(protocol === "https:" && !hasExpired ? await checkShownCertificate(publicUrl, server, now) : []),
    ...(greeting.is === "welcomed"
      ? checkForwarding(config, { asked: probe !== undefined, seen, from: greeting.from })
      : []),
  ];
}

const { ok, warning, problem } = about("publicUrl");

const isSecure = (url: string) =>
  problem(`${url} is plain http, and TLS is spoken there.`, "Let publicUrl begin with https.");

function judge(url: string, greeting: Greeting, isRunning: boolean): Finding {
  if (greeting.is === "welcomed") return ok(`${url} leads to a relay that welcomes.`);
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
  if (isSilent && !isRunning) {
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
