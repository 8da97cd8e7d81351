/**
 * A folder that stands for a fresh server, in which the commands of config/README.md run. This is all that differs from a
 * server with Debian:
 *
 * - {@link GuideServer.run} changes texts: the host and its address, ports, and where `/etc` is.
 * - Stand-ins take the place of commands that need another machine or change this one. Programs are started with the very
 *   files that the guide has put in place, but for ports, addresses and what they write.
 * - The certificate comes from an authority of this test, and not from certbot's.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { CertificateFolder, type TestCertificate } from "./certificates.ts";
import { freePort } from "./free-port.ts";
import { installedPackage, packedInto } from "./installed-package.ts";
import { Program } from "./program.ts";
import { changed } from "./samples.ts";
import { Shell } from "./shell.ts";
import { type StandIn, StandIns } from "./stand-ins.ts";
import { answers, freeUdpPort, movedTurn, TO_LOOPBACK } from "./turn-server.ts";
import { caddy, freePorts, nginxArguments, nginxChanges, type Ports } from "./web-servers.ts";

/** Commands that run as they are; any other, which no stand-in is for, is not found. */
const COMMANDS = ["cat", "cp", "curl", "env", "grep", "install", "node", "openssl", "promtool", "sed", "sh"];

/** What `npm test` installs, under the names that Debian has for it, and what every Debian has. */
const PACKAGES = new Set([
  ...[
    "caddy",
    "certbot",
    "coturn",
    "nginx",
    "nodejs",
    "npm",
    "openssl",
    "prometheus",
    "python3-certbot-nginx",
  ],
  ...["curl", "ufw", "xz-utils"],
]);

const HOST = "localhost";
const run = promisify(execFile);

interface AllPorts extends Ports {
  readonly admin: number;
  readonly turn: number;
  readonly turnTls: number;
}

export class GuideServer {
  readonly ports: AllPorts;
  readonly certificate: TestCertificate;
  /** What ufw was told to let in: `80,443/tcp`. */
  readonly allowed: string[] = [];
  readonly #root: string;
  readonly #certificates: CertificateFolder;
  readonly #running = new Map<string, Program>();
  #standIns: StandIns | undefined;
  #shell: Shell | undefined;

  private constructor(
    root: string,
    ports: AllPorts,
    certificates: CertificateFolder,
    certificate: TestCertificate,
  ) {
    this.#root = root;
    this.ports = ports;
    this.#certificates = certificates;
    this.certificate = certificate;
  }

  static async open(): Promise<GuideServer> {
    const root = await mkdtemp(join(tmpdir(), "parley-server-"));
    const certificates = await CertificateFolder.create();
    const ports = {
      ...(await freePorts()),
      admin: await freePort(),
      turn: await freeUdpPort(),
      turnTls: await freePort(),
    };
    const server = new GuideServer(root, ports, certificates, await certificates.make("site"));
    await server.#prepare();
    return server;
  }

  /** Runs commands of the guide, as they are but for what is different here. Resolves with what they say. */
  async run(commands: string): Promise<string> {
    const { https, turn, turnTls, admin } = this.ports;
    const changes: readonly (readonly [from: string, to: string])[] = [
      ["HOST=chat.example.org", `HOST=${HOST}`],
      ["ADDRESS=203.0.113.10", "ADDRESS=127.0.0.1"],
      ["https://$HOST/", `https://$HOST:${https}/`],
      ['"stun:$HOST"', `"stun:$HOST:${turn}"`],
      ['"turn:$HOST"', `"turn:$HOST:${turn}"`],
      ["turns:$HOST:5349", `turns:$HOST:${turnTls}`],
      ["http://127.0.0.1:6790/", `http://127.0.0.1:${admin}/`],
      ["/etc/", `${this.#root}/etc/`],
      // coturn and everybody else are the user of the tests.
      [" -o turnserver", ""],
      [" -g turnserver", ""],
    ];
    const text = changes.reduce((rest, [from, to]) => rest.replaceAll(from, to), commands);
    if (this.#shell === undefined) throw new Error("not prepared");
    return this.#shell.run(text);
  }

  async close(): Promise<void> {
    await this.#shell?.close();
    await Promise.all([...this.#running.keys()].map((unit) => this.#stop(unit)));
    await this.#standIns?.close();
    await this.#certificates.remove();
    await rm(this.#root, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    const [bin, home] = [this.#path("bin"), this.#path("root")];
    // As the packages leave it.
    const folders = ["etc/systemd/system", "etc/nginx/conf.d", "etc/caddy", "etc/prometheus", "run", "usr"];
    for (const folder of folders) await mkdir(this.#path(folder), { recursive: true });
    for (const folder of [bin, home]) await mkdir(folder);
    for (const command of COMMANDS) await symlink(await found(command), join(bin, command));
    this.#standIns = await StandIns.open(bin, this.#standInTable());
    this.#shell = new Shell(home, {
      HOME: home,
      PATH: [bin, this.#path("usr/local/bin")].join(":"),
      npm_config_prefix: this.#path("usr/local"),
      PARLEY_PORT: String(this.ports.relay),
      PARLEY_ADMIN_PORT: String(this.ports.admin),
      NODE_EXTRA_CA_CERTS: this.certificate.files.certFile,
    });
  }

  #standInTable(): Readonly<Record<string, StandIn>> {
    return {
      "apt-get": async ([what, ...args]) => {
        const wanted = args.filter((arg) => !arg.startsWith("--"));
        if (what !== "update" && what !== "install") throw new Error(`apt-get ${what}?`);
        const missing = wanted.filter((name) => !PACKAGES.has(name));
        if (missing.length > 0) throw new Error(`npm test does not install ${missing.join(" ")}`);
        return "";
      },
      // Your own machine with the sources is here, and so is the server.
      scp: async ([file, to]) => {
        if (to !== "root@chat.example.org:") throw new Error(`to ${to}?`);
        await stat(this.#path("root", file ?? ""));
        return "";
      },
      npm: (args) => this.#npm(args),
      ufw: async ([what, rule = ""]) => {
        if (what === "allow") this.allowed.push(rule);
        else if (what !== "--force" || rule !== "enable") throw new Error(`ufw ${what} ${rule}?`);
        return "";
      },
      certbot: (args) => this.#certbot(args),
      nginx: async ([what]) => {
        if (what !== "-t") throw new Error(`nginx ${what}?`);
        return (await run("nginx", [...(await this.#nginx()), "-t"])).stdout;
      },
      systemctl: (args) => this.#systemctl(args),
      // What it says is for a person to read.
      journalctl: async () => "",
      // The tunnel's both ends are here.
      ssh: async () => "",
    };
  }

  /** What the test of the package has installed is installed here as well. */
  async #npm(args: readonly string[]): Promise<string> {
    switch (args.join(" ").replace(/\S*\.tgz$/, "*.tgz")) {
      case "pack":
        return `${basename(await packedInto(this.#path("root")))}\n`;
      case "install --global *.tgz": {
        const prefix = await installedPackage(this.#path("root", basename(args.at(-1) ?? "")));
        await rm(this.#path("usr/local"), { force: true });
        await symlink(prefix, this.#path("usr/local"));
        return "";
      }
      case "root --global":
        return `${this.#path("usr/local/lib/node_modules")}\n`;
      default:
        throw new Error(`npm ${args.join(" ")}?`);
    }
  }

  /** Puts a certificate where certbot does, and runs what it runs then. */
  async #certbot(args: readonly string[]): Promise<string> {
    const option = (name: string) => args[args.indexOf(name) + 1] ?? "";
    const [what, how] = [args[0], args.includes("--nginx")];
    if (what !== "certonly" || !how || option("--domain") !== HOST)
      throw new Error(`certbot ${args.join(" ")}?`);
    const live = this.#path("etc/letsencrypt/live", HOST);
    await mkdir(live, { recursive: true });
    await cp(this.certificate.files.certFile, join(live, "fullchain.pem"));
    await cp(this.certificate.files.keyFile, join(live, "privkey.pem"));
    return (await run(option("--deploy-hook"), { env: { PATH: this.#path("bin") } })).stdout;
  }

  async #systemctl(args: readonly string[]): Promise<string> {
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
          await this.#stop(unit);
          this.#running.set(unit, await this.#start(unit));
          break;
        case "disable --now":
          await this.#stop(unit);
          break;
        case "reload":
          // Before there is a site, nothing comes of it.
          if (!existsSync(this.#path(SITE))) break;
          await this.#stop(unit);
          this.#running.set(unit, await this.#start(unit));
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

  async #stop(unit: string): Promise<void> {
    // coturn waits for those whom it serves.
    await this.#running.get(unit)?.stop(unit === "coturn" ? "SIGKILL" : "SIGTERM");
    this.#running.delete(unit);
  }

  async #start(unit: string): Promise<Program> {
    const { relay, admin, https, turn } = this.ports;
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
        const program = new Program("nginx", await this.#nginx());
        await program.listening(https);
        return program;
      }
      case "caddy": {
        const site = await this.#read("etc/caddy/Caddyfile");
        const program = await caddy(folder, site, HOST, this.ports, this.certificate.files);
        await program.listening(https);
        return program;
      }
      case "coturn": {
        const program = new Program("turnserver", ["-c", await this.#coturn(folder)]);
        await answers(turn);
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
      PARLEY_PORT: String(this.ports.relay),
      PARLEY_ADMIN_PORT: String(this.ports.admin),
      // Whoever has just closed a page is not waited for.
      PARLEY_DRAIN_TIMEOUT: "1",
    });
  }

  async #nginx(): Promise<readonly string[]> {
    const folder = this.#path("run/nginx");
    await mkdir(folder, { recursive: true });
    const site = await this.#read(SITE);
    const changes = {
      ...nginxChanges(this.ports, site.includes("listen 80;")),
      "/etc/": `${this.#root}/etc/`,
    };
    return nginxArguments(folder, changed(SITE, site, changes));
  }

  async #coturn(folder: string): Promise<string> {
    const text = await this.#read("etc/turnserver.conf");
    const hasTls = text.includes("tls-listening-port");
    const ports = { port: this.ports.turn, tlsPort: hasTls ? this.ports.turnTls : undefined };
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

const SITE = "etc/nginx/conf.d/parley.conf";

/** Where a command is. */
async function found(command: string): Promise<string> {
  return realpath((await run("/bin/sh", ["-c", `command -v ${command}`])).stdout.trim());
}
