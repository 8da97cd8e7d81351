/** Whether the relay knows who comes by `publicUrl`, or takes everybody for the proxy in front. */
import { isLoopback } from "../../config/loopback.ts";
import type { Config } from "../../config/settings.ts";
import { hopAddress } from "../admission/client-address.ts";
import type { Seen } from "../admission/probes.ts";
import { speaksPlain } from "../start-warnings.ts";
import { about, type Finding } from "./finding.ts";
import { serverOf } from "./shown-certificate.ts";

/** What the doctor says in `X-Forwarded-For`: nobody's address (RFC 5737), which a good proxy adds to or replaces. */
export const MADE_UP = "192.0.2.1";

interface Probed {
  /** Whether the running relay has told what to look for. */
  readonly asked: boolean;
  /** How the handshake came to it, with {@link MADE_UP}; nothing when it came to another. */
  readonly seen: Seen | undefined;
  /** The address that this machine has used for it. */
  readonly from: string;
}

type ProxyConfig = Pick<Config, "publicUrl" | "port" | "trustedProxies" | "tls" | "tlsCert">;

const { ok, warning, problem } = about("addresses");

/** Of a handshake by `publicUrl` that was welcomed. */
export function checkForwarding(config: ProxyConfig, { asked, seen, from }: Probed): readonly Finding[] {
  if (seen !== undefined) return [judge(config, seen, from)];
  if (asked) {
    return [
      warning(
        "publicUrl leads to another relay than to the one that runs here.",
        "Look where the proxy passes it on to, or run parley doctor where that relay is.",
      ),
    ];
  }
  const mayBeBehind = isBehind(config) || config.trustedProxies.length > 0;
  if (!mayBeBehind) return [];
  return [
    warning(
      "Whether the proxy says who comes was not checked: no admin listener of this relay's could be asked.",
      "Run parley doctor where the relay runs, with its settings and adminPort switched on.",
    ),
  ];
}

/** Whether there is a proxy for certain: somebody else speaks TLS there. */
const isBehind = (config: ProxyConfig) =>
  config.publicUrl?.startsWith("https:") === true && speaksPlain(config);

/** Whether people come to another port than the relay's. */
const isElsewhere = ({ publicUrl, port }: ProxyConfig) =>
  publicUrl !== undefined && serverOf(publicUrl).port !== port;

const isNotBelieved = (proxy: string) =>
  problem(
    `The proxy at ${proxy} says who comes, but is not believed: everybody shares the limits of one address.`,
    `Add ${proxy} to trustedProxies.`,
  );

function judge(config: ProxyConfig, { peer, trusted, forwarded, client }: Seen, from: string): Finding {
  const isPassedOn = forwarded === MADE_UP;
  const hops = forwarded.split(",").map(hopAddress);
  if (!isPassedOn && hops.at(-1) !== undefined) {
    if (!trusted) return isNotBelieved(peer);
    // Whom the first proxy was asked by it has added behind what was made up, or put in the place of that.
    const first = hops.indexOf(MADE_UP) + 1;
    return hops.lastIndexOf(client) <= first
      ? ok(`The proxy at ${peer} says who comes.`)
      : isNotBelieved(client);
  }
  const isProxied =
    isBehind(config) ||
    !isPassedOn ||
    (trusted && peer !== from) ||
    // Where the relay is not asked at its own port, loopback is where a proxy asks from.
    ((trusted || isLoopback(peer)) && isElsewhere(config));
  // By the PROXY protocol a proxy says it before there is any header; on loopback nobody can tell one from the other.
  const isKnown = peer === from && !isLoopback(peer);
  if (!isProxied || (isKnown && !trusted))
    return ok(`The relay takes this machine for ${peer}, as it should.`);
  return problem(
    `The proxy at ${peer} does not say who comes: everybody shares the limits of one address${
      isPassedOn && trusted ? ", or makes up another" : ""
    }.`,
    `Let it do so at /ws (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for)${
      trusted ? "" : `, and add ${peer} to trustedProxies`
    }.`,
  );
}
