/** Why the relay could not be reached, in one sentence, and what to do about it. */
import type { LinkView } from "../actors/session/snapshot.ts";
import { safeLine } from "../actors/text/safe.ts";
import type { ChatEnd } from "../config/chat-flags.ts";
import { quote } from "../config/quote.ts";
import type { Failure } from "./socket.ts";

type Down = Extract<LinkView, { is: "reconnecting" | "refused" }>;

/** What is told of a link that never came up, and how the chat ends by it. */
export function adviceFor(
  url: string,
  link: Down,
  failure: Failure | undefined,
): { readonly end: ChatEnd; readonly sentence: string } {
  if (link.is === "refused") {
    const end = link.reason === "other-protocol" || link.reason === "not-found" ? "otherProtocol" : "refused";
    return { end, sentence: `${url}: ${safeLine(link.sentence)} ${safeLine(link.advice)}` };
  }
  if (failure?.status !== undefined) {
    return { end: "refused", sentence: `${url}: ${safeLine(link.sentence)} (HTTP ${failure.status})` };
  }
  const why = failure === undefined ? safeLine(link.sentence) : explained(url, failure);
  return { end: "unreachable", sentence: why };
}

function explained(url: string, { code = "", message }: Failure): string {
  const { hostname, port, protocol } = new URL(url);
  if (CERTIFICATE.test(code) || /certificate/i.test(message)) {
    return `The certificate of ${hostname} is not trusted (${code}); if it is meant to be self-signed, compare its fingerprint and use --insecure.`;
  }
  if (code === "EPROTO" || /wrong version number|packet length/i.test(message)) {
    return `${url} does not speak TLS; try ws:// instead.`;
  }
  if (/socket hang up|Parse Error/i.test(message)) {
    return `What answers at ${url} is no relay${protocol === "ws:" ? ", or speaks TLS; try wss:// instead" : ""}.`;
  }
  switch (code) {
    case "ECONNREFUSED":
      return `There is no relay at ${url}; start one there (parley serve), or check the address.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `There is no host ${quote(hostname)}; check the address and your network.`;
    default:
      return `${url} cannot be reached (${code || quote(message)}); check the address${port === "" ? "" : ", the port"} and your network.`;
  }
}

/** Codes of Node's and OpenSSL's about certificates. */
export const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
