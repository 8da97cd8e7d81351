/** Whether the relay can have its ports, or has them already. */
import { createServer } from "node:net";
import type { Config } from "../../config/settings.ts";
import { ADMIN_FLAGS } from "../admin/admin.ts";
import { listenError, type Place } from "../edge/listen-error.ts";
import type { EdgeError } from "../edge/port.ts";
import { localUrl } from "../serve.ts";
import { speaksPlain } from "../start-warnings.ts";
import { speaksTls } from "./admin.ts";
import { ask } from "./ask.ts";
import { about, type Finding } from "./finding.ts";
import { jsonField } from "./json-field.ts";

export interface PortFinding {
  readonly finding: Finding;
  /** Whether a relay runs there at this moment. */
  readonly isRunning: boolean;
}

export function checkPort(config: Config): Promise<PortFinding> {
  const { host, port } = config;
  return checkPlace("port", { host, port }, !speaksPlain(config));
}

/** The admin listener's, which speaks TLS only beyond loopback. */
export async function checkAdminPort(config: Config): Promise<PortFinding> {
  const { adminHost: host, adminPort: port } = config;
  if (port === -1) {
    return { finding: about("admin port").ok("The admin listener is switched off."), isRunning: false };
  }
  return checkPlace("admin port", { host, port, flags: ADMIN_FLAGS }, speaksTls(config));
}

async function checkPlace(check: string, place: Place, speaksTls: boolean): Promise<PortFinding> {
  const { host, port } = place;
  const { ok, problem } = about(check);
  const answer = (finding: Finding, isRunning = false) => ({ finding, isRunning });
  if (port === 0) return answer(ok("Any free port will do."));
  const error = await listening(place);
  if (error === undefined) return answer(ok(`Port ${port} of ${host} is free.`));
  const url = localUrl({ host, port, tls: speaksTls ? {} : undefined });
  if (error.kind === "port-in-use" && (await isRelay(url))) {
    return answer(ok(`A relay runs on port ${port} of ${host} already.`), true);
  }
  const [says = "", ...todo] = error.message.split("; ");
  const sentence = todo.join("; ");
  return answer(problem(`${says}.`, `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`));
}

/** Takes the port and gives it back; resolves with why it could not be taken. */
function listening(place: Place): Promise<EdgeError | undefined> {
  const { host, port } = place;
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(listenError(error, place)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether `/health` is answered as Parley answers it. It is about this machine, so any certificate will do. */
async function isRelay(url: string): Promise<boolean> {
  const health = await ask(`${url}health`, { anyCertificate: true }).catch(() => undefined);
  return jsonField(health?.body ?? "", "status") === "ok";
}
