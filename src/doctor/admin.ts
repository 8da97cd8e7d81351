/** What a relay that runs already says of itself, to whoever may ask its admin listener. */
import { isLoopback } from "../../config/loopback.ts";
import type { Config } from "../../config/settings.ts";
import { PROBE } from "../admin/routes.ts";
import type { Seen } from "../admission/probes.ts";
import { localUrl } from "../serve.ts";
import { speaksPlain } from "../start-warnings.ts";
import { type AskOptions, ask } from "./ask.ts";
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

/** The admin listener of the relay on this machine; whatever it does not answer as expected is not known. */
export class RunningAdmin {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(config: AdminConfig) {
    const { adminHost: host, adminPort: port, adminToken } = config;
    this.#url = localUrl({ host, port, tls: speaksTls(config) ? {} : undefined });
    this.#headers = adminToken === undefined ? {} : { Authorization: `Bearer ${adminToken}` };
  }

  /** The subprotocol by which the relay will know a handshake; see `Probes`. */
  async announceHandshake(): Promise<string | undefined> {
    const protocol = jsonField(await this.#ask(PROBE, { method: "POST" }), "protocol");
    return typeof protocol === "string" && /^[\w.-]{1,100}$/.test(protocol) ? protocol : undefined;
  }

  /** How the handshake of that subprotocol has come. */
  async seen(protocol: string): Promise<Seen | undefined> {
    const answer = await this.#ask(`${PROBE}/${protocol}`);
    const [peer, trusted, forwarded] = ["peer", "trusted", "forwarded"].map((name) =>
      jsonField(answer, name),
    );
    if (typeof peer !== "string" || typeof trusted !== "boolean" || typeof forwarded !== "string") return;
    return { peer, trusted, forwarded };
  }

  /** What its process may have. */
  async limits(): Promise<Limits> {
    const metrics = await this.#ask("/metrics");
    const read = (name: string) => {
      const [, value] = new RegExp(`^parley_process_max_${name} (\\d+)$`, "m").exec(metrics) ?? [];
      return value === undefined ? undefined : Number(value);
    };
    return { openFiles: read("open_files"), memory: read("memory_bytes") };
  }

  /** What is answered; nothing when it is a refusal. Any certificate will do, as it is about this machine. */
  async #ask(path: string, options: AskOptions = {}): Promise<string> {
    const url = `${this.#url}${path.slice(1)}`;
    const answer = await ask(url, { ...options, headers: this.#headers, anyCertificate: true }).catch(
      () => undefined,
    );
    return answer?.status === 200 ? answer.body : "";
  }
}
