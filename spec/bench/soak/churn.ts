/** Connects and disconnects, over and over: every dialect, with a goodbye, without one, or before a word was said. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { seeded } from "../../support/random.ts";

const ENDINGS = ["goodbye", "reset", "silent"] as const;
const DIALECTS = [
  { path: "/ws", protocols: [], hello: undefined },
  { path: "/ws/text", protocols: [], hello: undefined },
  { path: "/ws", protocols: ["parley.v1"], hello: '{"type":"hello"}' },
] as const;

export interface Churn {
  readonly connects: number;
  /** How many at a time. */
  readonly concurrency: number;
  /** After how many `progress` is told. */
  readonly every: number;
  /** Only v1 clients that break off once they were welcomed. */
  readonly cuts?: boolean;
}

/** Resolves when all have come and gone; `progress` is told how many there have been. */
export async function churn(
  port: number,
  { connects, concurrency, every, cuts = false }: Churn,
  progress: (done: number) => Promise<void> = async () => {},
): Promise<void> {
  const random = seeded(3);
  let started = 0;
  while (started < connects) {
    const end = Math.min(started + every, connects);
    const worker = async () => {
      while (started < end) await connectOnce(port, started++, cuts ? CUT : pick(random, started));
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    await progress(started);
  }
}

interface Visit {
  readonly dialect: (typeof DIALECTS)[number];
  readonly ending: (typeof ENDINGS)[number];
}

const CUT: Visit = { dialect: DIALECTS[2], ending: "reset" };

function pick(random: () => number, n: number): Visit {
  return {
    dialect: DIALECTS[n % DIALECTS.length] ?? DIALECTS[0],
    ending: ENDINGS[Math.floor(random() * ENDINGS.length)] ?? "reset",
  };
}

async function connectOnce(port: number, n: number, { dialect, ending }: Visit): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${dialect.path}`, [...dialect.protocols], {
    perMessageDeflate: false,
    // Each address has its own ephemeral ports.
    localAddress: `127.0.0.${2 + (n % 200)}`,
  });
  socket.on("error", () => {});
  const closed = once(socket, "close");
  // May come with the answer to the handshake.
  const heard = once(socket, "message");
  await once(socket, "open");
  if (ending !== "silent") {
    if (dialect.hello !== undefined) socket.send(dialect.hello);
    await heard;
  }
  if (ending === "goodbye") socket.close(1000);
  else socket.terminate();
  await closed;
}
