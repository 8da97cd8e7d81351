import { classic } from "../actors/protocol/classic.ts";
import type { Dialect } from "../actors/protocol/dialect.ts";
import { text } from "../actors/protocol/text.ts";
import { v1 } from "../actors/protocol/v1.ts";
import type { Config } from "../config/settings.ts";
import { type Admission, busy } from "./admission/admission.ts";
import type { EdgeHandler, EdgeRequest, HttpAnswer } from "./edge/port.ts";
import { type HttpOptions, hostUrl, makeHttp, plain, secureHostUrl } from "./http/answers.ts";
import type { Hub } from "./hub.ts";
import type { Counters } from "./metrics/counters.ts";

/** When somebody who comes while the relay stops may try again, ms. */
const AGAIN_AFTER = 5000;

/** What is known of a socket when it opens; `source` as in {@link Admission.source}. */
interface Arrival {
  readonly dialect: Dialect;
  readonly source: string;
}

interface Parts extends Pick<HttpOptions, "files" | "inspector"> {
  readonly config: Config;
  readonly hub: Hub;
  readonly admission: Admission;
  readonly counters: Counters;
  /** A handshake was refused, for the reason by which it is counted. */
  readonly onRefused: (reason: keyof Counters["drops"], status: number) => void;
}

/** What the relay does with requests and sockets: the dialect is chosen by path and subprotocol. */
export function edgeHandler({
  config,
  hub,
  admission,
  counters,
  onRefused,
  ...site
}: Parts): EdgeHandler<Arrival> {
  const refuse = (counted: keyof Counters["drops"], answer: HttpAnswer) => {
    counters.drops[counted]++;
    onRefused(counted, answer.status);
    return { accept: false, answer } as const;
  };
  return {
    http: makeHttp({ ...site, connectUrl: connectUrl(config), ready: () => !hub.isRestarting }),
    upgrade(request) {
      admission.notice(request);
      const dialect = chooseDialect(request);
      if (dialect === undefined) {
        return refuse("handshake_path", plain(404, "WebSockets are at /ws and /ws/text."));
      }
      // Nobody new any more; who was here may come back for what they have missed.
      if (hub.isRestarting && !(dialect.resumes && hub.awaitsAnybody)) {
        const answer = busy(503, "The relay is stopping; try again in a moment.", AGAIN_AFTER);
        return refuse("handshake_restarting", answer);
      }
      const source = admission.source(request);
      const refusal = admission.refusal(request, source, hub.open);
      if (refusal !== undefined) return refuse(refusal.counted, refusal.answer);
      return { accept: true, context: { dialect, source }, ...protocolOf(dialect) };
    },
    open: (socket, { dialect, source }) => hub.accept(socket, dialect, source),
  };
}

/**
 * A client that offers subprotocols gets v1 if it is among them; if not, the socket opens without one and, as the
 * standard has it (RFC 6455 §4.1), such a client closes it.
 */
function chooseDialect({ path, headers }: EdgeRequest): Dialect | undefined {
  if (path === "/ws/text") return text;
  if (path !== "/ws" && path !== "/ws/") return undefined;
  const offered = headers["sec-websocket-protocol"].split(",").map((protocol) => protocol.trim());
  return offered.includes(v1.subprotocol) ? v1 : classic;
}

const protocolOf = ({ subprotocol }: Dialect) => (subprotocol === undefined ? {} : { protocol: subprotocol });

/** The base that the page under `/` shows. */
function connectUrl({ publicUrl, tls, tlsCert }: Config): (request: EdgeRequest) => string {
  if (publicUrl !== undefined) return () => socketBase(publicUrl);
  return tls === "off" && tlsCert === undefined ? hostUrl : secureHostUrl;
}

const socketBase = (publicUrl: string) => publicUrl.replace(/^http/, "ws").replace(/\/$/, "");
