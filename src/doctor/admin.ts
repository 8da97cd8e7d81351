/** What a relay that runs already says of itself, to whoever may ask its admin listener. */
import { isLoopback } from "../../config/loopback.ts";
import type { Config } from "../../config/settings.ts";
import { PROBE } from "../admin/routes.ts";
import type { Seen } from "../admission/probes.ts";
import { localUrl } from "../serve.ts";
import { speaksPlain } from "../start-warnings.ts";
import { type Answer, type AskOptions, ask } from "./ask.ts";
import { about, type Finding } from "./finding.ts";
import { jsonField } from "./json-field.ts";

type AdminConfig = Pick<Config, "adminHost" | "adminPort" | "adminToken" | "tls" | "tlsCert">;

/** Whether the listener speaks TLS: where the relay does, beyond loopback. */
export const speaksTls = (config: AdminConfig) => !speaksPlain(config) && !isLoopback(config.adminHost);

/** Of a process; what is not known is left out. */
export interface Limits {
  readonly openFiles?: number | undefined;
  /** Bytes. */
  readonly memory?: number | undefined;
}

/** The admin listener of the relay on this machine, where it lets the doctor in; what it does not answer as expected is not known. */
export class RunningAdmin {
  readonly limits: Limits;
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** Resolves with the status of a refusal where it does not; 0 is no answer at all. */
  static async enter(config: AdminConfig): Promise<RunningAdmin | number> {
    const { status, body } = await new RunningAdmin(config).#ask("/metrics");
    return status === 200 ? new RunningAdmin(config, limitsIn(body)) : status;
  }

  private constructor(config: AdminConfig, limits: Limits = {}) {
    this.limits = limits;
    const { adminHost: host, adminPort: port, adminToken } = config;
    this.#url = localUrl({ host, port, tls: speaksTls(config) ? {} : undefined });
    this.#headers = adminToken === undefined ? {} : { Authorization: `Bearer ${adminToken}` };
  }

  /** The subprotocol by which the relay will know a handshake; see `Probes`. */
  async announceHandshake(): Promise<string | undefined> {
    const { body } = await this.#ask(PROBE, { method: "POST" });
    const protocol = jsonField(body, "protocol");
    return typeof protocol === "string" && /^[\w.-]{1,100}$/.test(protocol) ? protocol : undefined;
  }

  /** How the handshake of that subprotocol has come. */
  async seen(protocol: string): Promise<Seen | undefined> {
    const { body } = await this.#ask(`${PROBE}/${protocol}`);
    const trusted = jsonField(body, "trusted");
    const [peer, client, forwarded] = ["peer", "client", "forwarded"].map((name) => jsonField(body, name));
    if (typeof trusted !== "boolean" || typeof peer !== "string") return;
    if (typeof client !== "string" || typeof forwarded !== "string") return;
    return { peer, trusted, forwarded, client };
  }

  /** Status 0 is no answer. Any certificate will do, as it is about this machine. */
  #ask(path: string, options: AskOptions = {}): Promise<Pick<Answer, "status" | "body">> {
    const url = `${this.#url}${path.slice(1)}`;
    return ask(url, { ...options, headers: this.#headers, anyCertificate: true }).catch(() => ({
      status: 0,
      body: "",
    }));
  }
}

/** What the process may have whose metrics these are. */
function limitsIn(metrics: string): Limits {
  const read = (name: string) => {
    const [, value] = new RegExp(`^parley_process_max_${name} (\\d+)$`, "m").exec(metrics) ?? [];
    return value === undefined ? undefined : Number(value);
  };
  return { openFiles: read("open_files"), memory: read("memory_bytes") };
}

/** What is not known of a relay whose admin listener refuses with `status`, as {@link RunningAdmin.enter} tells it. */
export function notLetIn(status: number, { adminToken }: Pick<AdminConfig, "adminToken">): Finding {
  const { warning } = about("admin port");
  const unknown = "so the limits of the relay's process, and whom it takes people for, are not known";
  if (status === 401 || status === 429) {
    const shown =
      adminToken === undefined
        ? "no adminToken was given to the doctor"
        : "adminToken is another than the relay's";
    return warning(
      `The admin listener does not let the doctor in, as ${shown}, ${unknown}.`,
      "Run it with the settings that the relay was started with, adminToken among them (PARLEY_ADMIN_TOKEN).",
    );
  }
  const said = status === 0 ? "does not answer" : `answers HTTP ${status}`;
  return warning(`The admin listener ${said}, ${unknown}.`, "Look into the relay's log.");
}
