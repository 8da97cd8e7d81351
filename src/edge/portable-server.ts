/** Node's server below the portable edge: plain, or with TLS. */
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { CertificateFiles } from "../tls/certificate.ts";
import { HTTP_TIMES } from "./portable-http.ts";

export interface PortableServer {
  readonly http: Server;
  /** As `EdgeServer.useCertificate`. */
  useCertificate(files: CertificateFiles): void;
}

export function createPortableServer(
  certificate: CertificateFiles | undefined,
  listener: RequestListener,
): PortableServer {
  if (certificate === undefined) {
    return { http: createServer(HTTP_TIMES, listener), useCertificate: () => {} };
  }
  const https = createTlsServer({ ...HTTP_TIMES, handshakeTimeout: 10_000, ...pems(certificate) }, listener);
  return { http: https, useCertificate: (files) => https.setSecureContext(pems(files)) };
}

function pems({ certFile, keyFile }: CertificateFiles) {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}
