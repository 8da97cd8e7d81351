/** `parley serve`: from a checked configuration to a running relay and its clean end. */
import type { Config } from "../config/settings.ts";
import { EdgeError } from "./edge/port.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import type { EndSignal, Io } from "./io.ts";
import { createLog, type Logger } from "./log.ts";
import { withinOpenFiles } from "./open-files.ts";
import { serviceManager } from "./service-manager.ts";
import { startWarnings } from "./start-warnings.ts";
import { CertificateError } from "./tls/certificate.ts";
import type { Dates } from "./tls/expiry.ts";
import { packageVersion } from "./version.ts";

export interface RunningRelay {
  readonly edge: "uws" | "ws";
  readonly host: string;
  /** The bound one, also when 0 was asked for. */
  readonly port: number;
  /** The certificate that clients are shown; absent without TLS. */
  readonly tls?:
    | { readonly fingerprint: string; readonly selfSigned: boolean; readonly dates?: Dates }
    | undefined;
  /** Where the inspector and the metrics are, unless they are switched off. */
  readonly admin?: Pick<RunningRelay, "host" | "port" | "tls"> | undefined;
  /**
   * Reads or renews the certificate, for connections to come; resolves with whether it is another. Rejects, and keeps
   * the old one, when the new one cannot be used.
   */
  reloadCertificate(): Promise<boolean>;
  /**
   * Takes nobody new, tells clients that it stops, waits up to `timeout` ms until all that was said has arrived, and
   * closes. Resolves with whether it has arrived.
   */
  drain(timeout: number): Promise<boolean>;
}

/** Rejects with `EdgeError` when the relay cannot listen, and with `CertificateError` without a good certificate. */
export type StartRelay = (config: Config, log: Logger) => Promise<RunningRelay>;

/** Seconds beyond `drainTimeout` in which everything is closed. */
const CLOSING = 10;

/** Resolves with the exit code once the relay has drained after the first signal; a second one ends the process. */
export async function serve(config: Config, io: Io, startRelay: StartRelay): Promise<number> {
  const log = createLog(config, io.stderr);
  io.onUncaught((err) => {
    log.fatal({ err }, "unexpected error");
    io.exit(exitCodes.unexpected.code);
  });
  const firstSignal = endOnSecondSignal(io);
  const openFiles = io.openFileLimit();
  let relay: RunningRelay;
  try {
    relay = await startRelay(withinOpenFiles(config, openFiles), log);
  } catch (error) {
    if (!(error instanceof EdgeError || error instanceof CertificateError)) throw error;
    io.stderr.write(`parley: ${error.message}\n`);
    return exitCodeOf(error);
  }
  const manager = serviceManager(io.env, log);
  // Without TLS a hang-up of the terminal ends the relay; a service's SIGHUP is a reload, and must not.
  if (relay.tls !== undefined || manager !== undefined) reloadOnHangup(io, relay, log);
  const facts = { openFiles, certificate: relay.tls?.dates, now: new Date() };
  for (const { says, todo } of startWarnings(config, facts)) log.warn(`${says} ${todo}`);
  const url = config.publicUrl ?? localUrl(relay);
  const inspector = relay.admin === undefined ? undefined : `${localUrl(relay.admin)}inspect/`;
  const { edge, host, port } = relay;
  const version = packageVersion();
  // Whoever sees the announcement and the log on one screen is told once.
  if (!io.isInteractive || !io.stderr.isTerminal) {
    log.info({ version, node: process.versions.node, edge, host, port, url, inspector }, "listening");
  }
  // A service has nobody in front of it, and all of that in its log.
  if (manager === undefined) {
    const fingerprint = relay.tls?.selfSigned ? relay.tls.fingerprint : undefined;
    io.stdout(announcement(url, io.command, { fingerprint, inspector }));
    if (io.isInteractive) io.stdout("Press Ctrl-C to stop.\n");
  }
  manager?.ready(url);
  log.info({ signal: await firstSignal, drainTimeout: config.drainTimeout }, "closing");
  manager?.stopping((config.drainTimeout + CLOSING) * 1000);
  if (await relay.drain(config.drainTimeout * 1000)) log.info("closed");
  else log.warn("drainTimeout is over; something that was said may not have arrived");
  return exitCodes.ok.code;
}

/**
 * The URL to open and the `command` to chat with; for a self-signed certificate its fingerprint, to compare; and the
 * inspector's URL.
 */
export function announcement(
  url: string,
  command: string,
  {
    fingerprint,
    inspector,
  }: { readonly fingerprint?: string | undefined; readonly inspector?: string | undefined } = {},
): string {
  const certificate =
    fingerprint === undefined ? [] : [`Its certificate is self-signed; SHA-256 fingerprint: ${fingerprint}`];
  const insecure = fingerprint === undefined ? "" : " --insecure";
  return [
    `Parley is running at ${url}`,
    ...certificate,
    `Open it in a browser, or chat in a terminal: ${command} chat ${url}${insecure}`,
    ...(inspector === undefined ? [] : [`Inspector and metrics at ${inspector}`]),
    "",
  ].join("\n");
}

/** A URL that works on this machine, also when the relay listens on every address. */
export function localUrl({ host, port, tls }: Place): string {
  const reachable = EVERY_ADDRESS.get(host) ?? host;
  const scheme = tls === undefined ? "http" : "https";
  return `${scheme}://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}/`;
}

interface Place {
  readonly host: string;
  readonly port: number;
  /** Anything at all where TLS is spoken. */
  readonly tls?: object | undefined;
}

const EVERY_ADDRESS = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/** One reload after the other, however fast the signals come. */
function reloadOnHangup(io: Io, relay: RunningRelay, log: Logger): void {
  let last = Promise.resolve();
  const reload = async () => {
    try {
      const isAnother = await relay.reloadCertificate();
      const fingerprint = relay.tls?.fingerprint;
      if (relay.tls === undefined) log.info("there is no certificate to read again");
      else
        log.info({ fingerprint }, isAnother ? "new connections get another certificate" : "same certificate");
    } catch (err) {
      const says = "the certificate cannot be exchanged; the old one stays";
      if (err instanceof CertificateError) log.error(`${says}: ${err.message}`);
      else log.error({ err }, says);
    }
  };
  io.onHangup(() => {
    last = last.then(reload);
  });
}

/** Within so many ms it is the first signal still: a terminal's Ctrl-C goes to npm too, which hands it on. */
const SAME_SIGNAL = 300;

function endOnSecondSignal(io: Io): Promise<EndSignal> {
  let first: number | undefined;
  return new Promise((resolve) => {
    io.onSignal((signal) => {
      first ??= io.now();
      if (io.now() - first > SAME_SIGNAL) io.exit(signal === "SIGINT" ? 130 : 143);
      else resolve(signal);
    });
  });
}
