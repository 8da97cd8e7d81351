/** Whether the relay can have its port, or has it already. */
import { createServer } from "node:net";
import type { Config } from "../../config/settings.ts";
import { listenError } from "../edge/listen-error.ts";
import type { EdgeError } from "../edge/port.ts";
import { localUrl } from "../serve.ts";
import { ask } from "./ask.ts";
import { about, type Finding } from "./finding.ts";

export interface PortFinding {
  readonly finding: Finding;
  /** Whether a relay runs there at this moment. */
  readonly isRunning: boolean;
}

export async function checkPort({ host, port, tls, tlsCert }: Config): Promise<PortFinding> {
  const { ok, problem } = about("port");
  const answer = (finding: Finding, isRunning = false) => ({ finding, isRunning });
  if (port === 0) return answer(ok("Any free port will do."));
  const error = await listening(host, port);
  if (error === undefined) return answer(ok(`Port ${port} of ${host} is free.`));
  const speaksTls = tls !== "off" || tlsCert !== undefined;
  const url = localUrl({ host, port, tls: speaksTls ? {} : undefined });
  if (error.kind === "port-in-use" && (await isRelay(url))) {
    return answer(ok(`A relay runs on port ${port} of ${host} already.`), true);
  }
  const [says = "", todo = ""] = error.message.split("; ");
  return answer(problem(`${says}.`, `${todo.charAt(0).toUpperCase()}${todo.slice(1)}`));
}

/** Takes the port and gives it back; resolves with why it could not be taken. */
function listening(host: string, port: number): Promise<EdgeError | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(listenError(error, { host, port })));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether `/health` is answered as Parley answers it. It is about this machine, so any certificate will do. */
async function isRelay(url: string): Promise<boolean> {
  try {
    const health: unknown = JSON.parse((await ask(`${url}health`, { anyCertificate: true })).body);
    return typeof health === "object" && health !== null && Reflect.get(health, "status") === "ok";
  } catch {
    return false;
  }
}
