/** Whether media reach the address that a TURN server gives out. */
import { isIPv6 } from "node:net";
import { isLoopback } from "../../config/loopback.ts";
import { isAmong, networks } from "../edge/networks.ts";
import { about, type Finding } from "./finding.ts";

const { ok, warning, problem } = about("TURN");

/** `relayed` is the address of an allocation, `own` are those of the host in `url`, as far as they are known. */
export function judgeRelayed(url: string, relayed: string | undefined, own: readonly string[]): Finding {
  if (relayed === undefined || own.includes(relayed)) return ok(`${url} gives a way for media.`);
  const host = own.find(isPublic);
  if (!isPublic(relayed) && host !== undefined) {
    return problem(
      `${url} lets media come to ${relayed}, which nobody outside can reach.`,
      `Tell it its public address (coturn: external-ip=${host}).`,
    );
  }
  // A name for this machine may be one of loopback here and another one elsewhere: then nothing is known.
  if (!own.some((address) => isIPv6(address) === isIPv6(relayed) && !isLoopback(address))) {
    if (isPublic(relayed)) return ok(`${url} gives a way for media, by ${relayed}.`);
    return warning(
      `${url} lets media come to ${relayed}, which is only good on this network.`,
      "If people come from elsewhere, tell it its public address (coturn: external-ip).",
    );
  }
  return warning(
    `${url} lets media come to ${relayed}, which is not the address of its host (${own.join(", ")}).`,
    "Look whether that is an address of this server's (coturn: external-ip).",
  );
}

/** Networks that the internet at large has no way to (IANA's special-purpose registries), and multicast. */
const SPECIAL = networks([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "::/127",
  "2001:db8::/32",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
]);

const isPublic = (address: string) => !isAmong(SPECIAL, address);
