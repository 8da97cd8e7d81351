import { fileURLToPath } from "node:url";
import { CLOSE } from "../actors/protocol/close-codes.ts";
import type { Config } from "../config/settings.ts";
import { type AdminInspector, AdminSide } from "./admin/side.ts";
import { Admission } from "./admission/admission.ts";
import { Joins } from "./admission/joins.ts";
import { pace } from "./admission/pace.ts";
import { FAREWELL, untilDelivered } from "./drain.ts";
import { startEdge } from "./edge/choose.ts";
import type { EdgeServer } from "./edge/port.ts";
import { edgeHandler } from "./handler.ts";
import { loadStatic, type StaticFiles } from "./http/static.ts";
import { Hub } from "./hub.ts";
import { iceServers } from "./ice-servers.ts";
import { randomIdentifiers } from "./identifiers.ts";
import { Inspector } from "./inspect/inspector.ts";
import type { Logger } from "./log.ts";
import { Counters } from "./metrics/counters.ts";
import { Population, type World } from "./population.ts";
import type { RunningRelay } from "./serve.ts";
import type { CertificateFiles } from "./tls/certificate.ts";
import { type Machine, thisMachine } from "./tls/machine.ts";
import { RelayTls } from "./tls/relay-tls.ts";
import { packageVersion } from "./version.ts";

/** Where the build puts the web client and the inspector: beside the compiled relay. */
const BUILT = fileURLToPath(new URL("../web", import.meta.url));
const BUILT_INSPECTOR = fileURLToPath(new URL("../inspect", import.meta.url));

/** What a relay may be given in place of what is this process's own, or its build's. */
export interface Given {
  readonly world?: Partial<World>;
  readonly machine?: Machine;
  readonly webClient?: Promise<StaticFiles>;
  readonly inspector?: Partial<AdminInspector>;
}

/**
 * The composition root: one relay from its settings. Rejects with `CertificateError` when there is none to show, and
 * with `EdgeError` when it cannot listen.
 */
export async function startRelay(config: Config, log: Logger, given: Given = {}): Promise<Relay> {
  const world: World = { ...systemWorld(log), ...given.world };
  const tls = await RelayTls.from(config, given.machine ?? thisMachine());
  const files = await (given.webClient ?? loadStatic(BUILT));
  const counters = new Counters();
  const population = new Population(world, counters);
  const admission = new Admission(config, world.now);
  let server: EdgeServer | undefined;
  const hub = new Hub({
    population,
    world,
    counters,
    crowds: admission.crowds,
    pace: pace(config, world.now),
    toldPace: { burst: config.messageBurst, rate: config.messageRate },
    joins: new Joins(config, world.now),
    iceServers: iceServers(config, world.now),
    sessions: {
      window: config.resumeWindow * 1000,
      away: config.maxConnections,
      awayPerAddress: config.maxConnectionsPerAddress,
    },
    publish: (topic, frame) => server?.publish(topic, frame),
    onError: (err) => log.error({ err }, "unexpected error; the relay goes on"),
    onPresence: (change, code, how) => log.debug({ code, ...how }, change),
  });
  const inspector = new Inspector({
    population,
    hub,
    clock: world.clock,
    now: world.now,
    identities: config.inspectIdentities,
    control: config.inspectControl,
    login: config.adminToken !== undefined,
    relay: () => ({ version: packageVersion(), edge: server?.kind ?? config.edge }),
    onError: (err) => log.error({ err }, "unexpected error in the inspector; the relay goes on"),
  });
  let admin: AdminSide | undefined;
  try {
    const page = () => loadStatic(BUILT_INSPECTOR);
    const { now, clock } = world;
    const parts = { config, log, hub, population, admission, counters, tls, now, clock };
    admin = await AdminSide.start({
      ...parts,
      inspector: { page, feeds: inspector, ...given.inspector },
      server: () => server,
    });
    const options = { ...config, certificate: tls?.files };
    const handler = edgeHandler({ config, files, hub, admission, counters, inspector: admin?.inspectorFor });
    server = await startEdge(config.edge, options, handler, (sentence) => log.warn(sentence));
  } catch (error) {
    await admin?.close();
    population.stop();
    throw error;
  }
  return new Relay({ host: config.host, server, hub, population, inspector, tls, admin, clock: world.clock });
}

interface Parts {
  readonly host: string;
  readonly server: EdgeServer;
  readonly hub: Hub;
  readonly population: Population;
  readonly inspector: Inspector;
  readonly tls: RelayTls | undefined;
  readonly admin: AdminSide | undefined;
  readonly clock: World["clock"];
}

export class Relay implements RunningRelay {
  readonly host: string;
  readonly port: number;
  readonly edge: "uws" | "ws";
  readonly population: Population;
  readonly inspector: Inspector;
  readonly tls: RelayTls | undefined;
  readonly admin: AdminSide | undefined;
  readonly #server: EdgeServer;
  readonly #hub: Hub;
  readonly #clock: World["clock"];

  constructor({ host, server, hub, population, inspector, tls, admin, clock }: Parts) {
    this.host = host;
    this.port = server.port;
    this.edge = server.kind;
    this.population = population;
    this.inspector = inspector;
    this.tls = tls;
    this.admin = admin;
    this.#server = server;
    this.#hub = hub;
    this.#clock = clock;
  }

  /** Sockets open at this moment. */
  get open(): number {
    return this.#hub.open;
  }

  /** People without a socket who are expected back. */
  get away(): number {
    return this.#hub.away;
  }

  async reloadCertificate(): Promise<boolean> {
    const use = (files: CertificateFiles) => {
      this.#server.useCertificate(files);
      this.admin?.useCertificate(files);
    };
    return this.tls?.reload(use) ?? false;
  }

  async drain(timeout: number): Promise<boolean> {
    const isEmpty = this.open === 0;
    this.#hub.announceRestart();
    const delivered = await untilDelivered(this.#hub, this.#clock, timeout);
    await this.#hub.endAll(CLOSE.restart);
    if (!isEmpty) await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, FAREWELL));
    await this.close();
    return delivered;
  }

  /** Accepts nothing more, tells every client that the relay goes, and stops every actor; last of all what looks on. */
  async close(): Promise<void> {
    this.#server.stopListening();
    await this.#hub.endAll(CLOSE.restart);
    await this.#server.close();
    this.population.stop();
    await this.admin?.close();
  }
}

function systemWorld(log: Logger): World {
  return {
    identifiers: randomIdentifiers(),
    clock: { setTimeout, clearTimeout },
    now: Date.now,
    random: Math.random,
    report: (actor, err) => log.error({ actor, err }, "an actor failed and was stopped"),
  };
}
