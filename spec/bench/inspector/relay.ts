/** A relay that a viewer looks at when it is told so. The viewer is in the same process, and reads at once. */
import { join } from "node:path";
import { loadConfig } from "../../../config/load.ts";
import { loadStatic } from "../../../src/http/static.ts";
import type { FeedListener, FeedSocket } from "../../../src/inspect/port.ts";
import { createLog } from "../../../src/log.ts";
import { startRelay } from "../../../src/relay.ts";
import type { Left, Listening, Looked, RelayRequest } from "./messages.ts";

const UNLIMITED = [
  ...["maxConnections", "maxConnectionsPerAddress", "handshakesPerAddress", "messageRate", "byteRate"],
  ...["missesPerAddress", "invitationsPerAddress"],
];

const loaded = loadConfig({
  flags: {
    ...Object.fromEntries(UNLIMITED.map((key) => [key, "0"])),
    port: "0",
    adminPort: "0",
    logLevel: "warn",
  },
  env: {},
  readFile: () => "{}",
});
if (!loaded.ok) throw new Error(loaded.problems.join(" "));
const log = createLog(loaded.config, { isTerminal: false, write: (line) => process.stderr.write(line) });
const built = (name: string) => loadStatic(join("dist", name));
const relay = await startRelay(loaded.config, log, {
  webClient: built("web"),
  inspector: { page: () => built("inspect") },
});

class Page implements FeedSocket {
  batches = 0;
  characters = 0;
  events = 0;
  missed = 0;
  last = "";
  readonly listener: FeedListener = relay.inspector.viewer(this);

  send(frame: string): void {
    this.last = frame;
    if (!frame.startsWith('{"type":"batch"')) return;
    const { events, missed } = JSON.parse(frame);
    this.batches++;
    this.characters += frame.length;
    this.events += events.length;
    this.missed += missed;
  }

  bufferedAmount(): number {
    return 0;
  }

  end(): void {
    throw new Error("the inspector closed its viewer");
  }

  ask(message: object): void {
    this.listener.text(JSON.stringify(message));
  }
}

let page: Page | undefined;

function look(code: string): Looked {
  page = new Page();
  page.ask({ type: "list", query: 1, filter: { text: code }, offset: 0, limit: 200 });
  const { actors } = JSON.parse(page.last);
  page.ask({ type: "watch", actors: [actors[0].id], follow: true });
  const before = performance.now();
  page.ask({ type: "list", query: 2, filter: { machine: "connection" }, offset: 0, limit: 200 });
  const scan = performance.now() - before;
  return { scan, actors: relay.population.bus.actors().size };
}

function leave(): Left {
  const { batches = 0, characters = 0, events = 0, missed = 0 } = page ?? {};
  page?.listener.closed();
  const { isAttached } = relay.inspector;
  return { batches, characters, events, missed, isAttached };
}

process.on("message", (request: RelayRequest) => {
  process.send?.(request.do === "look" ? look(request.code) : leave());
});
process.send?.({ port: relay.port, adminPort: relay.admin?.port ?? 0 } satisfies Listening);
