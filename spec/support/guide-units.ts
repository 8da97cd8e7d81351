/** What systemd would run on the server of config/README.md, started with the files that are there. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestCertificate } from "./certificates.ts";
import { reloadNginx } from "./nginx-reload.ts";
import { Program } from "./program.ts";
import { changed } from "./samples.ts";
import { movedTurn, TO_LOOPBACK } from "./turn-server.ts";
import { caddy, nginxArguments, nginxChanges, type Ports } from "./web-servers.ts";

/** What the server is called. */
export const HOST = "localhost";

const SITE = "etc/nginx/conf.d/parley.conf";

export interface AllPorts extends Ports {
  readonly admin: number;
  readonly turn: number;
  readonly turnTls: number;
}

const run = promisify(execFile);

/** The programs of a server whose files are below `root`, by their units' names. */
export class GuideUnits {
  readonly #root: string;
  readonly #ports: AllPorts;
  readonly #certificate: TestCertificate["files"];
  readonly #env: Readonly<Record<string, string>>;
  readonly #running = new Map<string, Program>();

  /** `env` is what programs of Parley's are given more than their units say. */
  constructor(
    root: string,
    ports: AllPorts,
    certificate: TestCertificate["files"],
    env: Readonly<Record<string, string>>,
  ) {
    this.#root = root;
    this.#ports = ports;
    this.#certificate = certificate;
    this.#env = env;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((unit) => this.#stop(unit)));
  }

  /** Stands in for the command. */
  async systemctl(args: readonly string[]): Promise<string> {
    const options = args.filter((arg) => arg.startsWith("-")).join(" ");
    const [verb = "", ...units] = args.filter((arg) => !arg.startsWith("-"));
    for (const unit of units.length > 0 ? units : [""]) {
      // promtool has looked at its files; it would write its data in places of this machine.
      if (unit === "prometheus") continue;
      if (unit.endsWith(".timer")) {
        await this.#read(`etc/systemd/system/${unit}`);
        continue;
      }
      switch (`${verb} ${options}`.trim()) {
        case "daemon-reload":
        case "status":
          break;
        case "start":
          await this.#once(unit);
          break;
        case "enable --now":
        case "restart":
          await this.#restart(unit);
          break;
        case "disable --now":
          await this.#stop(unit);
          break;
        case "reload":
        case "try-reload-or-restart":
          await this.#reload(unit);
          break;
        case "kill --signal=USR2":
          this.#runningUnit(unit).signal("SIGUSR2");
          break;
        default:
          throw new Error(`systemctl ${args.join(" ")}?`);
      }
    }
    return "";
  }

  /** nginx runs from the start on; here there is nothing for it to do before there is a site. */
  async #reload(unit: string): Promise<void> {
    const program = this.#running.get(unit);
    const hasSite = await stat(this.#path(SITE)).catch(() => undefined);
    if (unit === "nginx" && hasSite === undefined) return;
    if (unit === "nginx" && program !== undefined) return reloadNginx(program, () => this.nginx());
    if (program === undefined) return this.#restart(unit);
    program.signal("SIGHUP");
  }

  #runningUnit(unit: string): Program {
    const program = this.#running.get(unit);
    if (program === undefined) throw new Error(`${unit} does not run`);
    return program;
  }

  async #restart(unit: string): Promise<void> {
    await this.#stop(unit);
    this.#running.set(unit, await this.#start(unit));
  }

  async #stop(unit: string): Promise<void> {
    // coturn waits for those whom it serves.
    await this.#running.get(unit)?.stop(unit === "coturn" ? "SIGKILL" : "SIGTERM");
    this.#running.delete(unit);
  }

  async #start(unit: string): Promise<Program> {
    const { https, turn } = this.#ports;
    const folder = this.#path("run", unit);
    await mkdir(folder, { recursive: true });
    switch (unit) {
      case "parley":
        return this.#relay();
      case "nginx": {
        const program = new Program("nginx", await this.nginx());
        await program.listening(https);
        return program;
      }
      case "caddy": {
        const site = await this.#read("etc/caddy/Caddyfile");
        const program = await caddy(folder, site, HOST, this.#ports, this.#certificate);
        await program.listening(https);
        return program;
      }
      case "coturn": {
        const program = new Program("turnserver", ["-c", await this.#coturn(folder)]);
        await program.listening(turn);
        return program;
      }
      default:
        throw new Error(`no unit ${unit}`);
    }
  }

  /** What systemd does with the relay's unit, but for the check before. It is also where SIGHUP does not end it. */
  async #relay(): Promise<Program> {
    const { env, commands } = await this.#unit("parley");
    const [command = "", ...args] = (commands[0] ?? "").split(" ");
    const program = new Program(command, args, {
      NOTIFY_SOCKET: this.#path("run/nobody-listens"),
      ...env,
      // Whoever has just closed a page is not waited for.
      PARLEY_DRAIN_TIMEOUT: "1",
    });
    await program.listening(await this.#relayPort());
    await program.listening(this.#ports.admin);
    return program;
  }

  /** That of its settings, if they name one: the guide has https' there. */
  async #relayPort(): Promise<number> {
    const { port } = JSON.parse(await this.#read("etc/parley/parley.json"));
    return port ?? this.#ports.relay;
  }

  /** A unit that ends by itself, one command after the other. When one fails, so does this, after telling whoever is told. */
  async #once(unit: string): Promise<void> {
    const { env, commands, onFailure } = await this.#unit(unit);
    try {
      for (const command of commands) await run("/bin/sh", ["-c", command], { env });
    } catch (error) {
      if (onFailure !== undefined) await this.#once(onFailure);
      throw error;
    }
  }

  /** What a unit says: its commands, whom to start when one fails, and the environment with the files that there are to be. */
  async #unit(unit: string) {
    const [name = "", instance] = unit.split("@");
    const file = instance === undefined ? `${name}.service` : `${name}@.service`;
    const credentials = this.#path("run/credentials", unit);
    const state = this.#path("var/lib");
    const read = await this.#read(`etc/systemd/system/${file}`);
    const text = read
      .replaceAll("%i", instance ?? "")
      .replaceAll("%N", unit)
      .replaceAll("%d", credentials)
      .replaceAll("%S", state)
      .replace(/([=:])\/etc\//g, `$1${this.#root}/etc/`)
      .replaceAll(`${HOST}:443`, `${HOST}:${this.#ports.https}`);
    const all = (key: string) =>
      [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, is = ""]) => is);
    await mkdir(credentials, { recursive: true });
    for (const credential of all("LoadCredential")) {
      const [id = "", from = ""] = credential.split(":");
      await copyFile(from, join(credentials, id));
    }
    for (const folder of all("StateDirectory")) await mkdir(join(state, folder), { recursive: true });
    const set = all("Environment").map((assignment) => assignment.split("=") as [string, string]);
    return {
      commands: all("ExecStart"),
      onFailure: all("OnFailure")[0]?.replace(/\.service$/, ""),
      env: {
        PATH: process.env["PATH"] ?? "",
        ...this.#env,
        ...(await this.#movedPorts()),
        ...Object.fromEntries(set),
      },
    };
  }

  /** Ports that are not the default ones, unless the settings say which. */
  async #movedPorts(): Promise<Readonly<Record<string, string>>> {
    return {
      PARLEY_PORT: String(await this.#relayPort()),
      PARLEY_ADMIN_PORT: String(this.#ports.admin),
    };
  }

  /** The arguments that nginx is started with. */
  async nginx(): Promise<readonly string[]> {
    const folder = this.#path("run/nginx");
    await mkdir(folder, { recursive: true });
    const site = await this.#read(SITE);
    const changes = { ...nginxChanges(this.#ports), "/etc/": `${this.#root}/etc/` };
    return nginxArguments(folder, changed(SITE, site, changes));
  }

  async #coturn(folder: string): Promise<string> {
    const text = await this.#read("etc/turnserver.conf");
    const hasTls = text.includes("tls-listening-port");
    const ports = { port: this.#ports.turn, tlsPort: hasTls ? this.#ports.turnTls : undefined };
    const moved = text.replaceAll("=/etc/", `=${this.#root}/etc/`);
    await writeFile(join(folder, "turnserver.conf"), movedTurn(moved, ports, folder, TO_LOOPBACK));
    return join(folder, "turnserver.conf");
  }

  #read(path: string): Promise<string> {
    return readFile(this.#path(path), "utf8");
  }

  #path(...parts: readonly string[]): string {
    return join(this.#root, ...parts);
  }
}
