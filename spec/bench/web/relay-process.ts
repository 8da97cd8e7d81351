import { spawn } from "node:child_process";
import { once } from "node:events";

const UNLIMITED = ["--message-burst", "0", "--message-rate", "0", "--byte-burst", "0", "--byte-rate", "0"];

/** Runs `use` with the address of a relay in a process of its own, which serves the built web client. */
export async function withRelay(use: (url: string) => Promise<void>): Promise<void> {
  const flags = ["--port", "0", "--admin-port", "-1", "--log-level", "silent", ...UNLIMITED];
  const args = ["dist/src/cli.js", "serve", ...flags];
  const relay = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [greeting] = await once(relay.stdout, "data");
    const url = /http:\/\/\S+/.exec(String(greeting))?.[0];
    if (url === undefined) throw new Error(`The relay said ${greeting}`);
    await use(url);
  } finally {
    relay.kill();
  }
}
