/** What systemd would run on the server of config/README.md, started with the files that are there. */
import { existsSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestCertificate } from "./certificates.ts";
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

/** The programs of a server whose files are below `root`, by their units' names. */
export class GuideUnits {
  readonly #root: string;
  readonly #ports: AllPorts;
  readonly #certificate: TestCertificate["files"];
  readonly #running = new Map<string, Program>();

  constructor(root: string, ports: AllPorts, certificate: TestCertificate["files"]) {
    this.#root = root;
    this.#ports = ports;
    this.#certificate = certificate;
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
      switch (`${verb} ${options}`.trim()) {
        case "daemon-reload":
          await stat(this.#path("etc/systemd/system/parley.service"));
          break;
        case "enable --now":
        case "restart":
          await this.#restart(unit);
          break;
        case "disable --now":
          await this.#stop(unit);
          break;
        case "reload":
          // Before there is a site, nothing comes of it.
          if (existsSync(this.#path(SITE))) await this.#restart(unit);
          break;
        case "kill --signal=USR2":
        case "status":
          break;
        default:
          throw new Error(`systemctl ${args.join(" ")}?`);
      }
    }
    return "";
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
    const { relay, admin, https, turn } = this.#ports;
    const folder = this.#path("run", unit);
    await mkdir(folder, { recursive: true });
    switch (unit) {
      case "parley": {
        const program = this.#unit(await this.#read("etc/systemd/system/parley.service"));
        await program.listening(relay);
        await program.listening(admin);
        return program;
      }
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

  /** What systemd does with the unit: a copy of the settings, what comes before, and the relay. */
  #unit(text: string): Program {
    const line = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1] ?? "";
    const [name, file = ""] = line("LoadCredential").split(":");
    const [command = "", ...args] = line("ExecStart").split(" ");
    if (line("Environment") !== `PARLEY_CONFIG=%d/${name}`)
      throw new Error(`the unit has ${line("Environment")}`);
    return new Program(`${this.#root}${command}`, args, {
      PARLEY_CONFIG: `${this.#root}${file}`,
      PARLEY_PORT: String(this.#ports.relay),
      PARLEY_ADMIN_PORT: String(this.#ports.admin),
      // Whoever has just closed a page is not waited for.
      PARLEY_DRAIN_TIMEOUT: "1",
    });
  }

  /** The arguments that nginx is started with. */
  async nginx(): Promise<readonly string[]> {
    const folder = this.#path("run/nginx");
    await mkdir(folder, { recursive: true });
    const site = await this.#read(SITE);
    const changes = {
      ...nginxChanges(this.#ports),
      "/etc/": `${this.#root}/etc/`,
    };
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
