import { fileURLToPath } from "node:url";
import { classic } from "../actors/protocol/classic.ts";
import { CLOSE } from "../actors/protocol/close-codes.ts";
import type { Dialect } from "../actors/protocol/dialect.ts";
import { text } from "../actors/protocol/text.ts";
import { v1 } from "../actors/protocol/v1.ts";
import type { Config } from "../config/settings.ts";
import { Admission, busy } from "./admission/admission.ts";
import { Joins } from "./admission/joins.ts";
import { pace } from "./admission/pace.ts";
import { FAREWELL, untilDelivered } from "./drain.ts";
import { startEdge } from "./edge/choose.ts";
import type { EdgeHandler, EdgeRequest, EdgeServer } from "./edge/port.ts";
import { hostUrl, makeHttp, plain, secureHostUrl } from "./http/answers.ts";
import { loadStatic, type StaticFiles } from "./http/static.ts";
import { Hub } from "./hub.ts";
import { iceServers } from "./ice-servers.ts";
import { randomIdentifiers } from "./identifiers.ts";
import { Inspector } from "./inspect/inspector.ts";
import type { Logger } from "./log.ts";
import { Population, type World } from "./population.ts";
import type { RunningRelay } from "./serve.ts";
import { type Machine, thisMachine } from "./tls/machine.ts";
import { RelayTls } from "./tls/relay-tls.ts";
import { packageVersion } from "./version.ts";

/** When somebody who comes while the relay stops may try again, ms. */
const AGAIN_AFTER = 5000;

/** Where the build puts the web client: beside the compiled relay. */
const BUILT = fileURLToPath(new URL("../web", import.meta.url));

/**
 * The composition root: one relay from its settings. Rejects with `CertificateError` when there is none to show, and
 * with `EdgeError` when it cannot listen.
 */
export async function startRelay(
  config: Config,
  log: Logger,
  given: Partial<World> = {},
  machine: Machine = thisMachine(),
  webClient: Promise<StaticFiles> = loadStatic(BUILT),
): Promise<Relay> {
  const world: World = { ...systemWorld(log), ...given };
  const tls = await RelayTls.from(config, machine);
  const files = await webClient;
  const population = new Population(world);
  const admission = new Admission(config, world.now);
  if (config.origins.includes("*")) {
    log.warn("origins has *: any web page may connect here from the browsers of those who visit it");
  }
  let server: EdgeServer | undefined;
  const hub = new Hub({
    population,
    world,
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
  try {
    const options = { ...config, certificate: tls?.files };
    const handler = edgeHandler(config, files, hub, admission);
    server = await startEdge(config.edge, options, handler, (sentence) => log.warn(sentence));
  } catch (error) {
    population.stop();
    throw error;
  }
  const inspector = new Inspector({
    population,
    clock: world.clock,
    now: world.now,
    identities: false,
    control: false,
    relay: { version: packageVersion(), edge: server.kind },
    onError: (err) => log.error({ err }, "unexpected error in the inspector; the relay goes on"),
  });
  return new Relay({ host: config.host, server, hub, population, inspector, tls, clock: world.clock });
}

interface Parts {
  readonly host: string;
  readonly server: EdgeServer;
  readonly hub: Hub;
  readonly population: Population;
  readonly inspector: Inspector;
  readonly tls: RelayTls | undefined;
  readonly clock: World["clock"];
}

export class Relay implements RunningRelay {
  readonly host: string;
  readonly port: number;
  readonly edge: "uws" | "ws";
  readonly population: Population;
  readonly inspector: Inspector;
  readonly tls: RelayTls | undefined;
  readonly #server: EdgeServer;
  readonly #hub: Hub;
  readonly #clock: World["clock"];

  constructor({ host, server, hub, population, inspector, tls, clock }: Parts) {
    this.host = host;
    this.port = server.port;
    this.edge = server.kind;
    this.population = population;
    this.inspector = inspector;
    this.tls = tls;
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
    return this.tls?.reload((files) => this.#server.useCertificate(files)) ?? false;
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

  /** Accepts nothing more, tells every client that the relay goes, and stops every actor. */
  async close(): Promise<void> {
    this.#server.stopListening();
    await this.#hub.endAll(CLOSE.restart);
    await this.#server.close();
    this.population.stop();
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

/** What is known of a socket when it opens; `source` as in {@link Admission.source}. */
interface Arrival {
  readonly dialect: Dialect;
  readonly source: string;
}

/** What the relay does with requests and sockets: the dialect is chosen by path and subprotocol. */
function edgeHandler(
  config: Config,
  files: StaticFiles,
  hub: Hub,
  admission: Admission,
): EdgeHandler<Arrival> {
  return {
    http: makeHttp({ files, connectUrl: connectUrl(config), ready: () => !hub.isRestarting }),
    upgrade(request) {
      const dialect = chooseDialect(request);
      if (dialect === undefined) {
        return { accept: false, answer: plain(404, "WebSockets are at /ws and /ws/text.") };
      }
      // Nobody new any more; who was here may come back for what they have missed.
      if (hub.isRestarting && !(dialect.resumes && hub.awaitsAnybody)) {
        return {
          accept: false,
          answer: busy(503, "The relay is stopping; try again in a moment.", AGAIN_AFTER),
        };
      }
      const source = admission.source(request);
      const refusal = admission.refusal(request, source, hub.open);
      if (refusal !== undefined) return { accept: false, answer: refusal };
      return { accept: true, context: { dialect, source }, ...protocolOf(dialect) };
    },
    open: (socket, { dialect, source }) => hub.accept(socket, dialect, source),
  };
}

/**
 * A client that offers subprotocols gets v1 if it is among them; if not, the socket opens without one and, as the
 * standard has it (RFC 6455 §4.1), such a client closes it.
 */
function chooseDialect({ path, headers }: EdgeRequest): Dialect | undefined {
  if (path === "/ws/text") return text;
  if (path !== "/ws" && path !== "/ws/") return undefined;
  const offered = headers["sec-websocket-protocol"].split(",").map((protocol) => protocol.trim());
  return offered.includes(v1.subprotocol) ? v1 : classic;
}

const protocolOf = ({ subprotocol }: Dialect) => (subprotocol === undefined ? {} : { protocol: subprotocol });

/** The base that the page under `/` shows. */
function connectUrl({ publicUrl, tls, tlsCert }: Config): (request: EdgeRequest) => string {
  if (publicUrl !== undefined) return () => socketBase(publicUrl);
  return tls === "off" && tlsCert === undefined ? hostUrl : secureHostUrl;
}

const socketBase = (publicUrl: string) => publicUrl.replace(/^http/, "ws").replace(/\/$/, "");
