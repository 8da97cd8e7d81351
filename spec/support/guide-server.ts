/**
 * A folder that stands for a fresh server, in which the commands of config/README.md run. This is all that differs from a
 * server with Debian:
 *
 * - {@link GuideServer.run} changes texts: the host and its address, ports, and where `/etc` is. The relay's own ports are
 *   told by variables, and how long it drains.
 * - Stand-ins take the place of commands that need another machine or change this one. Programs are started with the very
 *   files that the guide has put in place, but for ports, addresses and what they write.
 * - The certificate comes from an authority of this test, and not from certbot's.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { CertificateFolder, type TestCertificate } from "./certificates.ts";
import { freePort } from "./free-port.ts";
import { type AllPorts, GuideUnits, HOST } from "./guide-units.ts";
import { installPackage, packedInto } from "./installed-package.ts";
import { Shell } from "./shell.ts";
import { type StandIn, StandIns } from "./stand-ins.ts";
import { freeUdpPort } from "./turn-server.ts";
import { freePorts } from "./web-servers.ts";

/** Commands that run as they are; any other, which no stand-in is for, is not found. */
const COMMANDS = ["cat", "chown", "cp", "env", "grep", "install", "node", "sed", "sh"];

/** And those that come with one of Debian's packages. */
const COMMANDS_OF: Readonly<Record<string, string>> = {
  curl: "curl",
  openssl: "openssl",
  prometheus: "promtool",
};

/** Debian's packages whose programs are here, or stood in for. */
const PACKAGES = [
  ...["caddy", "certbot", "coturn", "curl", "nginx", "nodejs", "npm", "openssl", "prometheus"],
  ...["prometheus-alertmanager", "python3-certbot-nginx", "ufw", "xz-utils"],
];

/** Who is told of alarms, somewhere on the Internet. */
const ALARMS = "https://ntfy.sh/a-topic-that-nobody-guesses";

const run = promisify(execFile);

export class GuideServer {
  readonly ports: AllPorts;
  /** What certbot has got last. */
  certificate: TestCertificate;
  /** What was told to whom alarms go. */
  readonly alarms: string[] = [];
  /** What ufw was told to let in: `80,443/tcp`. */
  readonly allowed: string[] = [];
  readonly #root: string;
  readonly #certificates: CertificateFolder;
  readonly #units: GuideUnits;
  readonly #alarmed: Server;
  #hook = "";
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
    this.#units = new GuideUnits(root, ports, certificate.files, { NODE_EXTRA_CA_CERTS: this.#authorities });
    this.#alarmed = createServer(async (request, response) => {
      this.alarms.push(await text(request));
      response.end();
    });
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
      ['"port": 443', `"port": ${https}`],
      [ALARMS, `http://127.0.0.1:${this.#alarmPort}/`],
      ["/etc/", `${this.#root}/etc/`],
      ["/var/lib/", `${this.#root}/var/lib/`],
      // coturn and everybody else are the user of the tests.
      [" -o turnserver", ""],
      [" -g turnserver", ""],
    ];
    const changed = changes.reduce((rest, [from, to]) => rest.replaceAll(from, to), commands);
    if (this.#shell === undefined) throw new Error("not prepared");
    return this.#shell.run(changed);
  }

  /** What certbot does by itself after two months. */
  async renew(): Promise<void> {
    this.certificate = await this.#certificates.make("renewed");
    await this.#deploy();
  }

  async close(): Promise<void> {
    await this.#shell?.close();
    await this.#units.stop();
    await this.#standIns?.close();
    this.#alarmed.closeAllConnections();
    await new Promise((resolve) => this.#alarmed.close(resolve));
    await this.#certificates.remove();
    await rm(this.#root, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    const [bin, home] = [this.#path("bin"), this.#path("root")];
    // As the packages leave it.
    const folders = [
      ...["etc/systemd/system", "etc/nginx/conf.d", "etc/caddy", "etc/prometheus", "etc/sysctl.d"],
      ...["run", "usr", "var/lib"],
    ];
    for (const folder of folders) await mkdir(this.#path(folder), { recursive: true });
    for (const folder of [bin, home]) await mkdir(folder);
    for (const command of COMMANDS) await this.#provide(command);
    await writeFile(this.#authorities, this.certificate.cert);
    this.#alarmed.listen(0, "127.0.0.1");
    await once(this.#alarmed, "listening");
    this.#standIns = await StandIns.open(bin, this.#standInTable());
    this.#shell = new Shell(home, {
      HOME: home,
      PATH: [bin, this.#path("usr/local/bin")].join(":"),
      npm_config_prefix: this.#path("usr/local"),
      PARLEY_PORT: String(this.ports.relay),
      PARLEY_ADMIN_PORT: String(this.ports.admin),
      NODE_EXTRA_CA_CERTS: this.#authorities,
    });
  }

  #standInTable(): Readonly<Record<string, StandIn>> {
    return {
      "apt-get": async ([what, ...args]) => {
        const wanted = args.filter((arg) => !arg.startsWith("--"));
        if (what !== "update" && what !== "install") throw new Error(`apt-get ${what}?`);
        const missing = wanted.filter((name) => !PACKAGES.includes(name));
        if (missing.length > 0) throw new Error(`apt-get install ${missing.join(" ")}?`);
        for (const command of wanted.map((name) => COMMANDS_OF[name])) {
          if (command !== undefined) await this.#provide(command);
        }
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
        return (await run("nginx", [...(await this.#units.nginx()), "-t"])).stdout;
      },
      systemctl: (args) => this.#units.systemctl(args),
      // What they say is for a person to read.
      hostname: async () => "",
      journalctl: async () => "",
      rm: (args) => this.#rm(args),
      sysctl: async ([how, file = ""]) => {
        const wrong = (await readFile(file, "utf8"))
          .split("\n")
          .filter((line) => !/^(net\.\S+ = .+)?$/.test(line));
        if (how !== "--load" || wrong.length > 0) throw new Error(`sysctl ${how} ${wrong}?`);
        return "";
      },
      // The tunnel's both ends are here.
      ssh: async () => "",
    };
  }

  async #provide(command: string): Promise<void> {
    const path = this.#path("bin", command);
    if (!existsSync(path)) await symlink(await found(command), path);
  }

  /** What npm is asked for on a server. The sources are here. */
  async #npm(args: readonly string[]): Promise<string> {
    switch (args.join(" ").replace(/\S*\.tgz$/, "*.tgz")) {
      case "pack":
        return `${basename(await packedInto(this.#path("root")))}\n`;
      case "install --global *.tgz": {
        await installPackage(this.#path("root", basename(args.at(-1) ?? "")), this.#path("usr/local"));
        return "";
      }
      case "uninstall --global parley":
        await run("npm", ["uninstall", "--global", "--prefix", this.#path("usr/local"), "parley"]);
        return "";
      case "root --global":
        return `${this.#path("usr/local/lib/node_modules")}\n`;
      default:
        throw new Error(`npm ${args.join(" ")}?`);
    }
  }

  async #certbot(args: readonly string[]): Promise<string> {
    const option = (name: string) => args[args.indexOf(name) + 1] ?? "";
    const how = args.filter((arg) => arg === "--nginx" || arg === "--standalone");
    if (args[0] !== "certonly" || how.length !== 1 || option("--domain") !== HOST)
      throw new Error(`certbot ${args.join(" ")}?`);
    this.#hook = option("--deploy-hook");
    return this.#deploy();
  }

  /** Puts the certificate where certbot does, and runs what it runs then; that this fails does not stop it. */
  async #deploy(): Promise<string> {
    const live = this.#path("etc/letsencrypt/live", HOST);
    await mkdir(live, { recursive: true });
    const { cert, files } = this.certificate;
    await writeFile(this.#authorities, cert);
    await cp(files.certFile, join(live, "fullchain.pem"));
    await cp(files.keyFile, join(live, "privkey.pem"));
    return run(this.#hook, { env: { PATH: this.#path("bin") } }).then(
      ({ stdout }) => stdout,
      (error) => String(error),
    );
  }

  /** Removes nothing but what is this server's. */
  async #rm([how, ...paths]: readonly string[]): Promise<string> {
    const others = paths.filter((path) => !path.startsWith(`${this.#root}/`));
    if (how !== "-rf" || others.length > 0) throw new Error(`rm ${how} ${others.join(" ")}?`);
    for (const path of paths) await rm(path, { recursive: true, force: true });
    return "";
  }

  /** Whom programs of Node's trust: the certificate is its own authority. */
  get #authorities(): string {
    return this.#path("authorities.pem");
  }

  get #alarmPort(): number {
    const { port } = this.#alarmed.address() as AddressInfo;
    return port;
  }

  #path(...parts: readonly string[]): string {
    return join(this.#root, ...parts);
  }
}

/** Where a command is. */
async function found(command: string): Promise<string> {
  return realpath((await run("/bin/sh", ["-c", `command -v ${command}`])).stdout.trim());
}
