/** The certificate that a server shows to whoever comes: that of the program in front, whoever that is. */
import { isIP } from "node:net";
import { connect } from "node:tls";
import { bareHost } from "../edge/address.ts";
import { type Dates, expiry } from "../tls/expiry.ts";
import { about, type Finding, PATIENCE } from "./finding.ts";

export interface ShownCertificate extends Dates {
  /** SHA-256. */
  readonly fingerprint: string;
}

/** Trusted or not; nothing where no TLS is spoken. `host` is without the brackets of IPv6. */
export function shownCertificate({ host, port }: Server): Promise<ShownCertificate | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, ...serverName(host) });
    const end = (shown?: ShownCertificate) => {
      clearTimeout(timer);
      resolve(shown);
      socket.destroy();
    };
    const timer = setTimeout(end, PATIENCE);
    socket.on("error", () => end());
    socket.on("close", () => end());
    socket.on("secureConnect", () => {
      const { valid_from, valid_to, fingerprint256: fingerprint } = socket.getPeerCertificate();
      if (valid_to === undefined) end();
      else end({ validFrom: new Date(valid_from), validTo: new Date(valid_to), fingerprint });
    });
  });
}

export interface Server {
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

/** Where the server of an http(s) URL listens. */
export function serverOf(url: string): Server {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === "https:" ? 443 : 80;
  return { host: bareHost(hostname), port: port === "" ? usual : Number(port) };
}

/** By which name a server chooses its certificate; an address is no name (RFC 6066 §3). */
export const serverName = (host: string) => (isIP(host) === 0 ? { servername: host } : {});

/** What its dates say; `place` is the URL. Nothing where there is none. */
export async function checkShownCertificate(
  place: string,
  server: Server,
  now: () => number,
): Promise<readonly Finding[]> {
  const dates = await shownCertificate(server);
  return dates === undefined ? [] : [validity(`The certificate at ${place}`, dates, new Date(now()), RENEW)];
}

const RENEW = "Renew it, and let the server there read it again.";

/** `renew` is what to do against an end that is near. */
export function validity(subject: string, dates: Dates, now: Date, renew: string): Finding {
  const { ok, warning, problem } = about("certificate");
  const { is, says } = expiry(subject, dates, now);
  switch (is) {
    case "valid":
      return ok(says);
    case "soon":
      return warning(says, renew);
    case "expired":
      return problem(says, renew);
    case "early":
      return problem(says, "Look whether this machine's clock is right.");
  }
}
