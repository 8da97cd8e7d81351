import { createServer } from "node:net";

/** A TCP port on 127.0.0.1 that nobody has at the moment, for programs that cannot say which one they were given. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address !== "object" || address === null) return reject(new Error("no address"));
      server.close(() => resolve(address.port));
    });
  });
}
