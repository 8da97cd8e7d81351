import { expect } from "@jest/globals";
import type {
  EdgeHandler,
  EdgeOptions,
  EdgeRequest,
  EdgeServer,
  EdgeSocket,
  HttpAnswer,
  StartEdge,
  UpgradeDecision,
} from "../../src/edge/port.ts";
import { startPortable } from "../../src/edge/portable.ts";
import { startUws } from "../../src/edge/uws.ts";
import { plain } from "../../src/http/plain.ts";
import { EventLog } from "./event-log.ts";
import { Client, type ClientOptions } from "./ws-client.ts";

/** Both adapters, for `describe.each`: every test of the edge has to hold for each. */
export const EDGES: readonly { readonly kind: EdgeServer["kind"]; readonly start: StartEdge }[] = [
  { kind: "uws", start: startUws },
  { kind: "ws", start: startPortable },
];

export const OPTIONS: EdgeOptions = {
  host: "127.0.0.1",
  port: 0,
  maxMessageBytes: 1000,
  outboxBytes: 262_144,
  idleTimeout: 60,
  trustedProxies: [],
};

/**
 * Stands where the relay will: accepts all but `/refused`, confirms `parley.v1` when it is offered, and writes down
 * what it hears. Tests put what should happen into `onOpen`, `onText` and `onHttp`.
 */
export class RecordingHandler implements EdgeHandler<string> {
  readonly log = new EventLog();
  /** In the order they were opened. */
  readonly sockets: EdgeSocket[] = [];
  readonly requests: EdgeRequest[] = [];
  onOpen: (socket: EdgeSocket) => void = () => {};
  onText: (socket: EdgeSocket, frame: string) => void = () => {};
  onClosed: (socket: EdgeSocket) => void = () => {};
  onHttp: (request: EdgeRequest) => HttpAnswer = () => plain(404, "nothing");

  upgrade(request: EdgeRequest): UpgradeDecision<string> {
    this.requests.push(request);
    if (request.path === "/refused") {
      return { accept: false, answer: plain(403, "not you", { "X-Why": "test" }) };
    }
    const offered = request.headers["sec-websocket-protocol"].split(",").map((name) => name.trim());
    const context = `from ${request.path}`;
    return offered.includes("parley.v1")
      ? { accept: true, protocol: "parley.v1", context }
      : { accept: true, context };
  }

  open(socket: EdgeSocket, context: string) {
    this.sockets.push(socket);
    this.log.add(`open ${context}`);
    this.onOpen(socket);
    return {
      text: (frame: string) => {
        this.log.add(`text ${frame}`);
        this.onText(socket, frame);
      },
      binary: (byteLength: number) => this.log.add(`binary ${byteLength}`),
      closed: (code: number) => {
        this.log.add(`closed ${code}`);
        this.onClosed(socket);
      },
    };
  }

  http(request: EdgeRequest): HttpAnswer {
    this.requests.push(request);
    return this.onHttp(request);
  }

  /** The socket opened as the `index`th. */
  socket(index: number): EdgeSocket {
    const socket = this.sockets[index];
    if (socket === undefined) throw new Error(`only ${this.sockets.length} sockets were opened`);
    return socket;
  }
}

/** An edge with those options, and what stands behind it. */
export async function listening(start: StartEdge, options: Partial<EdgeOptions> = {}) {
  const relay = new RecordingHandler();
  return { relay, server: await start({ ...OPTIONS, ...options }, relay) };
}

/** A client of an edge. */
export function connectTo({ port }: EdgeServer, path = "/ws", options: ClientOptions = {}): Promise<Client> {
  return Client.open(`ws://127.0.0.1:${port}${path}`, options);
}

/** Ends an edge. Whatever a test did: each socket that was opened has been closed, and only once. */
export async function closeWhole(server: EdgeServer, { log }: RecordingHandler): Promise<void> {
  await server.close();
  expect(log.count("closed")).toBe(log.count("open"));
}

/** So many frames that are told apart. */
export function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}
