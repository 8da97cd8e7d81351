/** Whether the relay can have its ports, or has them already. */
import { createServer } from "node:net";
import type { Config } from "../../config/settings.ts";
import { ADMIN_FLAGS } from "../admin/admin.ts";
import { listenError, type Place } from "../edge/listen-error.ts";
import type { EdgeError } from "../edge/port.ts";
import { HEALTH } from "../http/answers.ts";
import { localUrl } from "../serve.ts";
import { speaksPlain } from "../start-warnings.ts";
import { speaksTls } from "./admin.ts";
import { ask } from "./ask.ts";
import { about, type Finding } from "./finding.ts";
import { jsonField } from "./json-field.ts";

/** What is asked of the ports. */
export interface PortOptions {
  /** Whether a relay has to run: then a port that it does not have is a problem. */
  readonly mustRun: boolean;
  /** Takes a port and gives it back; resolves with why it could not be taken. */
  readonly listen?: (place: Place) => Promise<EdgeError | undefined>;
}

export interface PortFinding {
  readonly finding: Finding;
  /** Whether a relay runs there at this moment. */
  readonly isRunning: boolean;
}

export function checkPort(config: Config, options: PortOptions): Promise<PortFinding> {
  const { host, port } = config;
  return checkPlace("port", { host, port }, !speaksPlain(config), options);
}

/** The admin listener's, which speaks TLS only beyond loopback. */
export async function checkAdminPort(config: Config, options: PortOptions): Promise<PortFinding> {
  const { adminHost: host, adminPort: port } = config;
  if (port === -1) {
    return { finding: about("admin port").ok("The admin listener is switched off."), isRunning: false };
  }
  return checkPlace("admin port", { host, port, flags: ADMIN_FLAGS }, speaksTls(config), options);
}

async function checkPlace(
  check: string,
  place: Place,
  speaksTls: boolean,
  { mustRun, listen = listening }: PortOptions,
): Promise<PortFinding> {
  const { host, port } = place;
  const { ok, problem } = about(check);
  const answer = (finding: Finding, isRunning = false) => ({ finding, isRunning });
  if (port === 0) return answer(mustRun ? problem(...UNKNOWN) : ok("Any free port will do."));
  const error = await listen(place);
  // Whoever may not have the port is not told that a relay has it.
  const isTaken = error?.kind === "port-in-use" || error?.kind === "permission";
  if (isTaken && (await isRelay(localUrl({ host, port, tls: speaksTls ? {} : undefined })))) {
    return answer(ok(`A relay runs on port ${port} of ${host} already.`), true);
  }
  if (mustRun && (error === undefined || error.kind === "permission")) {
    return answer(problem(`No relay runs on port ${port} of ${host}.`, "Start it, and look into its log."));
  }
  if (error === undefined) return answer(ok(`Port ${port} of ${host} is free.`));
  const [says = "", ...todo] = error.message.split("; ");
  const sentence = todo.join("; ");
  return answer(problem(`${says}.`, `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`));
}

/** Of a relay that has to run. */
const UNKNOWN = [
  "Where a relay runs with any free port, nobody can tell.",
  "Give it a port of its own, or the one that it has got.",
] as const;

/** Takes the port and gives it back; resolves with why it could not be taken. */
function listening(place: Place): Promise<EdgeError | undefined> {
  const { host, port } = place;
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(listenError(error, place)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether `/health` says that it is Parley's. It is about this machine, so any certificate will do. */
async function isRelay(url: string): Promise<boolean> {
  const health = await ask(`${url}health`, { anyCertificate: true }).catch(() => undefined);
  return jsonField(health?.body ?? "", "server") === HEALTH.server;
}
