/** Certificates for tests, and clients that look at them. */
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { type Certificate, readCertificate } from "../../src/tls/certificate.ts";
import { type MadeCertificate, makeCertificate } from "../../src/tls/make-certificate.ts";

export interface TestCertificate extends MadeCertificate, Certificate {}

/** A folder of its own, with certificates for this machine's loopback. */
export class CertificateFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<CertificateFolder> {
    return new CertificateFolder(await mkdtemp(join(tmpdir(), "parley-tls-")));
  }

  async make(name: string): Promise<TestCertificate> {
    const made = await makeCertificate(["localhost", "127.0.0.1"], new Date());
    const [certFile, keyFile] = [this.#file(`${name}.cert.pem`), this.#file(`${name}.key.pem`)];
    await writeFile(certFile, made.cert);
    await writeFile(keyFile, made.key);
    return { ...made, ...readCertificate({ certFile, keyFile }) };
  }

  /** Puts `certificate` in the place of `old`, as a renewal does. */
  async replace({ files }: Certificate, { cert, key }: MadeCertificate): Promise<void> {
    await writeFile(files.certFile, cert);
    await writeFile(files.keyFile, key);
  }

  /** Writes `content` and gives the path. */
  async write(name: string, content: string): Promise<string> {
    await writeFile(this.#file(name), content);
    return this.#file(name);
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true });
  }

  #file(name: string): string {
    return join(this.path, name);
  }
}

/** The SHA-256 fingerprint of the certificate that whoever connects now is shown. */
export async function shownFingerprint(port: number): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

/** A GET on a connection of its own, by a client that trusts `ca` (PEM) and nothing else. */
export function secureGet(port: number, path: string, ca: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const request = get({ host: "127.0.0.1", port, path, ca, agent: false }, async (response) => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: await text(response) });
      });
      request.on("error", reject);
    },
  );
}
