/** Many connections at once, opened a few at a time and spread over loopback addresses. */
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
  /** How many handshakes may be under way at a time. */
  readonly concurrency: number;
  /** Hears how long each took, from opening the socket to CONNECTED. */
  readonly onConnected?: (milliseconds: number) => void;
}

const CLIENTS_PER_ADDRESS = 4000;

/** Resolves when all are connected, rejects when one fails. */
export async function openCrowd(options: CrowdOptions): Promise<Client[]> {
  const { dialect, port, count, onConnected } = options;
  const clients: Client[] = [];
  let opened = 0;
  async function openInTurn(): Promise<void> {
    while (opened < count) {
      const localAddress = `127.0.0.${2 + Math.floor(opened++ / CLIENTS_PER_ADDRESS)}`;
      const since = performance.now();
      const connection = new Connection(dialect, port, localAddress);
      const { payload } = await connection.next("CONNECTED");
      onConnected?.(performance.now() - since);
      clients.push({ connection, code: String(payload.code) });
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, openInTurn));
  return clients;
}
