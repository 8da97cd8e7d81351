import { isLoopback } from "../../config/loopback.ts";
import type { Config } from "../../config/settings.ts";
import type { Admission } from "../admission/admission.ts";
import type { EdgeServer } from "../edge/port.ts";
import type { HttpOptions } from "../http/answers.ts";
import type { StaticFiles } from "../http/static.ts";
import type { Hub } from "../hub.ts";
import type { Logger } from "../log.ts";
import type { Counters } from "../metrics/counters.ts";
import { type Metrics, startMetrics } from "../metrics/metrics.ts";
import type { Population, World } from "../population.ts";
import type { CertificateFiles } from "../tls/certificate.ts";
import type { RelayTls } from "../tls/relay-tls.ts";
import { startAdmin } from "./admin.ts";
import type { Feeds } from "./feeds.ts";
import { inspectorFor } from "./hosts.ts";

/** The inspector, as the admin listener needs it. */
export interface AdminInspector {
  /** Gives its files; called when they are first asked for. */
  readonly page: () => Promise<StaticFiles>;
  readonly feeds: Feeds;
}

interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly hub: Hub;
  readonly population: Population;
  readonly admission: Admission;
  readonly counters: Counters;
  readonly inspector: AdminInspector;
  readonly tls: RelayTls | undefined;
  readonly now: () => number;
  readonly clock: World["clock"];
  /** The public one, once it listens. */
  readonly server: () => EdgeServer | undefined;
}

/** The relay's side that is for whoever runs it: the admin listener and what it measures. */
export class AdminSide {
  readonly host: string;
  readonly port: number;
  /** Present where the listener speaks TLS. */
  readonly tls: RelayTls | undefined;
  readonly #server: EdgeServer;
  readonly #metrics: Metrics;

  /** Undefined, and nothing is started, when it is switched off. Rejects with `EdgeError` when it cannot listen. */
  static async start(parts: Parts): Promise<AdminSide | undefined> {
    const { config, log, hub, inspector, server, now, clock } = parts;
    const { adminHost: host, adminPort: port, adminToken: token, publicUrl } = config;
    if (port === -1) return undefined;
    const tls = isLoopback(host) ? undefined : parts.tls;
    const metrics = startMetrics({ ...parts, edge: () => server()?.kind });
    try {
      const options = { ...inspector, host, port, token, metrics, now, clock, certificate: tls?.files };
      const listener = await startAdmin({
        ...options,
        webClient: () => ({ port: server()?.port, publicUrl }),
        source: (request) => parts.admission.source(request),
        probes: parts.admission.probes,
        ready: () => server() !== undefined && !hub.isRestarting,
        onError: (err) => log.error({ err }, "unexpected error in the admin listener; it goes on"),
      });
      return new AdminSide(host, listener, tls, metrics);
    } catch (error) {
      metrics.stop();
      throw error;
    }
  }

  private constructor(host: string, server: EdgeServer, tls: RelayTls | undefined, metrics: Metrics) {
    this.host = host;
    this.port = server.port;
    this.tls = tls;
    this.#server = server;
    this.#metrics = metrics;
  }

  /** Where a page of the relay's finds the inspector. */
  readonly inspectorFor: NonNullable<HttpOptions["inspector"]> = ({ headers }) =>
    inspectorFor(headers.host, { host: this.host, port: this.port, isSecure: this.tls !== undefined });

  /** As the public listener's; nothing on loopback, where no TLS is spoken. */
  useCertificate(files: CertificateFiles): void {
    if (this.tls !== undefined) this.#server.useCertificate(files);
  }

  async close(): Promise<void> {
    this.#metrics.stop();
    await this.#server.close();
  }
}
