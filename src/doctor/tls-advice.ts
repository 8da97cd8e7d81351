/** What to do about a certificate that a server shows, by OpenSSL's or Node's code for what is wrong with it; else nothing. */
export function tlsAdvice(code: string): string | undefined {
  if (code === "DEPTH_ZERO_SELF_SIGNED_CERT" || code === "SELF_SIGNED_CERT_IN_CHAIN") {
    return "If the certificate or its authority is your own, give it to Node in NODE_EXTRA_CA_CERTS; browsers have to trust it, too.";
  }
  if (/^UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code)) {
    return "Serve the whole chain, not the first certificate alone; an authority of your own is given to Node in NODE_EXTRA_CA_CERTS.";
  }
  if (code === "CERT_HAS_EXPIRED") {
    return "The certificate that is shown there has expired: renew it, and let the server read it again.";
  }
  if (code === "CERT_NOT_YET_VALID") {
    return "The certificate that is shown there is not valid yet: look whether the clocks are right.";
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return "Show a certificate for that host, or mend the host in the URL.";
  }
  return undefined;
}
