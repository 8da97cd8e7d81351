/** Whether the relay has a certificate to show: files, key, dates, names. */

import { visible } from "../../config/quote.ts";
import type { Config } from "../../config/settings.ts";
import { bareHost } from "../edge/address.ts";
import { type Certificate, CertificateError, readCertificate } from "../tls/certificate.ts";
import { about, type Finding } from "./finding.ts";
import { validity } from "./shown-certificate.ts";

/** Nothing without TLS. */
export function checkCertificate({ tls, tlsCert, tlsKey, publicUrl }: Config, now: Date): readonly Finding[] {
  const { ok, problem } = about("certificate");
  if (tlsCert === undefined || tlsKey === undefined) {
    return tls === "off" ? [] : [ok("Self-signed: the relay makes and renews it by itself.")];
  }
  try {
    const certificate = readCertificate({ certFile: tlsCert, keyFile: tlsKey });
    return [validity("The certificate", certificate, now, RENEW), ...names(certificate, publicUrl)];
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    return [
      problem(
        error.message,
        "Give both files of one certificate, in PEM and readable, with --tls-cert and --tls-key.",
      ),
    ];
  }
}

const RENEW = "Renew it, and send the relay SIGHUP, which reads it again.";

function names({ isFor, names }: Certificate, publicUrl: string | undefined): readonly Finding[] {
  const { ok, warning } = about("certificate");
  if (publicUrl === undefined) return [];
  const host = bareHost(new URL(publicUrl).hostname);
  if (isFor(host)) return [ok(`It is for ${host}.`)];
  return [
    warning(
      `It is for ${visible(names.slice(0, 5).join(", ")) || "no host"}, not for ${host} of publicUrl.`,
      "Give one for that host, unless a proxy in front shows one of its own.",
    ),
  ];
}
