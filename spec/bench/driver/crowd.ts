/** Many connections at once, opened a few at a time and spread over loopback addresses. */
import type { LocalEnd } from "./connection.ts";
import { Connection } from "./connection.ts";
import type { Dialect } from "./dialect.ts";

/** A person of the load: a connection that has been CONNECTED, and the code it was given. */
export interface Client {
  readonly connection: Connection;
  readonly code: string;
}

export interface CrowdOptions {
  readonly dialect: Dialect;
  readonly port: number;
  readonly count: number;
  /** How many of this job's connections were opened before. */
  readonly after?: number;
  /** How many handshakes may be under way at a time. */
  readonly concurrency: number;
  /** Hears how long each took, from opening the socket to CONNECTED. */
  readonly onConnected?: (milliseconds: number) => void;
}

/**
 * An explicit port, because the kernel's search for a free one grows slow with thousands bound. Below the
 * ephemeral range, so that nobody else is given it.
 */
const FIRST_PORT = 20_000;
const CLIENTS_PER_ADDRESS = 4000;

/** Resolves when all are connected, rejects when one fails. */
export async function openCrowd(options: CrowdOptions): Promise<Client[]> {
  const { dialect, port, count, onConnected } = options;
  const first = options.after ?? 0;
  const clients: Client[] = [];
  let opened = 0;
  async function openInTurn(): Promise<void> {
    while (opened < count) {
      const from = localEnd(first + opened++);
      const since = performance.now();
      const connection = new Connection(dialect, port, from);
      const { payload } = await connection.next("CONNECTED");
      onConnected?.(performance.now() - since);
      clients.push({ connection, code: String(payload.code) });
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, openInTurn));
  return clients;
}

function localEnd(index: number): LocalEnd {
  return {
    localAddress: `127.0.0.${2 + Math.floor(index / CLIENTS_PER_ADDRESS)}`,
    localPort: FIRST_PORT + (index % CLIENTS_PER_ADDRESS),
  };
}
