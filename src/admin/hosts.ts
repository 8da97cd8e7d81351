/** What a `Host` header says (RFC 9110 §7.2), and where it leads. */
import { readOrigin } from "../../config/list-items.ts";
import { isLoopback } from "../../config/loopback.ts";
import { isOwnOrigin } from "../admission/origins.ts";
import type { InspectorPlace } from "../http/answers.ts";

/** The host without its port, an IPv6 address with brackets; undefined for what is no host. */
function hostOf(header: string): string | undefined {
  const [, host] = /^([a-z\d](?:[a-z\d.-]{0,252})|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i.exec(header) ?? [];
  return host;
}

/**
 * Whether a request was sent to this machine by a name that nobody else can give it. Any other name may be one that a
 * page made to lead here, so that it would be of the page's own origin (DNS rebinding).
 */
export function isLoopbackHost(header: string): boolean {
  const host = hostOf(header);
  return host !== undefined && isLoopback(host.replace(/^\[(.*)\]$/, "$1"));
}

/** Whether an `Origin` is that of the host that the request was sent to. */
export function isOwn(origin: string, hostHeader: string): boolean {
  const read = readOrigin(origin);
  return read !== undefined && isOwnOrigin(read, hostHeader);
}

/** Whether an `Origin` is that of the relay's page: on the same host at `port`, or where `publicUrl` is. */
export function isWebClient(
  origin: string,
  hostHeader: string,
  { port, publicUrl }: { readonly port: number | undefined; readonly publicUrl: string | undefined },
): boolean {
  const read = readOrigin(origin);
  const host = hostOf(hostHeader);
  if (read === undefined) return false;
  if (publicUrl !== undefined && read === new URL(publicUrl).origin) return true;
  return host !== undefined && port !== undefined && isOwnOrigin(read, `${host}:${port}`);
}

/**
 * Where a page of the relay's that was asked for at `hostHeader` finds the admin listener, which is on the same host. One
 * on loopback alone is told of to nobody else, and IPv6 addresses have no place in a content policy (CSP3 §2.3.1).
 */
export function inspectorFor(hostHeader: string, admin: InspectorPlace): InspectorPlace | undefined {
  const host = hostOf(hostHeader);
  if (host === undefined || host.startsWith("[")) return undefined;
  return !isLoopback(admin.host) || isLoopback(host) ? { ...admin, host } : undefined;
}
