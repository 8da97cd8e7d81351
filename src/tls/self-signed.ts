/** The self-signed certificate of this machine: made once, kept in the user's data folder, renewed in time. */
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { whyUnwritable } from "../../config/file-error.ts";
import { quote } from "../../config/quote.ts";
import { type Certificate, CertificateError, type CertificateFiles, readCertificate } from "./certificate.ts";
import type { Machine } from "./machine.ts";
import type { MadeCertificate } from "./make-certificate.ts";

/** A certificate is renewed when it has less time left. */
const RENEW_BEFORE = 30 * 24 * 3_600_000;

/**
 * The kept certificate while it is valid for at least 30 days and for every name of this machine; otherwise a new one.
 * One that is for more names is kept, so that people need not accept another. Throws {@link CertificateError}.
 */
export async function selfSigned(machine: Machine): Promise<Certificate> {
  const folder = join(machine.dataFolder, "tls");
  const files = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
  const names = namesOf(machine);
  const kept = keptCertificate(files);
  if (kept !== undefined && isGood(kept, names, machine.now())) return kept;
  const { makeCertificate } = await import("./make-certificate.ts");
  await store(folder, files, await makeCertificate(names, machine.now()));
  return readCertificate(files);
}

/** What people on this machine and on its network may call it; `.local` is multicast DNS (RFC 6762). */
function namesOf({ hostName, addresses }: Machine): readonly string[] {
  const host = hostName.toLowerCase();
  const isDnsName = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host);
  const hostNames = !isDnsName ? [] : host.includes(".") ? [host] : [host, `${host}.local`];
  return [...new Set(["localhost", ...hostNames, "127.0.0.1", ...addresses])];
}

function keptCertificate(files: CertificateFiles): Certificate | undefined {
  try {
    return readCertificate(files);
  } catch (error) {
    // There is none yet, or only half of one was written.
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

function isGood({ validFrom, validTo, names }: Certificate, wanted: readonly string[], now: Date): boolean {
  const left = validTo.getTime() - now.getTime();
  return validFrom <= now && left >= RENEW_BEFORE && wanted.every((name) => names.includes(name));
}

async function store(folder: string, files: CertificateFiles, made: MadeCertificate): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await replace(files.keyFile, made.key, 0o600);
    await replace(files.certFile, made.cert, 0o644);
  } catch (cause) {
    throw new CertificateError(
      `The folder ${quote(folder)} cannot be written, where the self-signed certificate is kept: ${whyUnwritable(cause)}; ` +
        "choose another with XDG_DATA_HOME, or give --tls-cert and --tls-key.",
      { cause },
    );
  }
}

/** A file that was there with looser permissions would keep them; a new one in its place does not. */
async function replace(path: string, text: string, mode: number): Promise<void> {
  const fresh = `${path}.new`;
  await writeFile(fresh, text, { mode });
  await chmod(fresh, mode);
  await rename(fresh, path);
}
