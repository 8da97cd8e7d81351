/** Makes a self-signed certificate. */
import { generateKeyPair, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import forge from "node-forge";

/** PEM texts. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Browsers take no more than 398 days between the two dates. */
const VALID_DAYS = 396;
const HOUR = 3_600_000;

/** For DNS names and IP addresses, valid from an hour before `now`, as not all clocks agree, and for {@link VALID_DAYS}. */
export async function makeCertificate(names: readonly string[], now: Date): Promise<MadeCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // RFC 5280 §4.1.2.2: positive and unpredictable.
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(now.getTime() - HOUR);
  certificate.validity.notAfter = new Date(now.getTime() - HOUR + VALID_DAYS * 24 * HOUR);
  certificate.setSubject(SUBJECT);
  certificate.setIssuer(SUBJECT);
  certificate.setExtensions([
    { name: "basicConstraints", critical: true, cA: false },
    { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: names.map(alternativeName) },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
}

const SUBJECT = [{ name: "commonName", value: "Parley, self-signed" }];

/** RFC 5280 §4.2.1.6: 2 is a DNS name, 7 an IP address. */
function alternativeName(name: string) {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
