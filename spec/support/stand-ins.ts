/** Commands that cannot run in a test, answered by the test itself. */
import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";

/** Does what the command is there for, and resolves with what it prints. Rejecting is its failure. */
export type StandIn = (args: readonly string[]) => Promise<string>;

/** Programs in a folder for the PATH, each of which asks the test. */
export class StandIns {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Puts one for each name into `folder`. */
  static async open(folder: string, standIns: Readonly<Record<string, StandIn>>): Promise<StandIns> {
    const server = createServer(async (request, response) => {
      try {
        const args = strings(await json(request));
        const standIn = standIns[(request.url ?? "").slice(1)];
        if (standIn === undefined) throw new Error(`nobody stands in for ${request.url}`);
        response.end(await standIn(args));
      } catch (error) {
        response.writeHead(500).end(`${error instanceof Error ? error.message : error}\n`);
      }
    });
    const path = join(folder, ".stand-ins");
    server.listen(path);
    await once(server, "listening");
    for (const name of Object.keys(standIns)) {
      await writeFile(join(folder, name), program(path, name));
      await chmod(join(folder, name), 0o755);
    }
    return new StandIns(server);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

/** A failure is told on standard error, with exit code 1. */
const program = (socketPath: string, name: string) => `#!${process.execPath}
const options = { socketPath: ${JSON.stringify(socketPath)}, path: "/${name}", method: "POST" };
require("node:http").request(options, (answer) => {
  const isWell = answer.statusCode === 200;
  process.exitCode = isWell ? 0 : 1;
  answer.pipe(isWell ? process.stdout : process.stderr);
}).end(JSON.stringify(process.argv.slice(2)));
`;

function strings(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Error("no list of arguments");
  return value.map(String);
}
