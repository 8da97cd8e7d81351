import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Config } from "../../config/settings.ts";
import { CertificateFolder, type TestCertificate } from "./certificates.ts";
import { freePort } from "./free-port.ts";
import { Program } from "./program.ts";
import { changed, sample } from "./samples.ts";

/** What the relay and the server share. */
const SECRET = "known-to-the-relay-and-the-turn-server";

interface TurnPorts {
  readonly port: number;
  readonly tlsPort: number;
}

/** Lets calls go from this machine to this machine. */
export const TO_LOOPBACK = ["allow-loopback-peers", "allowed-peer-ip=127.0.0.1"];

/** A coturn of its own on 127.0.0.1, set up by the sample, which lets in whom the relay has given a name and a password. */
export class TurnServer {
  /** How a relay is to be set up for it. */
  readonly settings: Partial<Config>;
  readonly ports: TurnPorts;
  /** What it shows to those who come by TLS. */
  readonly certificate: TestCertificate;
  readonly #folder: CertificateFolder;
  readonly #more: readonly string[];
  readonly #external: string;
  #running: Program | undefined;

  private constructor(
    folder: CertificateFolder,
    ports: TurnPorts,
    certificate: TestCertificate,
    more: readonly string[],
    external: string,
  ) {
    this.#folder = folder;
    this.ports = ports;
    this.certificate = certificate;
    this.#more = more;
    this.#external = external;
    this.settings = {
      turnUrls: [`turn:127.0.0.1:${ports.port}?transport=udp`],
      turnSecret: SECRET,
    };
  }

  /** `more` are lines for its configuration, and `external` is the address that it lets media come to. */
  static async start(more: readonly string[] = TO_LOOPBACK, external = "127.0.0.1"): Promise<TurnServer> {
    const folder = await CertificateFolder.create();
    const ports = { port: await freeUdpPort(), tlsPort: await freePort() };
    const server = new TurnServer(folder, ports, await folder.make("turn"), more, external);
    await server.start();
    return server;
  }

  /** Runs it, on the same port as before; what was before is forgotten. */
  async start(): Promise<void> {
    const text = configuration(this.ports, this.#folder, this.certificate, this.#more).replace(
      "external-ip=127.0.0.1",
      `external-ip=${this.#external}`,
    );
    this.#running = new Program("turnserver", ["-c", await this.#folder.write("turnserver.conf", text)]);
    await answers(this.ports.port);
  }

  /** From now on it carries nothing, and nobody is told. */
  async stop(): Promise<void> {
    await this.#running?.stop("SIGKILL");
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#folder.remove();
  }
}

/** The sample for coturn, but for files, the secret, and what {@link movedTurn} says. */
const configuration = (
  ports: TurnPorts,
  { path }: CertificateFolder,
  { files }: TestCertificate,
  more: readonly string[],
) =>
  movedTurn(
    sample("turnserver.conf", {
      "external-ip=203.0.113.10": "external-ip=127.0.0.1",
      "REPLACE-THIS-SECRET": SECRET,
      "/etc/coturn/certs/turn.example.org.crt": files.certFile,
      "/etc/coturn/certs/turn.example.org.key": files.keyFile,
    }),
    ports,
    path,
    more,
  );

/**
 * A configuration with other addresses and ports, and all that it writes in `folder`. Here everybody is on 127.0.0.1, which
 * the sample denies: `more` can allow that.
 */
export function movedTurn(
  text: string,
  { port, tlsPort }: { readonly port: number; readonly tlsPort?: number | undefined },
  folder: string,
  more: readonly string[],
): string {
  const changes = {
    "\nexternal-ip=127.0.0.1\n": "\nexternal-ip=127.0.0.1\nlistening-ip=127.0.0.1\nrelay-ip=127.0.0.1\n",
    "\nlistening-port=3478\n": `\nlistening-port=${port}\n`,
    ...(tlsPort !== undefined && { "\ntls-listening-port=5349\n": `\ntls-listening-port=${tlsPort}\n` }),
    "\nsyslog\n": `\nlog-file=${folder}/turnserver.log\nsimple-log\n`,
  };
  const lines = [`userdb=${folder}/turndb`, `pidfile=${folder}/turnserver.pid`, ...more, ""];
  return changed("turnserver.conf", text, changes) + lines.join("\n");
}

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** A STUN Binding request (RFC 8489, §5): type, no attributes, the magic cookie, and a transaction id. */
const PING = Buffer.from("000100002112a442" + "70617263656c70617263656c", "hex");

/** Resolves when something answers to STUN at that port. */
function answers(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const asking = setInterval(() => socket.send(PING, port, "127.0.0.1"), 50);
    // Refused, as long as nobody listens there.
    socket.on("error", () => {});
    socket.once("message", () => {
      clearInterval(asking);
      socket.close();
      resolve();
    });
  });
}
