/** Whether people reach the relay by `publicUrl`: a WebSocket through whatever stands in front. */
import { WebSocket } from "ws";
import { PROTOCOL } from "../../actors/session/link.ts";
import { quote } from "../../config/quote.ts";
import { about, type Finding, PATIENCE } from "./finding.ts";

/** What came of saying `hello` there. */
export type Greeting =
  | { readonly is: "welcomed" }
  /** Something answered, but opened no WebSocket. */
  | { readonly is: "refused"; readonly status: number }
  /** A WebSocket, but no relay. */
  | { readonly is: "stranger" }
  /** Node's or OpenSSL's code, e.g. `ECONNREFUSED`. */
  | { readonly is: "failed"; readonly code: string };

/** Nothing without `publicUrl`. `isRunning` is whether the relay runs: else nobody can answer, and that is no problem. */
export async function checkPublicUrl(
  publicUrl: string | undefined,
  isRunning: boolean,
): Promise<readonly Finding[]> {
  if (publicUrl === undefined) return [];
  return [judge(publicUrl, await greet(`${publicUrl.replace(/^http/, "ws")}ws`), isRunning)];
}

function judge(url: string, greeting: Greeting, isRunning: boolean): Finding {
  const { ok, warning, problem } = about("publicUrl");
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
  if (greeting.is === "failed")
    return problem(`${url} cannot be reached: ${quote(greeting.code)}.`, whatToDo(greeting.code));
  return problem(
    `${url}ws answers HTTP ${greeting.status} in place of a WebSocket.`,
    STATUS_ADVICE[greeting.status] ?? NO_UPGRADE,
  );
}

/** How a proxy answers when it finds nothing behind it. */
const SILENT_PROXY = new Set([502, 503, 504]);

const NO_UPGRADE =
  "Let the proxy pass /ws to the relay with HTTP/1.1 and the headers Upgrade and Connection.";

const BEHIND = "Let the proxy pass requests to the relay's host and port, and look whether the relay runs.";

const STATUS_ADVICE: Readonly<Record<number, string>> = {
  401: "Let the proxy ask for no password at /ws: the clients cannot give one.",
  404: "Let the proxy pass /ws below that URL to the relay, and look whether the path of publicUrl is right.",
  429: "The limits per address refuse this machine; name the proxy in trustedProxies, or wait a little.",
  502: BEHIND,
  503: "The relay is stopping or full (maxConnections), or the proxy does not find it.",
  504: BEHIND,
};

function whatToDo(code: string): string {
  if (code === "DEPTH_ZERO_SELF_SIGNED_CERT" || code === "SELF_SIGNED_CERT_IN_CHAIN") {
    return "If the certificate or its authority is your own, give it to Node in NODE_EXTRA_CA_CERTS; browsers have to trust it, too.";
  }
  if (/^UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code)) {
    return "Serve the whole chain, not the first certificate alone; an authority of your own is given to Node in NODE_EXTRA_CA_CERTS.";
  }
  if (code === "CERT_HAS_EXPIRED") return "Renew the certificate that is shown there.";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "Show a certificate for that host, or mend publicUrl.";
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
      return "Look whether publicUrl is right, and whether something answers there.";
  }
}

/** Says `hello` and goodbye. Never rejects; what takes longer than {@link PATIENCE} is `ETIMEDOUT`. */
export function greet(url: string): Promise<Greeting> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, [PROTOCOL], {
      perMessageDeflate: false,
      maxPayload: FRAME_AT_MOST,
    });
    const end = (greeting: Greeting) => {
      clearTimeout(timer);
      resolve(greeting);
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      // A server that does not answer the goodbye holds nobody up.
      setTimeout(() => socket.terminate(), GOODBYE).unref();
    };
    const timer = setTimeout(() => end({ is: "failed", code: "ETIMEDOUT" }), PATIENCE);
    socket.on("open", () => socket.send(JSON.stringify({ type: "hello" })));
    socket.once("message", (data) => end({ is: isWelcome(String(data)) ? "welcomed" : "stranger" }));
    socket.on("unexpected-response", (request, response) => {
      end({ is: "refused", status: response.statusCode ?? 0 });
      request.destroy();
    });
    socket.on("error", (error: Error & { code?: string }) =>
      end(
        /subprotocol/.test(error.message)
          ? { is: "stranger" }
          : { is: "failed", code: error.code ?? error.message },
      ),
    );
    socket.on("close", () => end({ is: "stranger" }));
  });
}

const FRAME_AT_MOST = 64 * 1024;
/** ms. */
const GOODBYE = 1_000;

function isWelcome(frame: string): boolean {
  try {
    const message: unknown = JSON.parse(frame);
    return typeof message === "object" && message !== null && Reflect.get(message, "type") === "welcome";
  } catch {
    return false;
  }
}
