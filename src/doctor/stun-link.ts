/** The way to a STUN or TURN server: one request after the other, and the answer to each. */
import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { bareHost } from "../edge/address.ts";
import { PATIENCE } from "./finding.ts";
import { serverName } from "./shown-certificate.ts";
import { type OutgoingMessage, type Response, readStunResponse, stunLength } from "./stun.ts";

/** A server's URL in parts (RFC 7064, RFC 7065). */
export interface StunServer {
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** `dtls` is `turns:` over UDP, which Node does not speak. */
  readonly transport: "udp" | "tcp" | "tls" | "dtls";
}

/** Of a URL as the settings have it, brought to one spelling. */
export function stunServer(url: string): StunServer {
  const [, scheme = "", host = "", port, transport] =
    /^(stuns?|turns?):(\[[^\]]*\]|[^:?]*)(?::(\d+))?(?:\?transport=(udp|tcp))?$/.exec(url) ?? [];
  const isSecure = scheme.endsWith("s");
  const secure = transport === "udp" ? "dtls" : "tls";
  return {
    host: bareHost(host),
    port: Number(port ?? (isSecure ? 5349 : 3478)),
    transport: isSecure ? secure : transport === "tcp" ? "tcp" : "udp",
  };
}

export interface StunLink {
  /** Rejects with Node's error, or an `ETIMEDOUT` of ours. */
  ask(request: OutgoingMessage): Promise<Response>;
  close(): void;
}

/** The addresses of a host. */
export type Lookup = (host: string) => Promise<readonly Address[]>;
interface Address {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

const systemLookup: Lookup = (host) => lookup(host, { all: true });

/** One request at a time. All together may take {@link PATIENCE}; then whatever is asked fails. */
export function openStunLink(server: StunServer, addressesOf = systemLookup): StunLink {
  return server.transport === "udp" ? overUdp(server, addressesOf) : overTcp(server);
}

/** As UDP loses packets, a request goes out again after so many ms, then after twice that, and so on (RFC 8489 §6.2.1). */
const FIRST_PAUSE = 500;

function overUdp({ host, port }: StunServer, addressesOf: Lookup): StunLink {
  let socket: DatagramSocket | undefined;
  const awaited = new Awaited(() => socket?.close());
  const connected = addressesOf(host).then(async (addresses) => {
    // A socket is of one family; that of IPv4 works nearly everywhere.
    const to = addresses.find(({ family }) => family === 4) ?? addresses[0];
    if (to === undefined) throw Object.assign(new Error("no address"), { code: "ENOTFOUND" });
    if (awaited.isClosed) return;
    socket = createSocket(to.family === 6 ? "udp6" : "udp4");
    socket.on("message", (bytes) => awaited.heard(bytes));
    socket.on("error", (error) => awaited.fail(error));
    // A connected socket hears nobody else, and is told when nothing listens there.
    socket.connect(port, to.address);
    await once(socket, "connect");
  });
  connected.catch((error: Error) => awaited.fail(error));
  return {
    async ask(request) {
      const answer = awaited.answer(request.transaction);
      let again: NodeJS.Timeout | undefined;
      const send = (pause: number) => {
        socket?.send(request.bytes);
        again = setTimeout(send, pause, pause * 2);
      };
      await Promise.race([connected, answer]);
      send(FIRST_PAUSE);
      return answer.finally(() => clearTimeout(again));
    },
    close: () => awaited.close(),
  };
}

/** RFC 8489 §6.2.2: messages follow one another, each with its length. */
function overTcp({ host, port, transport }: StunServer): StunLink {
  const socket: Socket =
    transport === "tls" ? connectTls({ host, port, ...serverName(host) }) : connectTcp({ host, port });
  const awaited = new Awaited(() => socket.destroy());
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (
      let length = stunLength(pending);
      length !== undefined && length <= pending.length;
      length = stunLength(pending)
    ) {
      awaited.heard(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  });
  socket.on("error", (error) => awaited.fail(error));
  socket.on("end", () =>
    awaited.fail(Object.assign(new Error("closed by the server"), { code: "ECONNRESET" })),
  );
  return {
    ask(request) {
      socket.write(request.bytes);
      return awaited.answer(request.transaction);
    },
    close: () => awaited.close(),
  };
}

/** The one answer that is waited for, and when to give up. */
class Awaited {
  readonly #release: () => void;
  readonly #timer: NodeJS.Timeout;
  #failure: Error | undefined;
  #isClosed = false;
  #waiting:
    | {
        readonly transaction: Buffer;
        readonly resolve: (response: Response) => void;
        readonly reject: (error: Error) => void;
      }
    | undefined;

  constructor(release: () => void) {
    this.#release = release;
    this.#timer = setTimeout(
      () => this.fail(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" })),
      PATIENCE,
    );
  }

  answer(transaction: Buffer): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) reject(this.#failure);
      else this.#waiting = { transaction, resolve, reject };
    });
  }

  heard(bytes: Buffer): void {
    const { transaction, resolve } = this.#waiting ?? {};
    const response = transaction === undefined ? undefined : readStunResponse(bytes, transaction);
    if (response === undefined) return;
    this.#waiting = undefined;
    resolve?.(response);
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }

  /** Whether nobody waits any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.fail(new Error("closed"));
    this.#release();
  }
}
