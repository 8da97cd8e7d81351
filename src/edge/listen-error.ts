import { createServer } from "node:net";
import { EdgeError } from "./port.ts";

/** Where to listen. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** The flags that say where; those of the relay's own listener unless told otherwise. */
  readonly flags?: { readonly host: string; readonly port: string };
}

const FLAGS = { host: "--host", port: "--port" } as const;

/** Puts the error of a failed `listen` into one sentence that says where it failed and what to do about it. */
export function listenError(error: NodeJS.ErrnoException, place: Place): EdgeError {
  const where = place.host.includes(":") ? `[${place.host}]:${place.port}` : `${place.host}:${place.port}`;
  const options = { cause: error };
  const flags = place.flags ?? FLAGS;
  switch (error.code) {
    case "EADDRINUSE":
      return new EdgeError(
        "port-in-use",
        `Cannot listen on ${where}: another program has this port; stop it or choose another with ${flags.port}.`,
        options,
      );
    case "EACCES":
    case "EPERM":
      return new EdgeError(
        "permission",
        `Cannot listen on ${where}: this user may not bind the port; choose one above 1023 with ${flags.port}.`,
        options,
      );
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EAI_AGAIN":
    case "EAI_FAIL":
    case "EAI_NONAME":
    case "EINVAL":
    case "ENOTFOUND":
      return new EdgeError(
        "address",
        `Cannot listen on ${where}: this machine has no such address; choose one with ${flags.host}, such as 127.0.0.1.`,
        options,
      );
    default:
      return new EdgeError(
        "other",
        `Cannot listen on ${where}: ${error.message}; choose another ${flags.host} or ${flags.port}.`,
        options,
      );
  }
}

/**
 * Learns why uWebSockets.js, which only says that it failed, could not listen: lets Node try the same and reports
 * what Node was told. Never rejects.
 */
export function probeListen(place: Place): Promise<EdgeError> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(listenError(error, place)));
    probe.listen({ host: place.host, port: place.port, exclusive: true }, () => {
      probe.close(() =>
        resolve(listenError(new Error("the first try failed, a second would not have"), place)),
      );
    });
  });
}
