/** RESULTS.md: the table, what it was measured on, and how to read it. */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import type { Book } from "./book.ts";
import { LIMIT } from "./contenders.ts";
import type { Options } from "./options.ts";
import { table } from "./table.ts";
import { BUSY, verdicts } from "./verdicts.ts";

const LIBRARIES = ["uWebSockets.js", "ws", "socket.io", "xstate", "rxjs"];

export function report(book: Book, options: Options, date: Date): string {
  const { rounds, contenders, pace } = options;
  return `# Benchmark results

Written by \`npm run bench\` on ${date.toISOString().slice(0, 10)}: medians of ${rounds} rounds, the contenders taking turns in every round.

- Machine: ${machine()}
- Node ${process.versions.node}; ${LIBRARIES.map((name) => `${name} ${versionOf(name)}`).join(", ")}

${table(
  book,
  contenders.map(({ name }) => name),
)}

## Contenders

${contenders.map(({ name, what }) => `- \`${name}\`: ${what}`).join("\n")}

## Targets

${verdicts(book)
  .map((line) => `- ${line}`)
  .join("\n")}

## How to read it

- **Ratios hold, times drift.** Each ratio is the median of the rounds' own ratios to \`${LIMIT}\` in the same
  round. For a rate more is better; for CPU and memory less is.
- **CPU µs each** is the server's user and system time (\`/proc/PID/stat\`, all threads) over the measured
  interval, divided by deliveries or accepted connections. It is the figure to trust when the machine is shared
  or the generator cannot keep up.
- **Server CPU / driver CPU** show who was busy, in shares of one core. A server under ${BUSY * 100} % was not
  what limited the rate, so compare the CPU: with a busy driver it was the generator, as is to be expected when
  connections are accepted, since the kernel does most of a loopback handshake in the client's \`connect\`; with
  neither busy, something else on the machine took the time, and the run is worth repeating.
- **1:1**: in every pair \`window\` messages of 128 bytes go to and fro; who receives one sends one back. Messages
  that a client finds in one read it answers in one write.
- **Room**: each sender keeps \`window\` messages unanswered. A message is answered when eight members spread
  over the room, the last to enter among them, have it. Latency is what those eight see. In the end every message
  must have reached every other member, or the run fails.
- **The room's window of 20** is where uWebSockets.js gathers best or worst: \`publish\` holds up to 32 messages
  for each member, but when a 33rd comes while some socket is corked, as it is inside a message handler, every
  held message leaves in a system call of its own. \`${LIMIT}\` publishes in its handler, as its examples do.
- **Accepting** counts from opening the socket to the CONNECTED frame.
- **Idle**: the server's resident memory with all connections minus before the first, divided by their number,
  each read ${pace.settle / 1000} s after the last thing that happened, as the median of five reads.
- Every measurement has a fresh server and a fresh generator, plain \`node\` without flags, ${pace.warmUp / 1000} s of
  the same load to warm up and then ${pace.duration / 1000} s measured. The generator speaks WebSocket on raw sockets,
  the same for all; for Socket.IO it adds the few characters of its framing.
`;
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model ?? "unknown CPU"}, ${processors.length} cores, ${memory} GB; ${type()} ${release()}`;
}

function versionOf(library: string): string {
  const { version } = JSON.parse(readFileSync(`node_modules/${library}/package.json`, "utf8")) as {
    version: string;
  };
  return version;
}
