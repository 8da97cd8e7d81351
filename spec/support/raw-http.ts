import { connect } from "node:net";

/**
 * Sends `request` as it is (`fetch` would tidy a path like `/../x`) and gives back all that came until the server
 * closed. Lines of `request` may end in a bare line feed.
 */
export function rawHttp(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
    socket.setTimeout(5_000, () => {
      socket.destroy(new Error(`no end of the answer; so far: ${Buffer.concat(chunks)}`));
    });
    socket.write(request.replace(/\r?\n/g, "\r\n"));
  });
}
