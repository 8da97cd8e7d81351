import { plain } from "../http/plain.ts";
import type { EdgeRequest, HttpAnswer } from "./port.ts";

/** What only a handshake has; values of headers, `""` when absent. */
export interface HandshakeHeaders {
  readonly connection: string;
  readonly key: string;
  readonly version: string;
}

/** RFC 6455 §4.1: 16 bytes in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** RFC 9110 §7.6.1: a list of options. */
const UPGRADE_OPTION = /(?:^|,)[\t ]*upgrade[\t ]*(?:,|$)/i;

/**
 * Whether a request is a WebSocket handshake (RFC 6455 §4.2.1): `none` is a plain request, `good` may be accepted, and
 * a broken one gives the answer that refuses it. The libraries below differ in what of this they look at.
 */
export function judgeHandshake(
  request: EdgeRequest,
  headers: HandshakeHeaders,
): "none" | "good" | HttpAnswer {
  const { method } = request;
  const { host, upgrade } = request.headers;
  if (method !== "GET" || upgrade.toLowerCase() !== "websocket" || !UPGRADE_OPTION.test(headers.connection)) {
    return "none";
  }
  if (host === "") return plain(400, "A WebSocket handshake needs a Host.");
  if (headers.version !== "13") return wrongVersion();
  if (!KEY.test(headers.key))
    return plain(400, "A WebSocket handshake needs a Sec-WebSocket-Key of 16 bytes.");
  return "good";
}

/** RFC 6455 §4.4. */
function wrongVersion(): HttpAnswer {
  return plain(426, "Only version 13 of the WebSocket protocol (RFC 6455) is spoken here.", {
    Connection: "Upgrade, close",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
  });
}
