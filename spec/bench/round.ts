/** One measurement: a fresh server, a fresh load generator, one job. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Contender } from "./contenders.ts";
import type { Load, Measurement, Pace } from "./job.ts";
import { after, kill, startDriver, startServer } from "./processes.ts";

const JOB_LIMIT = 90_000;
const LAST_WORDS = 500;

/** Rejects when the contender crashes, loses a message or a connection, or takes too long. */
export async function measure(contender: Contender, load: Load, pace: Pace): Promise<readonly Measurement[]> {
  const driver = startDriver();
  const server = startServer(contender);
  driver.send({ type: "guard", pid: server.pid });
  try {
    const port = await server.port;
    driver.send({ type: "job", job: { load, pace, dialect: contender.dialect, port, pid: server.pid } });
    const reply = await Promise.race([
      driver.reply,
      server.failure,
      after(JOB_LIMIT, `${contender.name} was not measured`),
    ]);
    if (reply.type === "failed") {
      // A crash is first seen as a lost connection; what the server wrote says more.
      await Promise.race([server.failure, sleep(LAST_WORDS)]);
      throw new Error(`${contender.name}: ${reply.reason}`);
    }
    return reply.measurements;
  } finally {
    await kill(driver.process);
    await kill(server.process);
  }
}
