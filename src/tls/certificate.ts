/** A certificate with its private key, as two PEM files. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext } from "node:tls";
import { whyUnreadable } from "../../config/file-error.ts";
import { quote } from "../../config/quote.ts";

/** Paths. The first certificate is the relay's own; the chain up to a root may follow. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Certificate {
  readonly files: CertificateFiles;
  /** SHA-256 of the certificate, as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** DNS names and IP addresses it is for (RFC 5280 §4.2.1.6). */
  readonly names: readonly string[];
  /** Whether it is for this host name or IP address (RFC 9525), wildcards among its names. */
  readonly isFor: (host: string) => boolean;
}

/** Why there is no certificate to show; `message` is one sentence for a person. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
}

/** Reads and checks both files. Throws {@link CertificateError} unless TLS can be spoken with them. */
export function readCertificate(files: CertificateFiles): Certificate {
  const certPem = readPem(files.certFile);
  const keyPem = readPem(files.keyFile);
  const x509 = parseCertificate(files.certFile, certPem);
  if (!x509.checkPrivateKey(parseKey(files.keyFile, keyPem))) {
    throw new CertificateError(
      `The key ${quote(files.keyFile)} does not belong to the certificate ${quote(files.certFile)}.`,
    );
  }
  try {
    createSecureContext({ cert: certPem, key: keyPem });
  } catch (cause) {
    throw new CertificateError(`The certificate ${quote(files.certFile)} cannot be used for TLS.`, { cause });
  }
  return {
    files,
    fingerprint: x509.fingerprint256,
    validFrom: new Date(x509.validFrom),
    validTo: new Date(x509.validTo),
    names: alternativeNames(x509.subjectAltName ?? ""),
    isFor: (host) => (isIP(host) === 0 ? x509.checkHost(host) : x509.checkIP(host)) !== undefined,
  };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CertificateError(`${quote(path)} cannot be read: ${whyUnreadable(cause)}.`, { cause });
  }
}

function parseCertificate(path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new CertificateError(`${quote(path)} holds no certificate in PEM.`, { cause });
  }
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const what = pem.includes("ENCRYPTED") ? "a key with a passphrase; store it without" : "no key in PEM";
    throw new CertificateError(`${quote(path)} holds ${what}.`, { cause });
  }
}

/** Node's `DNS:localhost, IP Address:127.0.0.1` as names. */
function alternativeNames(text: string): readonly string[] {
  return Array.from(text.matchAll(/(?:DNS|IP Address):([^,\s]+)/g), ([, name = ""]) => name);
}
