import { readOrigin } from "../../config/list-items.ts";
import type { Config } from "../../config/settings.ts";
import type { EdgeRequest } from "../edge/port.ts";

export type OriginRule = (request: Pick<EdgeRequest, "headers">) => boolean;

/**
 * Whose pages may open a WebSocket. Browsers ask nobody before they open one across origins and always send `Origin`
 * (RFC 6455 §10.2), so a request without it comes from no page and passes. Of the rest pass those of the list; while
 * there is none, those whose origin is the relay's own. `*` in the list lets all pass, the opaque origin `null` among
 * them.
 */
export function originRule({ origins, publicUrl }: Pick<Config, "origins" | "publicUrl">): OriginRule {
  if (origins.includes("*")) return () => true;
  const listed = new Set(origins);
  const published = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return ({ headers }) => {
    if (headers.origin === "") return true;
    const origin = readOrigin(headers.origin);
    if (origin === undefined) return false;
    if (listed.size > 0) return listed.has(origin);
    return origin === published || isOwnOrigin(origin, headers.host);
  };
}

/**
 * Whether `origin`, as {@link readOrigin} has it, is that of a `Host` header. The scheme is not compared: behind a proxy
 * that has the certificate the relay does not know its own.
 */
export function isOwnOrigin(origin: string, host: string): boolean {
  const [scheme] = origin.split("://", 1);
  return (scheme === "http" || scheme === "https") && readOrigin(`${scheme}://${host}`) === origin;
}
