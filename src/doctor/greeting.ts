/** Says `hello` to a relay, as a client would. */
import { WebSocket } from "ws";
import { CLOSE } from "../../actors/protocol/close-codes.ts";
import { PROTOCOL } from "../../actors/session/link.ts";
import { plainAddress } from "../edge/address.ts";
import { PATIENCE } from "./finding.ts";
import { jsonField } from "./json-field.ts";

/** What came of it. */
export type Greeting =
  /** `from` is the address that this machine has used. */
  | { readonly is: "welcomed"; readonly from: string }
  /** Something answered, but opened no WebSocket; `location` is where it would send a browser. */
  | { readonly is: "refused"; readonly status: number; readonly location?: string | undefined }
  /** A relay that is stopping: it takes nobody new. */
  | { readonly is: "stopping" }
  /** A WebSocket, but no relay. */
  | { readonly is: "stranger" }
  /** Node's or OpenSSL's code, e.g. `ECONNREFUSED`. */
  | { readonly is: "failed"; readonly code: string };

interface GreetOptions {
  /** As a page of the relay's sends it. */
  readonly origin: string;
  /** Subprotocols to offer beside that of the relay. */
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly anyCertificate?: boolean;
}

/** Says `hello` and goodbye. Never rejects; what takes longer than {@link PATIENCE} is `ETIMEDOUT`. */
export function greet(
  url: string,
  { origin, protocols = [], headers = {}, anyCertificate = false }: GreetOptions,
): Promise<Greeting> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, [PROTOCOL, ...protocols], {
      perMessageDeflate: false,
      maxPayload: FRAME_AT_MOST,
      origin,
      headers,
      rejectUnauthorized: !anyCertificate,
    });
    let from = "";
    const end = (greeting: Greeting) => {
      clearTimeout(timer);
      resolve(greeting);
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      // A server that does not answer the goodbye holds nobody up.
      setTimeout(() => socket.terminate(), GOODBYE).unref();
    };
    const timer = setTimeout(() => end({ is: "failed", code: "ETIMEDOUT" }), PATIENCE);
    socket.on("upgrade", ({ socket: { localAddress } }) => {
      from = plainAddress(localAddress);
    });
    socket.on("open", () => socket.send(JSON.stringify({ type: "hello" })));
    socket.once("message", (data) =>
      end(jsonField(String(data), "type") === "welcome" ? { is: "welcomed", from } : { is: "stranger" }),
    );
    socket.on("unexpected-response", (request, { statusCode: status = 0, headers: { location } }) => {
      end({ is: "refused", status, location });
      request.destroy();
    });
    socket.on("error", (error: Error & { code?: string }) =>
      end(
        /subprotocol/.test(error.message)
          ? { is: "stranger" }
          : { is: "failed", code: error.code ?? error.message },
      ),
    );
    socket.on("close", (code) => end({ is: code === CLOSE.restart.code ? "stopping" : "stranger" }));
  });
}

const FRAME_AT_MOST = 64 * 1024;
/** ms. */
const GOODBYE = 1_000;
