/** The apps of uWebSockets.js below one edge: one, and with TLS another for each certificate that was exchanged. */
import type { TemplatedApp, us_listen_socket } from "uWebSockets.js";
import { CertificateError, type CertificateFiles } from "../tls/certificate.ts";
import { probeListen } from "./listen-error.ts";
import type { Native } from "./native.ts";
import type { EdgeOptions, EdgeServer } from "./port.ts";

/** Adds an app's routes. `others` always holds all the other apps: what is published is for their sockets too. */
export type AddRoutes = (app: TemplatedApp, others: readonly TemplatedApp[]) => TemplatedApp;

interface Member {
  readonly app: TemplatedApp;
  readonly others: TemplatedApp[];
}

/**
 * Listens with a first app. An app cannot exchange its certificate, and one added for a server name would not be for
 * clients that name none, as those that connect to an IP address. So `useCertificate` lets a new app take over the
 * port, within one turn; sockets of the old one live on there. Only a connection that the kernel holds at that moment
 * and nobody has accepted yet is reset. Native code never frees an app: each exchange costs 100–200 KiB for good.
 */
export async function listenUws(
  native: Native,
  options: EdgeOptions,
  addRoutes: AddRoutes,
): Promise<EdgeServer> {
  const first = createMember(native, options.certificate, [], addRoutes);
  const members = [first];
  let current = first.app;
  let listening = listenWith(native, current, options.host, options.port);
  if (listening === false) {
    current.close();
    throw await probeListen(options);
  }
  const port = native.us_socket_local_port(listening);
  if (options.port === 0 && options.certificate !== undefined) {
    // Only a port that was asked for by number gets SO_REUSEADDR, and only then may an app take it over later.
    native.us_listen_socket_close(listening);
    listening = listenWith(native, current, options.host, port);
    if (listening === false) throw await probeListen({ host: options.host, port });
  }
  return {
    kind: "uws",
    port,
    publish(topic, frame) {
      for (const { app } of members) app.publish(topic, frame, false, false);
    },
    useCertificate(files) {
      if (listening === false) return;
      const next = createMember(native, files, members, addRoutes);
      native.us_listen_socket_close(listening);
      listening = listenWith(native, next.app, options.host, port);
      if (listening === false) {
        listening = listenWith(native, current, options.host, port);
        const until = listening === false ? "; nobody can connect until the relay is started again" : "";
        throw new Error(`the new certificate's listener could not take over port ${port}${until}`);
      }
      for (const { others } of members) others.push(next.app);
      members.push(next);
      current = next.app;
    },
    stopListening() {
      if (listening !== false) native.us_listen_socket_close(listening);
      listening = false;
    },
    async close() {
      listening = false;
      for (const { app } of members) app.close();
    },
  };
}

function createMember(
  native: Native,
  certificate: CertificateFiles | undefined,
  members: readonly Member[],
  addRoutes: AddRoutes,
): Member {
  const others = members.map(({ app }) => app);
  const app = certificate === undefined ? native.App() : createTlsApp(native, certificate);
  return { app: addRoutes(app, others), others };
}

function createTlsApp(native: Native, { certFile, keyFile }: CertificateFiles): TemplatedApp {
  try {
    return native.SSLApp({ cert_file_name: certFile, key_file_name: keyFile });
  } catch (cause) {
    throw new CertificateError("uWebSockets.js cannot use the certificate with its key.", { cause });
  }
}

/** Without the exclusive port two relays could share one, and each would have half of the people. */
function listenWith(native: Native, app: TemplatedApp, host: string, port: number): us_listen_socket | false {
  // The callback is called before `listen` returns.
  const results: (us_listen_socket | false)[] = [];
  app.listen(host, port, native.LIBUS_LISTEN_EXCLUSIVE_PORT, (result) => void results.push(result));
  return results[0] ?? false;
}
