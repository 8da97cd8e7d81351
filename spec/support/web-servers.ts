/** The web servers that the samples are for, started with these very files. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../config/load.ts";
import type { Config } from "../../config/settings.ts";
import type { TestCertificate } from "./certificates.ts";
import { freePort } from "./free-port.ts";
import { Program } from "./program.ts";
import { changed, sample } from "./samples.ts";
import type { ClientOptions } from "./ws-client.ts";

/** Whom a sample is for, and below which path it shows the relay. */
export const SITES = {
  nginx: { server: "nginx", file: "nginx/parley.conf", path: "/" },
  "nginx below a path": { server: "nginx", file: "nginx/parley-subpath.conf", path: "/chat/" },
  Caddy: { server: "caddy", file: "Caddyfile", path: "/" },
  "Caddy below a path": { server: "caddy", file: "Caddyfile.subpath", path: "/chat/" },
} as const;
export type SiteName = keyof typeof SITES;

/** The host of the samples, and that of the tests. */
const EXAMPLE = "chat.example.org";
const HOST = "localhost";

/** Ports that were free a moment ago: of the web server by `http:` and `https:`, and of the relay behind it. */
export interface Ports {
  readonly http: number;
  readonly https: number;
  readonly relay: number;
}

export const freePorts = async (): Promise<Ports> => ({
  http: await freePort(),
  https: await freePort(),
  relay: await freePort(),
});

/** A web server on 127.0.0.1 in front of a relay. */
export class WebServer {
  readonly ports: Ports;
  /** How clients of Node's come to it. */
  readonly options: Pick<ClientOptions, "ca" | "family">;
  readonly #program: Program;
  readonly #folder: string;
  readonly #path: string;

  private constructor(program: Program, folder: string, ports: Ports, path: string, ca: string) {
    this.#program = program;
    this.#folder = folder;
    this.ports = ports;
    this.#path = path;
    this.options = { ca, family: 4 };
  }

  /** `changes` are more of them for the sample. */
  static async start(
    name: SiteName,
    ports: Ports,
    certificate: TestCertificate,
    changes: Readonly<Record<string, string>> = {},
  ): Promise<WebServer> {
    const { server, file, path } = SITES[name];
    const folder = await mkdtemp(join(tmpdir(), "parley-web-"));
    const start = server === "nginx" ? startNginx : startCaddy;
    const program = await start(folder, sample(file, changes), ports, certificate);
    await program.listening(ports.https);
    return new WebServer(program, folder, ports, path, certificate.cert);
  }

  /** Where people find the relay, with a slash at its end. */
  get url(): string {
    return publicUrl(this.ports, this.#path);
  }

  /** The same by the scheme `wss:`. */
  get socketUrl(): string {
    return this.url.replace(/^http/, "ws");
  }

  async stop(): Promise<void> {
    await this.#program.stop();
    await rm(this.#folder, { recursive: true });
  }
}

/** The relay's settings file for it: the sample of that, with other URLs. */
export function relayFile(name: SiteName, ports: Ports): string {
  return sample("parley.json", { "https://chat.example.org/": publicUrl(ports, SITES[name].path) });
}

/** What that file sets. */
export function relaySettings(
  name: SiteName,
  ports: Ports,
): Pick<Config, "port" | "publicUrl" | "trustedProxies"> {
  const env = { PARLEY_CONFIG: "parley.json", PARLEY_PORT: String(ports.relay) };
  const loaded = loadConfig({ flags: {}, env, readFile: () => relayFile(name, ports) });
  if (!loaded.ok) throw new Error(loaded.problems.join(" "));
  const { port, publicUrl, trustedProxies } = loaded.config;
  return { port, publicUrl, trustedProxies };
}

const publicUrl = ({ https }: Ports, path: string) => `https://${HOST}:${https}${path}`;

/** Another host and certificate, and what {@link nginxChanges} says. */
async function startNginx(
  folder: string,
  text: string,
  ports: Ports,
  { files }: TestCertificate,
): Promise<Program> {
  const site = changed("the site", text, {
    [`/etc/letsencrypt/live/${EXAMPLE}/fullchain.pem`]: files.certFile,
    [`/etc/letsencrypt/live/${EXAMPLE}/privkey.pem`]: files.keyFile,
    ...nginxChanges(ports),
    [EXAMPLE]: HOST,
  });
  return new Program("nginx", await nginxArguments(folder, site));
}

/** Other addresses and ports for a sample of nginx's. */
export function nginxChanges({ http, https, relay }: Ports): Record<string, string> {
  return {
    "listen [::]:443 ssl http2;": "",
    "listen 443 ssl": `listen 127.0.0.1:${https} ssl`,
    "127.0.0.1:6789": `127.0.0.1:${relay}`,
    "listen [::]:80;": "",
    "listen 80;": `listen 127.0.0.1:${http};`,
  };
}

/** How nginx is started in the foreground with a site, around which stands what Debian has around it. */
export async function nginxArguments(folder: string, site: string): Promise<readonly string[]> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const main = [
    "daemon off;",
    `pid ${folder}/nginx.pid;`,
    ...(process.getuid?.() === 0 ? ["user root;"] : []),
    "events { worker_connections 256; }",
    "http {",
    "access_log off;",
    ...temporary.map((what) => `${what}_temp_path ${folder}/${what};`),
    `include ${folder}/parley.conf;`,
    "}",
    "",
  ];
  await writeFile(join(folder, "parley.conf"), site);
  await writeFile(join(folder, "nginx.conf"), main.join("\n"));
  return ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"];
}

/** As {@link caddy} says. */
function startCaddy(
  folder: string,
  text: string,
  ports: Ports,
  { files }: TestCertificate,
): Promise<Program> {
  const site = changed("the Caddyfile", text, { [`\n${EXAMPLE} {`]: `\n${HOST} {` });
  return caddy(folder, site, HOST, ports, files);
}

/** Caddy with a site, but for ports of one's own, and a certificate in the place of one that it would fetch. */
export async function caddy(
  folder: string,
  site: string,
  host: string,
  { http, https, relay }: Ports,
  files: TestCertificate["files"],
): Promise<Program> {
  const globals = [
    "admin off",
    `http_port ${http}`,
    `https_port ${https}`,
    "default_bind 127.0.0.1",
    "skip_install_trust",
  ];
  const moved = changed("the Caddyfile", site, {
    [`\n${host} {`]: `\n${host} {\n\ttls ${files.certFile} ${files.keyFile}\n`,
    "127.0.0.1:6789": `127.0.0.1:${relay}`,
  });
  await mkdir(join(folder, "home"), { recursive: true });
  await writeFile(join(folder, "Caddyfile"), `{\n\t${globals.join("\n\t")}\n}\n${moved}`);
  return new Program("caddy", ["run", "--adapter", "caddyfile", "--config", join(folder, "Caddyfile")], {
    HOME: join(folder, "home"),
  });
}
