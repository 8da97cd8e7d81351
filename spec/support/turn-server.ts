import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../config/settings.ts";

/** What the relay and the server share. */
const SECRET = "known-to-the-relay-and-the-turn-server";

/** A coturn of its own on 127.0.0.1, which lets in whom the relay has given a name and a password. */
export class TurnServer {
  /** How a relay is to be set up for it. */
  readonly settings: Partial<Config>;
  readonly #folder: string;
  readonly #port: number;
  #running: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.settings = {
      turnUrls: [`turn:127.0.0.1:${port}?transport=udp`],
      turnSecret: SECRET,
    };
  }

  static async start(): Promise<TurnServer> {
    const server = new TurnServer(await mkdtemp(join(tmpdir(), "parley-turn-")), await freePort());
    await server.start();
    return server;
  }

  /** Runs it, on the same port as before; what was before is forgotten. */
  async start(): Promise<void> {
    const config = join(this.#folder, "turnserver.conf");
    await writeFile(config, lines(this.#port, this.#folder));
    const running = spawn("turnserver", ["-c", config], { stdio: "ignore" });
    this.#running = running;
    running.once("error", (error) => {
      throw error;
    });
    await answers(this.#port);
  }

  /** From now on it carries nothing, and nobody is told. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const exit = once(running, "exit");
    running.kill("SIGKILL");
    await exit;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const lines = (port: number, folder: string) =>
  [
    `listening-port=${port}`,
    "listening-ip=127.0.0.1",
    "relay-ip=127.0.0.1",
    "min-port=49152",
    "max-port=65535",
    "realm=parley.test",
    "use-auth-secret",
    `static-auth-secret=${SECRET}`,
    "allow-loopback-peers",
    "fingerprint",
    "no-tls",
    "no-dtls",
    "no-cli",
    "no-multicast-peers",
    `userdb=${join(folder, "turndb")}`,
    `pidfile=${join(folder, "turnserver.pid")}`,
    `log-file=${join(folder, "turnserver.log")}`,
    "simple-log",
    "",
  ].join("\n");

async function freePort(): Promise<number> {
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
