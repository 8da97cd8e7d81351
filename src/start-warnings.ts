/** What is not wrong enough to refuse the start, but will surprise somebody. */
import { isIP } from "node:net";
import type { Config } from "../config/settings.ts";

/** Two sentences. */
export interface Warning {
  readonly says: string;
  readonly todo: string;
}

/** Files that the relay has open beside its connections: the standard ones, the event loop's, the port; with room. */
const RESERVED_FILES = 64;

/** All of them, for the start. `openFiles` is how many the process may have open. */
export function startWarnings(config: Config, openFiles: number | undefined): readonly Warning[] {
  const shortage = openFileShortage(config, openFiles);
  return [...settingWarnings(config), ...(shortage === undefined ? [] : [shortage])];
}

/** What follows from the settings alone. */
export function settingWarnings({
  host,
  origins,
  publicUrl,
  tls,
  tlsCert,
  trustedProxies,
}: Config): readonly Warning[] {
  const warnings: Warning[] = [];
  if (origins.includes("*")) {
    warnings.push({
      says: "origins has *: any web page may connect here from the browsers of those who visit it.",
      todo: "List the origins of your own pages instead.",
    });
  }
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  if (url?.protocol === "http:" && !isLoopback(url.hostname)) {
    warnings.push({
      says: "publicUrl is plain http: browsers give pages no camera, microphone and notifications there.",
      todo: "Put TLS in front of the relay, or give it a certificate, and let publicUrl begin with https.",
    });
  }
  const speaksPlain = tls === "off" && tlsCert === undefined;
  if (url?.protocol === "https:" && speaksPlain && isLoopback(host) && trustedProxies.length === 0) {
    warnings.push({
      says: "publicUrl is https, so a proxy is in front, but trustedProxies is empty: everybody shares the limits of one address.",
      todo: "Name the proxy, e.g. --trusted-proxies 127.0.0.1,::1.",
    });
  }
  return warnings;
}

/** When fewer files may be open than `maxConnections` takes. */
export function openFileShortage(
  { maxConnections }: Pick<Config, "maxConnections">,
  openFiles: number | undefined,
): Warning | undefined {
  const wanted = maxConnections + RESERVED_FILES;
  if (openFiles === undefined || maxConnections === 0 || openFiles >= wanted) return undefined;
  const fit = Math.max(0, openFiles - RESERVED_FILES);
  return {
    says: `The process may have ${openFiles} files open, enough for about ${fit} connections of maxConnections ${maxConnections}.`,
    todo: `Raise the hard limit to ${wanted} or more (systemd: LimitNOFILE, containers: --ulimit nofile), or lower maxConnections.`,
  };
}

/** Where browsers take plain http for as safe as https (Secure Contexts §3.1). */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  return (
    bare === "localhost" ||
    bare.endsWith(".localhost") ||
    bare === "::1" ||
    (isIP(bare) === 4 && bare.startsWith("127."))
  );
}
