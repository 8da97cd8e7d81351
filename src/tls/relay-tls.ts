/** The certificate that the relay shows, from its settings, and its exchange while the relay runs. */
import type { Config } from "../../config/settings.ts";
import { type Certificate, type CertificateFiles, readCertificate } from "./certificate.ts";
import type { Dates } from "./expiry.ts";
import type { Machine } from "./machine.ts";
import { selfSigned } from "./self-signed.ts";

export type TlsConfig = Pick<Config, "tls" | "tlsCert" | "tlsKey">;

export class RelayTls {
  readonly selfSigned: boolean;
  readonly #obtain: () => Promise<Certificate>;
  #shown: Certificate;

  private constructor(isSelfSigned: boolean, obtain: () => Promise<Certificate>, shown: Certificate) {
    this.selfSigned = isSelfSigned;
    this.#obtain = obtain;
    this.#shown = shown;
  }

  /** Checked and, where it is self-signed, made; `undefined` without TLS. Rejects with `CertificateError`. */
  static async from({ tls, tlsCert, tlsKey }: TlsConfig, machine: Machine): Promise<RelayTls | undefined> {
    const given =
      tlsCert === undefined || tlsKey === undefined ? undefined : { certFile: tlsCert, keyFile: tlsKey };
    if (given === undefined && tls === "off") return undefined;
    const obtain = async () => (given === undefined ? selfSigned(machine) : readCertificate(given));
    return new RelayTls(given === undefined, obtain, await obtain());
  }

  get files(): CertificateFiles {
    return this.#shown.files;
  }

  /** From when until when it is valid. */
  get dates(): Dates {
    return this.#shown;
  }

  /** SHA-256, as browsers show it: `AB:CD:…`. */
  get fingerprint(): string {
    return this.#shown.fingerprint;
  }

  /**
   * Obtains the certificate again and gives it to `use`, unless it is the same; resolves with whether it was not.
   * Rejects when there is none that can be used; the old one then stays.
   */
  async reload(use: (files: CertificateFiles) => void): Promise<boolean> {
    const next = await this.#obtain();
    if (next.fingerprint === this.#shown.fingerprint) return false;
    use(next.files);
    this.#shown = next;
    return true;
  }
}
