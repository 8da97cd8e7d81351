import type { Config } from "../../config/settings.ts";
import type { EdgeRequest, HttpAnswer } from "../edge/port.ts";
import { plain } from "../http/plain.ts";
import { type OriginRule, originRule } from "./origins.ts";

/** Who may open a WebSocket. */
export class Admission {
  readonly #maxConnections: number;
  readonly #allows: OriginRule;

  constructor(config: Pick<Config, "maxConnections" | "origins" | "publicUrl">) {
    this.#maxConnections = config.maxConnections;
    this.#allows = originRule(config);
  }

  /** The answer to somebody who may not; `open` is how many sockets are. */
  refusal(request: EdgeRequest, open: number): HttpAnswer | undefined {
    if (!this.#allows(request)) return plain(403, "Pages of this origin may not connect here.");
    if (this.#maxConnections > 0 && open >= this.#maxConnections) {
      return plain(503, "The relay is full; try again later.", { "Retry-After": "30" });
    }
    return undefined;
  }
}
