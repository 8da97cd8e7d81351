/** A stand-in that answers HTTP until the relay itself is here. */
import { createServer } from "node:http";
import { EdgeError, type EdgeErrorKind } from "./edge/port.ts";
import type { StartRelay } from "./serve.ts";

export const startRelay: StartRelay = (config) =>
  new Promise((resolve, reject) => {
    const server = createServer((_request, response) => response.end("Parley\n"));
    server.on("error", (error: NodeJS.ErrnoException) => {
      const kind = KINDS[error.code ?? ""] ?? "other";
      reject(new EdgeError(kind, `cannot listen on ${config.host} port ${config.port} (${error.code}).`));
    });
    server.listen(config.port, config.host, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : config.port;
      const close = () => new Promise<void>((done) => server.close(() => done()));
      resolve({ edge: "ws", host: config.host, port, close });
    });
  });

const KINDS: Readonly<Record<string, EdgeErrorKind>> = {
  EADDRINUSE: "port-in-use",
  EACCES: "permission",
  EADDRNOTAVAIL: "address",
  ENOTFOUND: "address",
  EAI_AGAIN: "address",
};
