/** What is not wrong enough to refuse the start, but will surprise somebody. */
import { isLoopback } from "../config/loopback.ts";
import type { Config } from "../config/settings.ts";
import { bareHost } from "./edge/address.ts";
import { type Dates, expiry } from "./tls/expiry.ts";

/** Two sentences. */
export interface Warning {
  readonly says: string;
  readonly todo: string;
}

/** What the process has beside its settings. */
export interface StartFacts {
  /** How many files it may have open. */
  readonly openFiles: number | undefined;
  /** Of the relay's own certificate. */
  readonly certificate?: Dates | undefined;
  readonly now: Date;
}

/** Files that the relay has open beside its connections: the standard ones, the event loop's, both ports, 22 in all; with room. */
const RESERVED_FILES = 64;

/** Files that it needs to start: Node has up to some 220 open while it loads the relay's modules, and with fewer it fails. */
const STARTING_FILES = 256;

/** All of them, for the start. */
export function startWarnings(
  config: Config,
  { openFiles, certificate, now }: StartFacts,
): readonly Warning[] {
  return [
    ...settingWarnings(config),
    openFileShortage(config, openFiles, "The process"),
    certificate === undefined ? undefined : certificateWarning(certificate, now),
  ].filter((warning) => warning !== undefined);
}

/** What follows from the settings alone. */
export function settingWarnings(config: Config): readonly Warning[] {
  const { adminHost, adminPort, origins, publicUrl, trustedProxies } = config;
  const warnings: Warning[] = [];
  const warn = (says: string, todo: string) => warnings.push({ says, todo });
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  if (origins.includes("*")) {
    warn(
      "origins has *: any web page may connect here from the browsers of those who visit it.",
      "List the origins of your own pages instead.",
    );
  } else if (url !== undefined && origins.length > 0 && !origins.includes(url.origin)) {
    warn(
      `origins has not ${url.origin}, that of publicUrl: the relay's own page may not connect.`,
      "Add it, or leave origins empty.",
    );
  }
  if (url?.protocol === "http:" && !speaksPlain(config)) {
    warn(
      "publicUrl is plain http, but the relay speaks TLS: nobody comes in by it.",
      "Let publicUrl begin with https.",
    );
  } else if (url?.protocol === "http:" && !isSecureContext(url.hostname)) {
    warn(
      "publicUrl is plain http: browsers give pages no camera, microphone and notifications there.",
      "Put TLS in front of the relay, or give it a certificate, and let publicUrl begin with https.",
    );
  }
  if (url?.protocol === "https:" && speaksPlain(config) && trustedProxies.length === 0) {
    warn(
      "publicUrl is https, so a proxy is in front, but trustedProxies is empty: everybody shares the limits of one address.",
      "Name the proxy, e.g. --trusted-proxies 127.0.0.1,::1.",
    );
  }
  const everybody = trustedProxies.filter((network) => network.endsWith("/0"));
  if (everybody.length > 0) {
    warn(
      `trustedProxies has ${everybody.join(" and ")}: anybody may make up an address, which no limit then holds.`,
      "Name the addresses of your proxies alone.",
    );
  }
  if (adminPort !== -1 && !isLoopback(adminHost) && speaksPlain(config)) {
    warn(
      "adminToken travels in the clear to adminHost, unless a proxy with TLS is in front of it.",
      "Give the relay a certificate, or let adminHost be 127.0.0.1 and put such a proxy there.",
    );
  }
  return warnings;
}

/** When fewer files may be open than the start or `maxConnections` takes. `who` begins the sentence: `The process`. */
export function openFileShortage(
  { maxConnections }: Pick<Config, "maxConnections">,
  openFiles: number | undefined,
  who: string,
): Warning | undefined {
  if (openFiles === undefined) return undefined;
  const wanted = Math.max(STARTING_FILES, maxConnections + RESERVED_FILES);
  const raise = `Raise the hard limit to ${wanted} or more (systemd: LimitNOFILE, containers: --ulimit nofile)`;
  if (openFiles < STARTING_FILES) {
    return {
      says: `${who} may have ${openFiles} files open, too few for a relay to start.`,
      todo: `${raise}.`,
    };
  }
  if (maxConnections === 0 || openFiles >= wanted) return undefined;
  const fit = openFiles - RESERVED_FILES;
  return {
    says: `${who} may have ${openFiles} files open, enough for about ${fit} connections of maxConnections ${maxConnections}.`,
    todo: `${raise}, or lower maxConnections.`,
  };
}

/** Whether the relay itself speaks no TLS. */
export const speaksPlain = ({ tls, tlsCert }: Pick<Config, "tls" | "tlsCert">) =>
  tls === "off" && tlsCert === undefined;

function certificateWarning(certificate: Dates, now: Date): Warning | undefined {
  const { is, says } = expiry("The relay's certificate", certificate, now);
  if (is === "valid") return undefined;
  if (is === "early") return { says, todo: "Look whether this machine's clock is right." };
  return { says, todo: "Renew it, and send the relay SIGHUP." };
}

/** Where browsers take plain http for as safe as https (Secure Contexts §3.1). */
function isSecureContext(host: string): boolean {
  const bare = bareHost(host);
  return isLoopback(bare) || bare.endsWith(".localhost");
}
